"""Pages that belong to no room: health, robots, and what to say when a page cannot be shown."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tessera.foundations.access.permissions import SIGNED_IN
from tessera.foundations.records.queries import is_invented
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
    """Where a worker's day begins."""
    address = navigation.home(request)
    if address is None:
        return render(request, "website/nothing_yet.html", {})
    return redirect(address)


@page(SIGNED_IN)
def help_page(request: HttpRequest) -> HttpResponse:
    """The commonest things, for whoever has them to do."""
    return render(request, "website/help.html", {"is_invented": is_invented()})


@page(SIGNED_IN)
def no_password(request: HttpRequest) -> HttpResponse:
    """Where django-allauth sends someone who changes a password and has none: the council keeps it."""
    return render(request, "account/no_password.html", {})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "website/accessibility.html", {})


for view in (health, robots, accessibility):
    view.tessera_permission = PUBLIC  # type: ignore[attr-defined]


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/403.html", {"whom": ""}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/500.html", status=500)
