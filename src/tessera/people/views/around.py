"""A person's family and household: seen, added to, put right."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from tessera.foundations.access import gate
from tessera.foundations.audit.context import note_shown
from tessera.people import actions, permissions
from tessera.people.forms.around import CorrectRelationshipForm, EndForm, RelationshipForm
from tessera.people.genogram import draw, not_drawn
from tessera.people.models import Person, Relationship
from tessera.people.pages import child_page
from tessera.people.queries.family import family_of, first_name, household_in, household_of
from tessera.people.views.asking import ask
from tessera.people.views.pickers import person_picker

BACK = "people:family"
MOST_DRAWN = 40


@child_page(permissions.VIEW)
def family(request, child):
    around = request.record.family
    relatives = family_of(child, request.today, actor=request.actor, family=around)
    now = request.record.now
    together = household_in(around, now)
    household = household_of(child, request.today, actor=request.actor)
    drawing = draw(around, relatives, household=together, today=request.today, most=MOST_DRAWN)
    context = {
        "child": child,
        "relatives": relatives,
        "now": now,
        "together": {each.pk for each in household},
        "household": household,
        "drawing": drawing,
        "not_drawn": not_drawn(around, relatives, most=MOST_DRAWN),
        "may_edit": gate.check(request.actor, permissions.RELATE, child).allow,
    }
    return render(request, "people/family.html", context)


@child_page(permissions.RELATE, writes=True)
def relate(request, child):
    """Find the other person, or add them; then say what they are to this one."""
    form = RelationshipForm(request.POST or None, today=request.today)
    form.fields["kind"].label = f"What they are to {first_name(child)}"

    def write(data):
        known = Person.objects.known_to(request.actor)
        relative = get_object_or_404(known, public_id=data.pop("who"))
        actions.record_relationship(person=relative, relative=child, by=request.user, **data)

    title = f"Someone in {first_name(child)}'s family"
    return ask(
        request,
        child,
        form,
        write,
        title=title,
        back=BACK,
        picker=lambda form: person_picker(request, child, _error(form, "who")),
    )


@child_page(permissions.RELATE, writes=True)
def correct_relationship(request, child, tie_id):
    tie = _tie(request, child, tie_id)
    flag = {True: "yes", False: "no", None: ""}[tie.has_parental_responsibility]
    initial = {
        "kind": tie.kind,
        "has_parental_responsibility": flag,
        "is_main_carer": tie.is_main_carer,
        "note": tie.note,
        "started_on": tie.started_on,
    }
    form = CorrectRelationshipForm(request.POST or None, today=request.today, initial=initial)

    def write(data):
        actions.correct_relationship(relationship=tie, by=request.user, **data)

    title = f"What {tie.person.name} is to {tie.relative.name}"
    return ask(request, child, form, write, title=title, back=BACK)


@child_page(permissions.RELATE, writes=True)
def end_relationship(request, child, tie_id):
    tie = _tie(request, child, tie_id)
    form = EndForm(request.POST or None, today=request.today)

    def write(data):
        actions.end_relationship(relationship=tie, by=request.user, **data)

    title = f"{tie.person.name} and {tie.relative.name}: no longer so"
    return ask(request, child, form, write, title=title, back=BACK)


def _tie(request, child, tie_id):
    """A relationship of the child with someone whom the worker may know of."""
    tie = get_object_or_404(
        Relationship.objects.select_related("person", "relative"), public_id=tie_id
    )
    both = {tie.person_id, tie.relative_id}
    known = Person.objects.known_to(request.actor).filter(pk__in=both)
    if child.pk not in both or known.count() < len(both):
        raise Http404
    for person in (tie.person, tie.relative):
        note_shown(person.public_id)
    return tie


def _error(form, field):
    return form.errors[field][0] if form.is_bound and field in form.errors else None
