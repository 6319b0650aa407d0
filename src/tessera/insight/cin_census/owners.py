"""Whose work a finding is: the child's allocated worker, or the team that holds the case."""

from collections.abc import Iterable
from datetime import date

from tessera.people.models import Identifier, Involvement
from tessera.people.queries import people_of_own_numbers
from tessera.practice.front_door.models import Referral

NOBODY = "Not allocated"
WHOLE_AUTHORITY = "Data team"


class Owners:
    """Looked up for many children at once, by the id that the return knows them by."""

    def __init__(self, la_child_ids: Iterable[str], *, on: date) -> None:
        self.person_ids = people_by_id(set(la_child_ids))
        people = set(self.person_ids.values())
        self._names = _teams(people) | _workers(people, on)

    def of(self, la_child_id: str | None) -> str:
        if la_child_id is None:
            return WHOLE_AUTHORITY
        return self._names.get(self.person_ids.get(la_child_id, 0), NOBODY)


def people_by_id(la_child_ids: set[str]) -> dict[str, int]:
    """Whose ids in the return these are."""
    given = Identifier.objects.filter(
        kind="la_child_id", ended_on=None, value__in=la_child_ids
    ).values_list("value", "person_id")
    found = dict(given)
    return people_of_own_numbers(la_child_ids - found.keys()) | found


def _workers(people: set[int], on: date) -> dict[int, str]:
    rows = Involvement.objects.in_force_on(on).filter(
        person__in=people, role="allocated_worker", worker__isnull=False
    )
    return dict(rows.values_list("person_id", "worker__name"))


def _teams(people: set[int]) -> dict[int, str]:
    rows = Referral.objects.filter(child__in=people, team__isnull=False).order_by("received_on")
    return dict(rows.values_list("child_id", "team__name"))
