"""How long a sign-in lasts, what it must have, and that it is on the record.

A session ends after 15 minutes without use and 12 hours in any case (security section 6). Where real
children are, a second factor is needed: the council's single sign-on brings its own.
"""

import hashlib
import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.foundations.audit import actions as audit
from tessera.foundations.audit import context
from tessera.foundations.audit.models import Outcome

IDLE_SECONDS = 15 * 60
NOTED_EVERY_SECONDS = 60
LAST_USED = "last_used"
HAS_SECOND_FACTOR = "has_second_factor"
ACCOUNT_PAGES = "/accounts/"


class SafeSessions:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _end_if_idle(request)
        if request.user.is_authenticated and _lacks_second_factor(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nobody comes in unrecorded: what the sign-in had set up is undone."""
        if not isinstance(error, audit.LogUnavailable):
            return None
        request.session.flush()
        return render(request, "ui/503.html", status=503)


def _end_if_idle(request: HttpRequest) -> None:
    now = time.time()
    last_used = request.session.get(LAST_USED, now)
    if now - last_used > IDLE_SECONDS:
        logout(request)
    elif LAST_USED not in request.session or now - last_used > NOTED_EVERY_SECONDS:
        request.session[LAST_USED] = now


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not settings.SECOND_FACTOR or request.path.startswith(ACCOUNT_PAGES):
        return False
    if not request.session.get(HAS_SECOND_FACTOR):
        brought = {
            record.get("method") for record in get_authentication_records(request, request.user)
        }
        request.session[HAS_SECOND_FACTOR] = "socialaccount" in brought or is_mfa_enabled(
            request.user
        )
    return not request.session[HAS_SECOND_FACTOR]


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    request.session[LAST_USED] = time.time()
    _record(request, "access.signed_in", user)


@receiver(user_logged_out)
def record_sign_out(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None and user is not None:
        _record(request, "access.signed_out", user)


@receiver(user_login_failed)
def record_refusal(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Somebody tried and failed. Whose name they gave is not kept here: it may be a password."""
    if request is not None:
        _record(request, "access.sign_in_refused", None, outcome=Outcome.DENY)


def _record(
    request: HttpRequest, action: str, user: Any, *, outcome: Outcome = Outcome.ALLOW
) -> None:
    key = getattr(request.session, "session_key", "") or ""
    visit = context.Visit(
        actor_id=getattr(user, "pk", None),
        session=hashlib.sha256(key.encode()).hexdigest()[:32],
        address=request.META.get("REMOTE_ADDR") or None,
        route=request.resolver_match.route if request.resolver_match else "",
        action=action,
    )
    with context.visiting(visit):
        audit.look(outcome=outcome)
