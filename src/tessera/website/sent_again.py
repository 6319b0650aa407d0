"""A form that came without a good token: somebody signed in again meanwhile. Nothing typed is lost."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN

from tessera.ui.given_back import asks_for_json, give_back

ACCOUNT_PAGES = "/accounts/"


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was typed comes back, to be sent once more: only to who sent it from a page of ours.

    What came from elsewhere, and what holds a password, is never sent on.
    """
    if asks_for_json(request):
        words = {"error": "You signed in again meanwhile. Open this page anew."}
        return JsonResponse(words, status=403)
    is_account_page = request.path.startswith(ACCOUNT_PAGES)
    return give_back(request, is_ours=_is_from_here(request, reason) and not is_account_page)


def _is_from_here(request: HttpRequest, reason: str) -> bool:
    """Browsers say with every form which site it was on, and Django has looked at that first."""
    elsewhere = REASON_BAD_ORIGIN.partition("%")[0]
    return "Origin" in request.headers and not reason.startswith(elsewhere)
