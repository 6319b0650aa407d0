"""Signing in and out, one's own password and second factor. Nobody makes an account for themselves here."""

from collections.abc import Callable, Iterable

from allauth.account import views as account
from allauth.mfa import urls as second_factor
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import urls as single_sign_on
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from tessera.foundations.access.permissions import PUBLIC, SIGNED_IN
from tessera.website import views

# On the way in, where nobody is signed in yet.
ON_THE_WAY_IN = {"mfa_authenticate", "mfa_trust", "mfa_login_webauthn"}


def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """django-allauth asks for these addresses by name; the pages are not ours to offer."""
    raise Http404


def _guarded(entries: Iterable[URLPattern | URLResolver], permission: str) -> list:
    """Name the permission of other packages' pages; each of them checks the sign-in itself."""
    entries = list(entries)
    for entry in entries:
        if isinstance(entry, URLResolver):
            _guarded(entry.url_patterns, permission)
            continue
        view: Callable = entry.callback
        view.tessera_permission = PUBLIC if entry.name in ON_THE_WAY_IN else permission  # type: ignore[attr-defined]
        view.tessera_writes = True  # type: ignore[attr-defined]
    return entries


urlpatterns = [
    *_guarded(
        [
            path("login/", account.login, name="account_login"),
            path("inactive/", account.account_inactive, name="account_inactive"),
            path("social/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
            path("social/error/", social.login_error, name="socialaccount_login_error"),
            path("", include(_guarded(single_sign_on.urlpatterns, PUBLIC))),
            path("signup/", closed, name="account_signup"),
            path("social/signup/", closed, name="socialaccount_signup"),
        ],
        PUBLIC,
    ),
    *_guarded(
        [
            path("logout/", account.logout, name="account_logout"),
            path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
            path("password/", account.password_change, name="account_change_password"),
            path("password/none/", views.no_password, name="account_set_password"),
            path("2fa/", include(_guarded(second_factor.urlpatterns, SIGNED_IN))),
        ],
        SIGNED_IN,
    ),
]
