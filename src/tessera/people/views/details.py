"""Names, numbers, homes and ways to reach a person: read, added to, put right."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string

from tessera.foundations.access import gate
from tessera.foundations.audit.context import note_shown
from tessera.people import actions, permissions, record_page
from tessera.people.forms.around import EndForm
from tessera.people.forms.homes import CorrectResidenceForm, MoveForm
from tessera.people.forms.persons import (
    BirthForm,
    ContactPointForm,
    CorrectPersonForm,
    DeathForm,
    DisabilitiesForm,
    IdentifierForm,
    NameForm,
    ParticularsForm,
)
from tessera.people.models import Disability, Person
from tessera.people.pages import child_page
from tessera.people.queries.family import first_name, household_of
from tessera.people.queries.particulars import (
    contact_points_of,
    identifiers_of,
    in_words,
    lacks_upn,
    names_of,
    residences_of,
)
from tessera.people.views.asking import ask

BACK = "people:details"


@child_page(permissions.VIEW)
def details(request, child):
    context = {
        "child": child,
        "names": names_of(child),
        "identifiers": identifiers_of(child),
        "residences": in_words(residences_of([child.pk], actor=request.actor)),
        "contact_points": in_words(contact_points_of(child, actor=request.actor)),
        "disabilities": Disability.objects.filter(person=child, ended_on=None).order_by("code"),
        "says_why_no_upn": bool(child.upn_unknown) and lacks_upn(child, request.today),
        "may_edit": _may(request, child, permissions.EDIT),
        "panels": [
            render_to_string(panel.template, said, request)
            for panel, said in record_page.shown_panels(child, request, record_page.DETAILS)
        ],
    }
    return render(request, "people/details.html", context)


def _may(request, child, permission):
    return gate.check(request.actor, permission, child).allow


@child_page(permissions.EDIT, writes=True)
def add_name(request, child):
    form = NameForm(request.POST or None, today=request.today)

    def write(data):
        actions.add_name(person=child, by=request.user, **data)

    return ask(
        request, child, form, write, title=f"Another name for {first_name(child)}", back=BACK
    )


@child_page(permissions.EDIT, writes=True)
def correct_name(request, child, name_id):
    name = get_object_or_404(child.names, public_id=name_id)
    form = NameForm(
        request.POST or None, today=request.today, correcting=True, initial=_initial(name)
    )

    def write(data):
        actions.correct_name(name=name, by=request.user, **data)

    return ask(request, child, form, write, title="Put a name right", back=BACK)


@child_page(permissions.EDIT, writes=True)
def add_identifier(request, child):
    form = IdentifierForm(request.POST or None, today=request.today)

    def write(data):
        actions.add_identifier(person=child, started_on=request.today, by=request.user, **data)

    return ask(
        request, child, form, write, title=f"Add a number for {first_name(child)}", back=BACK
    )


@child_page(permissions.EDIT, writes=True)
def correct_identifier(request, child, identifier_id):
    identifier = get_object_or_404(child.identifiers, public_id=identifier_id)
    form = IdentifierForm(
        request.POST or None, today=request.today, correcting=True, initial=_initial(identifier)
    )

    def write(data):
        actions.correct_identifier(identifier=identifier, by=request.user, **data)

    return ask(request, child, form, write, title="Put a number right", back=BACK)


def _who_moves_along(request, child):
    """Of those who live with the child, whose own record this worker may change."""
    household = household_of(child, request.today, actor=request.actor)
    open_to = Person.objects.visible_to(request.actor, permissions.EDIT)
    may = set(open_to.filter(pk__in=[p.pk for p in household]).values_list("pk", flat=True))
    along = [each for each in household if each.pk in may]
    for each in along:
        note_shown(each.public_id)
    return along


@child_page(permissions.EDIT, writes=True)
def move(request, child):
    household = _who_moves_along(request, child)
    form = MoveForm(
        request.POST or None,
        today=request.today,
        household=household,
        may_protect=_may(request, child, permissions.PROTECT),
    )

    def write(data):
        movers = set(data.get("together", []))
        actions.move_home(
            person=child,
            moved_on=data["moved_on"],
            kind=data["kind"],
            together_with=[each for each in household if str(each.public_id) in movers],
            is_protected=data.get("is_protected", False),
            by=request.user,
            **form.address,
        )

    return ask(request, child, form, write, title=f"Where {first_name(child)} lives", back=BACK)


@child_page(permissions.EDIT, writes=True)
def correct_residence(request, child, residence_id):
    _refuse_withheld(request)
    residence = get_object_or_404(
        child.residences.select_related("address"), public_id=residence_id
    )
    lines, _, town = residence.address.lines.rpartition("\n")
    initial = {"lines": lines or town, "town": town if lines else "", **_initial(residence)}
    initial["postcode"] = residence.address.postcode
    form = CorrectResidenceForm(request.POST or None, today=request.today, initial=initial)

    def write(data):
        actions.correct_residence(
            residence=residence,
            started_on=data["started_on"],
            ended_on=data["ended_on"],
            reason=data["reason"],
            by=request.user,
            **form.address,
        )

    return ask(request, child, form, write, title="Put an address right", back=BACK)


@child_page(permissions.EDIT, writes=True)
def add_contact_point(request, child):
    form = ContactPointForm(request.POST or None, today=request.today)

    def write(data):
        actions.add_contact_point(person=child, started_on=request.today, by=request.user, **data)

    return ask(request, child, form, write, title=f"How to reach {first_name(child)}", back=BACK)


@child_page(permissions.EDIT, writes=True)
def correct_contact_point(request, child, point_id):
    _refuse_withheld(request)
    point = get_object_or_404(child.contact_points, public_id=point_id)
    initial = {**_initial(point), "is_unsafe": not point.is_safe}
    form = ContactPointForm(
        request.POST or None, today=request.today, correcting=True, initial=initial
    )

    def write(data):
        actions.correct_contact_point(contact_point=point, by=request.user, **data)

    return ask(request, child, form, write, title="Put this right", back=BACK)


@child_page(permissions.EDIT, writes=True)
def end_contact_point(request, child, point_id):
    _refuse_withheld(request)
    point = get_object_or_404(child.contact_points, public_id=point_id)
    form = EndForm(request.POST or None, today=request.today, initial={"ended_on": request.today})

    def write(data):
        actions.end_contact_point(contact_point=point, by=request.user, **data)

    return ask(
        request,
        child,
        form,
        write,
        title=f"No longer a way to reach {first_name(child)}",
        back=BACK,
    )


@child_page(permissions.EDIT, writes=True)
def particulars(request, child):
    form = ParticularsForm(
        request.POST or None,
        today=request.today,
        initial=_initial(child),
        asks_why_no_upn=lacks_upn(child, request.today),
    )

    def write(data):
        actions.record_particulars(person=child, by=request.user, **data)

    return ask(request, child, form, write, title=f"About {first_name(child)}", back=BACK)


@child_page(permissions.EDIT, writes=True)
def disabilities(request, child):
    current = child.disabilities.filter(ended_on=None).values_list("code", flat=True)
    form = DisabilitiesForm(
        request.POST or None, today=request.today, initial={"codes": list(current)}
    )

    def write(data):
        actions.record_disabilities(person=child, by=request.user, **data)

    return ask(request, child, form, write, title=f"{first_name(child)}'s disabilities", back=BACK)


@child_page(permissions.EDIT, writes=True)
def correct(request, child):
    form = CorrectPersonForm(request.POST or None, today=request.today, initial=_initial(child))

    def write(data):
        actions.correct_person(person=child, by=request.user, **data)

    return ask(
        request,
        child,
        form,
        write,
        title="Put dates or sex right",
        about="Only what was recorded wrongly. A change of name or home has its own page.",
        back=BACK,
    )


@child_page(permissions.EDIT, writes=True)
def birth(request, child):
    if not child.is_unborn:
        raise Http404
    initial = {"family": child.family_name, "sex": child.sex}
    form = BirthForm(request.POST or None, today=request.today, initial=initial)

    def write(data):
        actions.record_birth(child=child, by=request.user, **data)

    return ask(request, child, form, write, title="The child is born", back=BACK)


@child_page(permissions.EDIT, writes=True)
def death(request, child):
    form = DeathForm(request.POST or None, today=request.today)

    def write(data):
        actions.record_death(person=child, by=request.user, **data)

    return ask(
        request,
        child,
        form,
        write,
        title=f"{first_name(child)} has died",
        about="Nothing is sent. The worker is asked to say what ends: plans, clocks, planned meetings.",
        back=BACK,
    )


def _initial(row):
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _refuse_withheld(request):
    if "whereabouts" in request.withheld:
        raise Http404
