"""Plans that drift: one page of lists for managers, each with its rule, each opening into its children."""

from datetime import date

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from tessera.people.models import Person
from tessera.people.queries import allocated_workers
from tessera.practice.child_protection import permissions, queries
from tessera.practice.child_protection.rules import drift
from tessera.practice.recording import permissions as recording
from tessera.ui.guard import page
from tessera.ui.seen import note_shown

PAGE = 50


def _people(request):
    """The children whose plans this manager may look at, and nobody else: also in the counts."""
    return Person.objects.visible_to(request.actor, permissions.DRIFT)


@page(permissions.DRIFT)
def lists(request):
    """How many are on each list, and its rule."""
    counts = queries.drifting_counts(drift.BY_CODE, _people(request), request.today)
    rows = [{"list": each, "count": counts[each.code]} for each in drift.lists(on=request.today)]
    return render(request, "child_protection/drift.html", {"rows": rows})


@page(permissions.DRIFT)
def children(request, code):
    """The children of one list, longest first, paged by key."""
    wanted = {each.code: each for each in drift.lists(on=request.today)}.get(code)
    if wanted is None:
        raise Http404
    found = queries.drifting(code, _people(request), request.today)
    after = _mark(request.GET.get("after", ""))
    if after is not None:
        since, pk = after
        found = found.filter(Q(since__gt=since) | Q(since=since, pk__gt=pk))
    found = list(found[: PAGE + 1])
    more, found = found[PAGE:], found[:PAGE]
    workers = allocated_workers([child.pk for child in found], request.today)
    for child in found:
        note_shown(child)
    rows = [
        {"child": child, "since": child.since, "work": workers.get(child.pk)} for child in found
    ]
    older = f"?after={found[-1].since.isoformat()},{found[-1].pk}" if more else None
    context = {
        "list": wanted,
        "rows": rows,
        "older": older,
        # A decision is best made where all of the worker's families are gone through.
        "decides": code == "no_decision" and request.actor.may(recording.DECIDE),
        "back": reverse("child_protection:drift"),
    }
    return render(request, "child_protection/drift_list.html", context)


def _mark(text):
    """Where the page before ended: a day and a number. Anything else begins at the beginning."""
    day, _, pk = text.partition(",")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
