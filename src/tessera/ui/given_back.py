"""A form that could not be taken, since nobody is signed in or somebody signed in again: its words come back.

They are in the page alone: nothing is kept here for whoever signs in next. Where it is known who wrote them,
the page carries that, signed, and gives them to nobody else.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
KEY_FIELD = "idempotency_key"
WRITTEN_BY = "written-by"
OURS = frozenset({TOKEN_FIELD, KEY_FIELD, WRITTEN_BY})


def has_words(request: HttpRequest) -> bool:
    """Whether anything was typed or chosen: a button alone is pressed again after signing in."""
    return any(name not in OURS and any(values) for name, values in request.POST.lists())


def asks_for_json(request: HttpRequest) -> bool:
    return "json" in request.headers.get("Accept", "").partition(",")[0]


def give_back(request: HttpRequest, *, is_ours: bool = True) -> HttpResponse:
    """What was typed, to be sent once more. `is_ours`: it came from a page of ours, and holds no password."""
    author = _author(request)
    is_anothers = request.user.is_authenticated and author not in (None, request.user.pk)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if is_ours and not is_anothers and name not in (TOKEN_FIELD, WRITTEN_BY)
    ]
    permission = getattr(getattr(request.resolver_match, "func", None), "tessera_permission", "")
    return render(
        request,
        "ui/given_back.html",
        {
            "fields": fields,
            "typed": [value for _, value in fields if len(value.split()) > 1],
            "address": request.get_full_path(),
            "had_files": bool(request.FILES),
            "must_sign_in": permission != "public" and not request.user.is_authenticated,
            "no_cookies": settings.CSRF_COOKIE_NAME not in request.COOKIES,
            "is_anothers": is_anothers,
            "written_by": signing.dumps(author, salt=WRITTEN_BY) if author else "",
        },
        status=403,
    )


def _author(request: HttpRequest) -> int | None:
    """Who was signed in until this very request, or whom the page that gave the words back had noted."""
    if was_signed_in := getattr(request, "was_signed_in", None):
        return was_signed_in
    try:
        return signing.loads(request.POST.get(WRITTEN_BY, ""), salt=WRITTEN_BY)
    except signing.BadSignature:
        return None
