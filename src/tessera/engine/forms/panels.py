"""What the record of people can fill in a form: home, household, GP and school, and what each is like."""

from tessera.engine.forms.filling import Filled, filler
from tessera.people import queries as people
from tessera.people.models import Disability, Involvement
from tessera.people.rules import is_grown_up
from tessera.ui.formatting import list_words


@filler("people.home", asks_for_actor=True)
def home(child, on, actor):
    """Where the child lives, for those who may know it."""
    if child is None:
        return None
    found = people.homes_of([child.pk], on, actor=actor).get(child.pk)
    return Filled(found.words, "the record of addresses", found.started_on) if found else None


@filler("people.household", asks_for_actor=True)
def household(child, on, actor):
    """Who is recorded as living with the child."""
    if child is None:
        return None
    others = people.household_of(child, on, actor=actor)
    # A record that names no grown-up does not know who lives there: it is asked.
    if not any(_is_grown_up(each, on) for each in others):
        return None
    return Filled(
        list_words([child.name, *(each.name for each in others)]), "the record of the household"
    )


def _is_grown_up(person, on):
    return is_grown_up(person.born_on, on, expected_on=person.expected_on)


@filler("people.gp")
def gp(child, on):
    return _organisation(child, on, ("gp",))


@filler("people.school")
def school(child, on):
    return _organisation(child, on, ("school", "nursery"))


def _organisation(child, on, roles):
    if child is None:
        return None
    row = (
        Involvement.objects.in_force_on(on)
        .filter(person=child, role__in=roles)
        .exclude(organisation=None, professional_name="")
        .select_related("organisation")
        .order_by("-started_on", "-pk")
        .first()
    )
    if row is None:
        return None
    name = row.organisation.name if row.organisation else row.professional_name
    return Filled(name, "the record of who works with them", row.started_on)


@filler("people.ethnicity")
def ethnicity(child, on):
    return Filled(child.ethnicity, "the record") if child and child.ethnicity else None


@filler("people.first_language")
def first_language(child, on):
    return Filled(child.first_language, "the record") if child and child.first_language else None


@filler("people.disabilities")
def disabilities(child, on):
    if child is None or child.disability_recorded_on is None:
        return None
    rows = Disability.objects.filter(person=child, ended_on=None).order_by("code")
    codes = list(rows.values_list("code", flat=True))
    return Filled(codes, "the record", child.disability_recorded_on) if codes else None
