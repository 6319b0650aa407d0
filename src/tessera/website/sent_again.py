"""A form that came without a good token: somebody signed in again meanwhile. Nothing typed is lost."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
ACCOUNT_PAGES = "/accounts/"


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was typed comes back, to be sent once more: only to who sent it from a page of ours.

    What came from elsewhere, and what holds a password, is never sent on.
    """
    if "json" in request.headers.get("Accept", "").partition(",")[0]:
        words = {"error": "You signed in again meanwhile. Open this page anew."}
        return JsonResponse(words, status=403)
    is_ours = _is_from_here(request, reason) and not request.path.startswith(ACCOUNT_PAGES)
    permission = getattr(getattr(request.resolver_match, "func", None), "tessera_permission", "")
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if is_ours and name != TOKEN_FIELD
    ]
    return render(
        request,
        "website/sent_again.html",
        {
            "fields": fields,
            "typed": [value for _, value in fields if len(value.split()) > 1],
            "address": request.get_full_path(),
            "had_files": bool(request.FILES),
            "must_sign_in": permission != "public" and not request.user.is_authenticated,
            "no_cookies": settings.CSRF_COOKIE_NAME not in request.COOKIES,
        },
        status=403,
    )


def _is_from_here(request: HttpRequest, reason: str) -> bool:
    """Browsers say with every form which site it was on, and Django has looked at that first."""
    elsewhere = REASON_BAD_ORIGIN.partition("%")[0]
    return "Origin" in request.headers and not reason.startswith(elsewhere)
