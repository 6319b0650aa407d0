"""Who works with a person, and what to beware of."""

from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string

from tessera.foundations import codesets
from tessera.foundations.access import gate
from tessera.foundations.access.models import User
from tessera.foundations.audit.context import note_shown
from tessera.people import actions, permissions, record_page
from tessera.people.forms.around import (
    EndForm,
    EndWarningForm,
    InvolvementForm,
    ReviewForm,
    WarningForm,
    WorkerForm,
)
from tessera.people.models import Organisation, Person, Restriction
from tessera.people.pages import child_page
from tessera.people.queries.family import family_of, first_name, siblings_of
from tessera.people.queries.involvement import ALLOCATED, involvements_of, who_works
from tessera.people.queries.warnings import warning_words
from tessera.people.queries.workers import team_of_worker
from tessera.people.rules import is_grown_up
from tessera.people.views.asking import ask
from tessera.people.views.pickers import worker_picker

WORK, WARNINGS = "people:involvements", "people:warnings"


@child_page(permissions.VIEW)
def involvements(request, child):
    rows = involvements_of(child)
    context = {
        "child": child,
        "working": who_works(request.record.working, request.record.worked_last),
        "earlier": [row for row in rows if row.ended_on and row.ended_on <= request.today],
        "panels": [
            render_to_string(panel.template, said, request)
            for panel, said in record_page.shown_panels(child, request, record_page.WORKING)
        ],
        "may_edit": gate.check(request.actor, permissions.INVOLVE, child).allow,
        "may_end_allocation": gate.check(request.actor, permissions.ALLOCATE, child).allow,
    }
    return render(request, "people/involvements.html", context)


@child_page(permissions.INVOLVE, writes=True)
def add_professional(request, child):
    form = InvolvementForm(request.POST or None, today=request.today)

    def write(data):
        name = data.pop("organisation_name").strip()
        known = Organisation.objects.filter(name__iexact=name).order_by("pk").first()
        if name and known is None:
            data["professional_name"] = ", ".join(filter(None, (data["professional_name"], name)))
        actions.start_involvement(person=child, organisation=known, by=request.user, **data)

    title = f"Someone who works with {first_name(child)}"
    return ask(request, child, form, write, title=title, back=WORK)


@child_page(permissions.INVOLVE, writes=True)
def add_worker(request, child):
    roles = [
        (code.code, code.label)
        for code in codesets.codes("involvement.role")
        if code.group == "Our workers" and code.code != ALLOCATED
    ]
    form = _worker_form(request, roles)

    def write(data):
        worker = _worker(data.pop("worker"))
        team = team_of_worker(worker, request.today)
        actions.start_involvement(person=child, worker=worker, team=team, by=request.user, **data)

    title = f"One of us begins to work with {first_name(child)}"
    return _ask_worker(request, child, form, write, title)


@child_page(permissions.INVOLVE, writes=True)
def end_involvement(request, child, involvement_id):
    those = child.involvements.select_related("worker", "team", "organisation")
    involvement = get_object_or_404(those, public_id=involvement_id)
    form = EndForm(request.POST or None, today=request.today, initial={"ended_on": request.today})

    def write(data):
        actions.end_involvement(involvement=involvement, by=request.user, **data)

    title = f"{_who(involvement)} no longer works with {first_name(child)}"
    return ask(request, child, form, write, title=title, back=WORK)


def _who(involvement):
    if involvement.worker:
        return involvement.worker.name
    return involvement.professional_name or (involvement.organisation or involvement.team).name


def _worker_form(request, roles):
    start = {"started_on": request.today}
    return WorkerForm(request.POST or None, today=request.today, roles=roles, initial=start)


def _worker(public_id):
    return get_object_or_404(User, public_id=public_id, is_active=True)


def _ask_worker(request, child, form, write, title):
    def picker(form):
        is_wrong = form.is_bound and "worker" in form.errors
        return worker_picker(request, form.errors["worker"][0] if is_wrong else None)

    return ask(request, child, form, write, title=title, back=WORK, picker=picker)


@child_page(permissions.VIEW)
def warnings(request, child):
    rows = list(child.warnings.select_related("recorded_by").order_by("-started_on", "-pk"))
    for row in rows:
        row.words = warning_words(row.kind, whom=row.whom)
    today = request.today
    context = {
        "child": child,
        "current": [row for row in rows if row.ended_on is None or row.ended_on > today],
        "earlier": [row for row in rows if row.ended_on and row.ended_on <= today],
        "may_edit": gate.check(request.actor, permissions.WARN, child).allow,
    }
    return render(request, "people/warnings.html", context)


@child_page(permissions.WARN, writes=True)
def add_warning(request, child):
    siblings = siblings_to_warn(request, child)
    form = WarningForm(
        request.POST or None,
        today=request.today,
        around=whom_to_name(request, child),
        siblings=siblings,
    )

    def write(data):
        chosen = set(data.pop("also", []))
        actions.add_warning(
            person=child,
            started_on=request.today,
            also_for=[each for each in siblings if str(each.public_id) in chosen],
            by=request.user,
            **data,
        )

    title = "Something to beware of"
    return ask(request, child, form, write, title=title, back=WARNINGS)


def whom_to_name(request, child):
    """(person, what they are) whom a warning on this record may be about: of the family, grown-ups first.

    Whoever has a restricted record is left out, as the warning is read by all who open this one.
    """
    today = request.today
    relatives = family_of(child, today, actor=request.actor, family=request.record.family)
    living = {each.person.pk: each for each in relatives if each.person.died_on is None}
    restricted = set(
        Restriction.objects.in_force_on(today)
        .filter(person__in=living)
        .values_list("person", flat=True)
    )
    found = [(each.person, each.word) for pk, each in living.items() if pk not in restricted]
    found.sort(key=lambda each: not _is_grown_up(each[0], today))
    for person, _ in found:
        note_shown(person.public_id)
    return [(child, "themselves"), *found] if _is_grown_up(child, today) else found


def _is_grown_up(person, on):
    return is_grown_up(person.born_on, on, expected_on=person.expected_on)


def siblings_to_warn(request, child):
    """Brothers and sisters on whose record this worker may write a warning, eldest first."""
    siblings = siblings_of(child, request.today, actor=request.actor, family=request.record.family)
    living = [each.person.pk for each in siblings if each.person.died_on is None]
    people = Person.objects.filter(pk__in=living).with_standing(request.actor)
    return [
        each
        for each in people.order_by("born_on", "pk")
        if gate.check(request.actor, permissions.WARN, each).allow
    ]


@child_page(permissions.WARN, writes=True)
def review_warning(request, child, warning_id):
    warning = get_object_or_404(child.warnings, public_id=warning_id)
    form = ReviewForm(request.POST or None, today=request.today)

    def write(data):
        actions.review_warning(warning=warning, by=request.user, **data)

    words = warning_words(warning.kind, whom=warning.whom)
    return ask(request, child, form, write, title=f"{words}: still so?", back=WARNINGS)


@child_page(permissions.WARN, writes=True)
def end_warning(request, child, warning_id):
    warning = get_object_or_404(child.warnings, public_id=warning_id)
    form = EndWarningForm(
        request.POST or None, today=request.today, initial={"ended_on": request.today}
    )

    def write(data):
        actions.end_warning(warning=warning, by=request.user, **data)

    words = warning_words(warning.kind, whom=warning.whom)
    return ask(request, child, form, write, title=f"{words}: no longer so", back=WARNINGS)
