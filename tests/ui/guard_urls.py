"""Pages of no room, to try the guard on."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.ui.guard import page


@page("people:person:search")
def read_and_write(request):
    Person.objects.update(known_as="written by a page that reads")
    return HttpResponse("written")


@page("people:person:search")
def failing(request):
    raise ZeroDivisionError


@page("people:person:search", writes=True)
def add(request):
    if request.method == "POST" and request.POST.get("name"):
        Person.objects.create(name=request.POST["name"], name_key=request.POST["name"])
        return redirect("/added/")
    return HttpResponse("What is the name?")


@child_page("people:person:view")
def named(request, child):
    return HttpResponse(f"This is {child.name}")


urlpatterns = [
    path("reads/", read_and_write),
    path("fails/", failing),
    path("add/", add),
    path("named/<uuid:person_id>/", named),
    path("", include("tessera.website.urls")),
]
