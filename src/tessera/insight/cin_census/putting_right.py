"""What the census asks about the children one works with: said to those who can put it right, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from tessera.foundations.records.prepared import ACTS_FOR, ROWS, Prepared
from tessera.insight.cin_census import words
from tessera.insight.cin_census.models import Run, RunFinding
from tessera.insight.cin_census.rules import ERROR, Finding
from tessera.insight.cin_census.years import current_year
from tessera.people.models import Involvement, Person
from tessera.people.models.involvement import CLOSED_BY
from tessera.people.models.reach import anyone, asker, is_known

DETAILS = "Details"
OF_THE_PERSON = frozenset(
    {
        "LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate",
        "GenderCurrent", "Sex", "PersonDeathDate", "Ethnicity", "Disability", "Disabilities",
    }
)  # fmt: skip
OF_THE_REFERRAL = frozenset(
    {
        "CINdetails", "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate",
        "ReasonForClosure", "ReferralNFA",
    }
)  # fmt: skip


@dataclass(frozen=True)
class ToPutRight:
    """One thing, in the worker's words, and the page on which it is put right."""

    what: str
    message: str
    href: str
    place: str
    must_be: bool
    rule: str = ""


@dataclass
class Child:
    person: Person
    owner: str
    things: list[ToPutRight] = field(default_factory=list)


def findings_of(actor):
    """Of the return as it was last worked out: about the children of this worker, or of a managed team, and
    those whose cases the team has closed."""
    held = _held(actor.today, actor.acts_for, actor.managed_team_ids)
    return _of_the_last_run(actor).filter(person__in=held)


def asks(actor):
    """The same as a question that is kept prepared, for a page on which most have nothing to put right."""
    return _asked(actor.today), {**asker(actor), "rows": actor.managed_team_ids}


@lru_cache(maxsize=8)
def _asked(today) -> Prepared:
    held = _held(today, [ACTS_FOR], [ROWS])
    found = RunFinding.objects.filter(
        is_known(anyone(today), "person_id"), person__in=held, run__in=_last_run(today)
    )
    return Prepared(_in_order(found))


def _held(today, workers, teams):
    held = Involvement.objects.in_force_on(today).filter(
        Q(worker__in=workers, role="allocated_worker")
        | Q(team__in=teams, role__in=("allocated_worker", CLOSED_BY))
    )
    return held.values("person")


def findings_about(person, actor):
    return _of_the_last_run(actor).filter(person=person)


def _of_the_last_run(actor):
    found = RunFinding.objects.known_to(actor)
    return _in_order(found.filter(run__in=_last_run(actor.today)))


def _last_run(today):
    runs = Run.objects.filter(year=current_year(today), made_at__isnull=False)
    return runs.order_by("-made_at", "-pk").values("pk")[:1]


def _in_order(found):
    return found.select_related("person", "run").order_by("person", "place")


def closed_among(findings: Iterable[RunFinding], on: date) -> set[int | None]:
    """The children whose cases have closed: the team that closed them reads on, and changes nothing."""
    people = {row.person_id for row in findings}
    reads_on = Involvement.objects.in_force_on(on).filter(person__in=people, role=CLOSED_BY)
    return set(reads_on.values_list("person", flat=True))


def by_child(findings: Iterable[RunFinding]) -> list[Child]:
    """The children in the order of their names, each with what is to be put right."""
    found = []
    for _, rows in groupby(findings, key=lambda row: row.person_id):
        each = list(rows)
        person = each[0].person
        if person is not None:
            things = [thing(row, person) for row in each]
            found.append(Child(person, each[0].owner, things))
    return sorted(found, key=lambda child: (child.person.name, child.person.pk))


def thing(row: RunFinding | Finding, person: Person) -> ToPutRight:
    href, place = where(row.field, person)
    return ToPutRight(
        words.field_words(row.field), row.message, href, place, row.severity == ERROR, row.rule
    )


def where(tag: str, person: Person) -> tuple[str, str]:
    """The page of the child's record on which a field is put right, and its name."""
    if tag in OF_THE_PERSON:
        name, place = "people:details", DETAILS
    elif tag in OF_THE_REFERRAL:
        name, place = "front_door:referrals", "Contacts and referrals"
    else:
        name, place = "workflow:forms", "Forms"
    return reverse(name, kwargs={"person_id": person.public_id}), place
