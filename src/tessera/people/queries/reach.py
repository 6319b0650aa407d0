"""How a worker stands to a person: what the gate asks of this floor."""

from collections.abc import Iterable

from tessera.foundations.access import gate
from tessera.foundations.access.policy import Subject
from tessera.people.models import Person
from tessera.people.models.reach import ASKED, OWN, READS, TEAM


@gate.register_subjects
def subject_for(actor, person) -> Subject:
    """One query, or none when the person was read `with_standing` of this actor."""
    standing = person if hasattr(person, "how_far") else _standing(actor, person)
    return Subject(
        is_own=standing.how_far == OWN,
        is_teams=standing.how_far >= TEAM,
        is_asked_of_team=standing.how_far >= ASKED,
        is_read_by_team=standing.how_far >= READS,
        is_restricted=standing.is_restricted,
        is_on_list=standing.is_on_list,
        has_conflict=standing.has_conflict,
        has_protected_whereabouts=standing.whereabouts_withheld,
        may_see_protected=False,
    )


def records_open(people: Iterable[Person], *, actor) -> set[int]:
    """The ids of those whose record the actor may open: a list may name more than its reader may open."""
    ids = {person.pk for person in people}
    if not ids:
        return set()
    return set(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


def _standing(actor, person):
    return Person.objects.with_standing(actor).only("pk").get(pk=person.pk)
