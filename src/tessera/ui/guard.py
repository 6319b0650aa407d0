"""The guard of every page: may they? log the look, run the view read-only, log who was shown.

Order (security section 7): the event is written on its own connection; the view runs in one
transaction, READ ONLY unless the page says `writes=True`; the page is rendered whole; one subject row
is written for each person shown; only then do bytes leave. If the log cannot be written the answer is
503 and holds no personal data. A write counts once: each form carries a key, and the same key again
gets the same answer.
"""

import functools
import hashlib
import uuid
from collections.abc import Callable
from contextlib import contextmanager

from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from tessera.foundations.access import gate
from tessera.foundations.access.actors import actor_of
from tessera.foundations.access.policy import POLICY_VERSION, Decision
from tessera.foundations.audit import actions as audit
from tessera.foundations.audit import context
from tessera.foundations.audit.models import Outcome
from tessera.foundations.calendar import clock
from tessera.foundations.records.actions import acting
from tessera.foundations.records.models import Receipt
from tessera.foundations.records.queries import cover_facts
from tessera.ui.given_back import KEY_FIELD, asks_for_json, give_back, has_words, was_sealed

View = Callable[..., HttpResponse]
PERSON = "person"


def page(permission: str, *, writes: bool = False) -> Callable[[View], View]:
    """Guard a page that is not one person's record."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            return enter(request, permission, writes, lambda: view(request, *args, **kwargs))

        return marked(guarded, permission, writes)

    return decorate


def public_page(*, writes: bool = False) -> Callable[[View], View]:
    """Mark a page that anyone may ask for. It runs under the same rules of reading and writing."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if was_sealed(request):
                return give_back(request)
            _set_time(request)
            with _transaction(writes and request.method == "POST", None):
                return _once(request, lambda: view(request, *args, **kwargs))

        return marked(guarded, "public", writes)

    return decorate


def marked(view: View, permission: str, writes: bool, **parameters: str) -> View:
    """Name a route's permission, and what its parameters are, for `tessera routes`."""
    view.tessera_permission = permission  # type: ignore[attr-defined]
    view.tessera_writes = writes  # type: ignore[attr-defined]
    view.tessera_parameters = parameters  # type: ignore[attr-defined]
    return view


def enter(
    request: HttpRequest,
    permission: str,
    writes: bool,
    view: Callable[[], HttpResponse],
    *,
    find: Callable[[], None] | None = None,
    object_kind: str = "",
    object_id: str = "",
    covered: bool = False,
) -> HttpResponse:
    """Let a worker in, or not. `find` sets up the view's object and may raise Http404 or Refused.

    `covered`: the view looks at facts as they were known earlier (`records.queries.cover_facts`).
    """
    if not request.user.is_authenticated or was_sealed(request):
        return _sign_in_first(request, writes)
    if request.method not in ("GET", "HEAD", "POST") or (request.method == "POST" and not writes):
        return HttpResponseNotAllowed(["GET", "HEAD", *(["POST"] if writes else [])])
    _set_time(request)
    is_write = writes and request.method == "POST"
    with context.visiting(_visit(request, permission)) as visit:
        try:
            with _transaction(is_write, request.user, covered=covered):
                request.actor = actor_of(request.user, request.today)
                visit.actor_roles = ",".join(sorted(request.actor.role_codes))[:200]
                decision = gate.check(request.actor, permission)
                if not decision.allow:
                    _unless_hidden(find, object_kind)
                    raise Refused(decision)
                if find is not None:
                    find()
                event = audit.look(object_kind=object_kind, object_id=object_id)
                response = _once(request, view) if is_write else view()
                _render(response)
                if response.status_code >= 400 and is_write:
                    transaction.set_rollback(True)
            audit.seen(event, visit.shown)
            return response
        except Refused as refusal:
            return _refuse(request, refusal, object_kind, object_id)
        except audit.LogUnavailable:
            return render(request, "ui/503.html", status=503)


def _sign_in_first(request: HttpRequest, writes: bool) -> HttpResponse:
    """A form whose writer was signed out meanwhile loses no word; the script keeps its own."""
    if was_sealed(request):
        return give_back(request)
    if writes and request.method == "POST" and not asks_for_json(request) and has_words(request):
        return give_back(request)
    return redirect_to_login(request.get_full_path())


def _unless_hidden(find: Callable[[], None] | None, object_kind: str) -> None:
    """Who may not know that a record exists reads "not found", whatever else their role may not do there."""
    if find is None or object_kind != PERSON:
        return
    try:
        find()
    except Refused as refusal:
        if refusal.decision.hidden:
            raise


class Refused(Exception):
    """The worker may not; `whom` says, in words, whom to ask, when they may know."""

    def __init__(self, decision: Decision, whom: str = "") -> None:
        super().__init__(decision.reason)
        self.decision = decision
        self.whom = whom


def _refuse(request, refusal: Refused, object_kind: str, object_id: str) -> HttpResponse:
    decision = refusal.decision
    audit.look(
        outcome=Outcome.DENY, reason=decision.reason, object_kind=object_kind, object_id=object_id
    )
    if decision.hidden:
        raise Http404
    return render(request, "ui/403.html", {"whom": refusal.whom}, status=403)


@contextmanager
def _transaction(is_write: bool, user, *, covered: bool = False):
    """Writes are one transaction in the worker's name; reads cannot write, and leave nothing."""
    if is_write:
        with acting(user):
            yield
        return
    with transaction.atomic():
        if covered:
            cover_facts()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            # A read has nothing to keep; and rolling back to a savepoint ends its read-only state.
            transaction.set_rollback(True)


def _once(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Carry out a request with a key once; the same key again gets the answer of the first time."""
    key = _key(request)
    if request.method != "POST" or key is None:
        return view()
    user = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(key=key, user=user, route=request.path[:200])
    except IntegrityError:
        return _again(key, user, request)
    response = view()
    if response.status_code in (301, 302, 303):
        receipt.status = response.status_code
        receipt.location = response.headers["Location"][:500]
        receipt.save(update_fields=["status", "location"])
    else:
        # Nothing was done: the form came back with its errors, and the key may be used again.
        receipt.delete()
    return response


def _again(key: uuid.UUID, user, request: HttpRequest) -> HttpResponse:
    receipt = Receipt.objects.filter(key=key, user=user, route=request.path[:200]).first()
    if receipt is None or not receipt.location:
        raise Http404
    return redirect(receipt.location)


def _key(request: HttpRequest) -> uuid.UUID | None:
    given = request.POST.get(KEY_FIELD) or request.headers.get("Idempotency-Key", "")
    try:
        return uuid.UUID(given)
    except ValueError:
        return None


def _render(response: HttpResponse) -> None:
    if hasattr(response, "render") and not response.is_rendered:
        response.render()


def _set_time(request: HttpRequest) -> None:
    request.now = clock.now()
    request.today = clock.today()


def _visit(request: HttpRequest, permission: str) -> context.Visit:
    session = request.session.session_key or ""
    return context.Visit(
        actor_id=request.user.pk,
        session=hashlib.sha256(session.encode()).hexdigest()[:32],
        address=request.META.get("REMOTE_ADDR") or None,
        route=getattr(request.resolver_match, "route", "")[:200],
        action=permission,
        policy_version=POLICY_VERSION,
    )
