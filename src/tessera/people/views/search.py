"""Finding a person, and adding one who is not known yet."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from tessera.people import actions, permissions, record_page
from tessera.people.forms.persons import AddPersonForm
from tessera.people.models import Person
from tessera.people.queries.involvement import allocated_workers
from tessera.people.queries.likeness import likely_duplicates
from tessera.people.queries.search import search as find_people
from tessera.people.queries.workers import find_workers
from tessera.people.rules import parse_query, typed_name
from tessera.people.views.asking import REFUSALS
from tessera.people.views.pickers import choice, worker_choice
from tessera.ui.guard import page

IN_A_PICKER = 8
PARTS = ("day", "month", "year")


@page(permissions.SEARCH)
def search(request):
    text = request.GET.get("q", "").strip()
    found = find_people(text, request.actor, after=request.GET.get("after"))
    people = [each.person for each in found.found]
    context = {
        "text": text,
        "page": found,
        "workers": allocated_workers([p.pk for p in people], request.today),
        "statuses": record_page.statuses_of(people, request.today),
        "may_add": request.actor.may(permissions.ADD),
        "add_query": urlencode(_typed_name(text, request.today)),
    }
    return render(request, "people/search.html", context)


def _typed_name(text, today):
    """What was searched for, to begin the form with: nobody types a name twice."""
    query = parse_query(text, today=today)
    given, family = typed_name(text, today=today)
    typed = {"given": given, "family": family}
    if query.born_on:
        typed |= {f"born_on-{part}": getattr(query.born_on, part) for part in PARTS}
    return typed


@page(permissions.SEARCH)
def find(request):
    """For pickers with script: the same search, as a short list."""
    found = find_people(request.GET.get("q", ""), request.actor, limit=IN_A_PICKER).found
    return JsonResponse({"results": [choice(each.person, request.today) for each in found]})


@page(permissions.SEARCH)
def find_worker(request):
    workers = find_workers(request.GET.get("q", ""), request.today)
    return JsonResponse({"results": [worker_choice(each) for each in workers]})


@page(permissions.ADD, writes=True)
def add(request):
    """Shows who may be meant first; adds only when the worker has looked at them."""
    form = AddPersonForm(request.POST or None, today=request.today, initial=_initial(request))
    alike = []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form.cleaned_data)
        if not alike or request.POST.get("looked") == "yes":
            try:
                person = actions.add_person(**_newcomer(form.cleaned_data), by=request.user)
            except tuple(REFUSALS) as refusal:
                form.add_error(None, REFUSALS[type(refusal)])
            else:
                return redirect(_after_adding(request, person))
    return render(request, "people/add.html", {"form": form, "alike": alike})


def _initial(request):
    born = {part: request.GET.get(f"born_on-{part}", "") for part in PARTS}
    return {
        "given": request.GET.get("given", ""),
        "family": request.GET.get("family", ""),
        "born_on": born if any(born.values()) else None,
    }


def _alike(request, data):
    number = data["nhs_number"]
    return likely_duplicates(
        given=data["given"],
        family=data["family"],
        born_on=data["born_on"],
        expected_on=data["expected_on"],
        sex=data["sex"],
        postcode=data["postcode"],
        identifiers=[("nhs", number)] if number else [],
        actor=request.actor,
    )


def _newcomer(data):
    number = data["nhs_number"]
    names = ("given", "family", "born_on", "born_on_is_estimated", "expected_on", "sex")
    kept = {name: data[name] for name in names}
    return {**kept, "identifiers": [("nhs", number)] if number else []}


def _after_adding(request, person):
    """To the record; to the family one came from; or, out of one's reach, to the search result."""
    child = request.GET.get("for", "")
    if child:
        query = urlencode({"who": person.public_id})
        return f"{reverse('people:relate', kwargs={'person_id': child})}?{query}"
    if Person.objects.visible_to(request.actor).filter(pk=person.pk).exists():
        return reverse("people:record", kwargs={"person_id": person.public_id})
    return f"{reverse('people:search')}?{urlencode({'q': person.name})}"
