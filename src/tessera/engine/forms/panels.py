"""What the record of people can fill in a form: home, household, GP and school."""

from tessera.engine.forms.filling import Filled, filler
from tessera.people import queries as people
from tessera.people.models import Involvement
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
    others = [each.name for each in people.household_of(child, on, actor=actor)]
    if not others:
        return None
    return Filled(list_words([child.name, *others]), "the record of the household")


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
        .filter(person=child, role__in=roles, organisation__isnull=False)
        .select_related("organisation")
        .order_by("-started_on", "-pk")
        .first()
    )
    return (
        Filled(row.organisation.name, "the record of who works with them", row.started_on)
        if row
        else None
    )
