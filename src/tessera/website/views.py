"""Pages that belong to no room: health, robots, and what to say when a page cannot be shown."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tessera.foundations.access.permissions import SIGNED_IN
from tessera.ui import navigation
from tessera.ui.guard import page

PUBLIC = "public"


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For whoever watches the server: whether it can reach its database, and nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@page(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """A worker's home is the first place that they may use."""
    first = next(iter(navigation.places(request)), None)
    if first is None:
        return render(request, "website/nothing_yet.html", {})
    return redirect(first["href"])


for view in (health, robots):
    view.tessera_permission = PUBLIC  # type: ignore[attr-defined]


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(
        request, 403, "You cannot open this page", "Ask your manager if your work needs it."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(
        request, 404, "There is nothing here", "Check the address, or search for the child."
    )


def failed(request: HttpRequest) -> HttpResponse:
    return _problem(
        request,
        500,
        "Something went wrong here",
        "What you had saved is kept. Try again in a minute.",
    )


def _problem(request: HttpRequest, status: int, heading: str, words: str) -> HttpResponse:
    return render(
        request, "website/problem.html", {"heading": heading, "words": words}, status=status
    )
