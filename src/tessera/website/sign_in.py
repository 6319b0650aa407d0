"""How people sign in: accounts are made by the council, never by whoever comes along."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LOCKED_OUT_STATUS = 429


class LocalAccounts(DefaultAccountAdapter):
    """Names and passwords for recovery, for the demo, and for councils without single sign-on."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Keys(DefaultMFAAdapter):
    """The second step of signing in, in our words."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Proposed for a new key; whoever adds it may write another."""
        number = user.authenticator_set.filter(type=type).count() + 1
        return "My key" if number == 1 else f"My key {number}"


class CouncilAccounts(DefaultSocialAccountAdapter):
    """Single sign-on opens an account that already exists; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time, join the council's identity to the account of that user name.

        An account has one identity: who is given the user name of somebody who left gets no account with it.
        """
        if sociallogin.is_existing:
            return
        username = _said_by_the_council(sociallogin).get("preferred_username", "")
        without = get_user_model().objects.filter(is_active=True, socialaccount=None)
        user = without.filter(username=username).first()
        if user is not None:
            sociallogin.connect(request, user)


def _said_by_the_council(sociallogin: Any) -> dict[str, Any]:
    said = sociallogin.account.extra_data
    return said.get("userinfo") or said.get("id_token") or said


def name_of(user: Any) -> str:
    return user.get_full_name()


def account_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whose account somebody tries: one count however the name is written."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return given.strip().casefold()


def locked_out(request: HttpRequest, response: Any, credentials: Any = None) -> HttpResponse:
    return render(request, "ui/429.html", status=LOCKED_OUT_STATUS)
