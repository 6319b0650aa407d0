"""A person's record: what is true now, the chronology, and who has looked."""

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from tessera.foundations.calendar import day_words, time_words
from tessera.people import permissions, record_page
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.people.queries.chronology import BadKey, chronology_page, counts
from tessera.people.queries.family import siblings_of
from tessera.people.queries.history import history_of
from tessera.people.queries.looks import who_has_looked


@child_page(permissions.VIEW)
def record(request, child):
    request.record.read_for_now()
    columns = {"top": [], "main": [], "side": []}
    for panel, shown in record_page.shown_panels(child, request):
        columns[panel.column].append(render_to_string(panel.template, shown, request))
    return render(request, "people/record.html", {"child": child, "columns": columns})


@child_page(permissions.VIEW, as_known=True)
def chronology(request, child):
    siblings = siblings_of(child, request.today, actor=request.actor, family=request.record.family)
    family = _open_to(request, [child, *(each.person for each in siblings)])
    asked = ChronologyFilter(request.GET, child=child, family=family, today=request.today)
    keys = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    try:
        with asked.as_known():
            page = chronology_page(asked.wanted_by(request.actor), **keys)
            counted = counts(asked.everything)
    except BadKey:
        raise Http404 from None
    context = {
        "child": child,
        "asked": asked,
        "page": page,
        "counts": counted,
        "people": {person.pk: person for person in asked.chosen},
        "pdf": _pdf(child, "chronology_pdf" if counted.is_all else "chronology_parts"),
        "as_at": day_words(asked.until) if asked.until else _now_in_words(request),
    }
    return render(request, "people/chronology.html", context)


def _now_in_words(request):
    return f"{day_words(request.today)}, {time_words(request.now)}"


def _pdf(child, name):
    """Where the same comes as a document, or in parts, when the house has that page."""
    try:
        return reverse(f"documents:{name}", kwargs={"person_id": child.public_id})
    except NoReverseMatch:
        return None


def _open_to(request, people):
    """Those of a family whose own record the reader may open."""
    visible = Person.objects.visible_to(request.actor).filter(pk__in=[p.pk for p in people])
    may = set(visible.values_list("pk", flat=True)) | {people[0].pk}
    return [person for person in people if person.pk in may]


@child_page(permissions.LOOKS)
def looked(request, child):
    context = {"child": child, "looks": who_has_looked(child)}
    return render(request, "people/looked.html", context)


@child_page(permissions.VIEW)
def history(request, child):
    versions = history_of(child, actor=request.actor, withheld="whereabouts" in request.withheld)
    return render(request, "people/history.html", {"child": child, "versions": versions})
