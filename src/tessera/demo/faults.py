"""Faults planted on purpose, as every council has them: for the data-quality pages to find.

`tessera demo faults` lists them, for whoever teaches with the demo.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tessera.demo.council import DEMO_DATE, Council
from tessera.foundations.records.actions import at_invented_time
from tessera.people import actions as people
from tessera.people.models import Identifier, Person
from tessera.practice.front_door.models import Referral

OF_EACH = 2
SCHOOL_AGE_BORN_BY = DEMO_DATE - timedelta(days=365 * 6)
EXPECTED = date(2026, 2, 10)


@dataclass(frozen=True)
class Fault:
    """One kind of fault: which rule of the census finds it, in whom it can be, and how it comes."""

    rule: str
    words: str
    among: Callable[[QuerySet[Person]], QuerySet[Person]]
    plant: Callable[..., object]
    how_many: int = OF_EACH


def _no_pupil_number(*, person: Person, by: Any) -> None:
    for number in Identifier.objects.filter(person=person, kind="upn", ended_on=None):
        people.end_identifier(identifier=number, ended_on=DEMO_DATE, by=by)


def _no_nhs_number(*, person: Person, by: Any) -> None:
    for number in Identifier.objects.filter(person=person, kind="nhs", ended_on=None):
        people.end_identifier(identifier=number, ended_on=DEMO_DATE, by=by)


def _twice(*, person: Person, by: Any) -> None:
    people.add_person(
        given=person.given_name,
        family=person.family_name,
        born_on=person.born_on,
        sex=person.sex,
        by=by,
    )


FAULTS = (
    Fault(
        "4220",
        "Ethnicity was never asked",
        lambda children: children.exclude(born_on=None),
        lambda person, by: people.correct_person(
            person=person, reason="Nobody had asked", ethnicity="", by=by
        ),
    ),
    Fault(
        "8540",
        "Nobody answered whether the child has a disability",
        lambda children: children.exclude(born_on=None),
        lambda person, by: people.record_disabilities(
            person=person, codes=[], recorded_on=DEMO_DATE, by=by
        ),
    ),
    Fault(
        "8770Q",
        "A child of school age without a unique pupil number, and without a reason",
        lambda children: children.filter(born_on__lt=SCHOOL_AGE_BORN_BY),
        _no_pupil_number,
    ),
    Fault(
        "8530Q",
        "A baby was due in February, and neither the birth nor anything else was recorded",
        lambda children: children.filter(born_on=None),
        lambda person, by: people.correct_person(
            person=person, reason="A scan gave an earlier day", expected_on=EXPECTED, by=by
        ),
        how_many=1,
    ),
    Fault(
        "duplicate",
        "The same child was added a second time by somebody who did not search",
        lambda children: children.exclude(born_on=None),
        _twice,
    ),
    Fault(
        "cp_is",
        "The NHS number of a child on a protection plan was taken off the record: the NHS cannot be told",
        lambda children: children.filter(
            protection_plans__isnull=False, protection_plans__ended_on=None, born_on__isnull=False
        ),
        _no_nhs_number,
        how_many=1,
    ),
)


def plant_faults(council: Council) -> list[dict[str, str]]:
    """Plant them in children whose cases are open; which child got which."""
    by = council.staff.by_role["business_support"]
    planted: list[dict[str, str]] = []
    with at_invented_time(council.until):
        for fault in FAULTS:
            taken = {each["child"] for each in planted}
            for person in _choose(fault, taken):
                fault.plant(person=person, by=by)
                planted.append(
                    {"rule": fault.rule, "fault": fault.words, "child": str(person.public_id)}
                )
    return planted


def _choose(fault: Fault, taken: set[str]) -> Iterator[Person]:
    """Far apart from each other in the list of open cases, and nobody twice."""
    is_open = Referral.objects.open().filter(child=OuterRef("pk"))
    children = Person.objects.filter(Exists(is_open)).exclude(public_id__in=taken)
    ordered = list(fault.among(children).order_by("family_name", "born_on", "given_name"))
    step = max(1, len(ordered) // (fault.how_many + 1))
    yield from ordered[step // 2 :: step][: fault.how_many]
