"""The page that shows every component in all its states, with invented people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.ui import samples
from tessera.ui.guard import public_page


@public_page()
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/components.html", samples.context())


@public_page()
def form_components(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/components_form.html", samples.context())
