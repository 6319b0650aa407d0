"""Whose plans and enquiries end outside a conference: who died, and who turns 18."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from tessera.engine.workflow.models import Step
from tessera.people.models import Person
from tessera.people.queries import allocated_workers
from tessera.practice.child_protection.rules import outside as rules
from tessera.practice.front_door.models import Referral


@dataclass(frozen=True)
class ToEnd:
    """A child with an open case of whom the record says that it ends: why, on which day, with whom."""

    child: Person
    why: str
    on: date
    worker: object | None
    team: object | None


def to_end(code, today) -> list[ToEnd]:
    """Children with an open case who died, or turn 18 soon, of whom nobody has been asked yet in a step
    of this code. Three queries, and few children."""
    cases = Referral.objects.open().filter(child=OuterRef("pk"))
    adult = Q(died_on=None, born_on__lte=rules.born_by(today))
    found = Person.objects.filter(Q(died_on__isnull=False) | adult).filter(Exists(cases))
    asked = Step.objects.filter(code=code, subjects__person=OuterRef("pk"))
    found = found.exclude(Exists(asked.filter(about__why=rules.DIED)), died_on__isnull=False)
    found = found.exclude(Exists(asked.filter(about__why=rules.EIGHTEEN)), died_on=None)
    children = list(found.order_by("pk"))
    working = allocated_workers([child.pk for child in children], today)
    open_cases = Referral.objects.open().filter(child__in=children).select_related("team")
    teams = {case.child_id: case.team for case in open_cases}
    return [
        ToEnd(child, why, on, _worker(working, child), _team(working, teams, child))
        for child in children
        for why, on in rules.to_come(child.born_on, child.died_on)
    ]


def _worker(working, child):
    return working[child.pk].worker if child.pk in working else None


def _team(working, teams, child):
    return working[child.pk].team if child.pk in working else teams.get(child.pk)
