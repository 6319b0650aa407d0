"""What every page has around it: where this worker may go, and how else they might have signed in."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tessera.ui import navigation
from tessera.ui.said import said


def around(request: HttpRequest) -> dict[str, Any]:
    return {
        "navigation": navigation.places(request),
        "council_sign_in": council_sign_in(),
        "just_said": partial(said, request),
    }


def council_sign_in() -> list[tuple[str, str]]:
    """The name and the address of the council's single sign-on, where it has one."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    apps = providers["openid_connect"]["APPS"]
    return [
        (app["name"], reverse("openid_connect_login", args=[app["provider_id"]])) for app in apps
    ]
