"""How a worker stands to a person: what the gate asks of this floor."""

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


def _standing(actor, person):
    return Person.objects.with_standing(actor).only("pk").get(pk=person.pk)
