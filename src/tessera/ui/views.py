"""The page that shows every component in all its states, and the council's two colours."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.ui import samples
from tessera.ui.guard import public_page

COLOURS = re.compile(r"(#[0-9a-f]{6}) (#[0-9a-f]{6})", re.IGNORECASE)


@public_page()
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/components.html", samples.context())


@public_page()
def form_components(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/components_form.html", samples.context())


@public_page()
def colours(request: HttpRequest) -> HttpResponse:
    """Two tokens of the stylesheet, as the council set them."""
    found = COLOURS.fullmatch(settings.COUNCIL_COLOURS)
    if found is None:
        raise Http404
    brand, accent = found.groups()
    tokens = f":root {{ --ts-brand: {brand}; --ts-accent: {accent}; }}\n"
    return HttpResponse(tokens, content_type="text/css")
