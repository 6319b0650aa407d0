"""Who works with whom."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Subquery

from tessera.foundations import codesets
from tessera.foundations.records.prepared import CHILD, Prepared, Question
from tessera.people.models import Involvement
from tessera.people.models.involvement import CLOSED_BY, HOLDS_NOTHING

ALLOCATED = "allocated_worker"


def allocated_worker(person, on):
    """The involvement of the worker who holds the case, with worker and team, or None."""
    return allocated_workers([person.pk], on).get(person.pk)


def allocated_workers(person_ids, on):
    """person_id -> the involvement of their allocated worker, for a list of people."""
    rows = (
        Involvement.objects.in_force_on(on)
        .filter(person__in=person_ids, role=ALLOCATED)
        .select_related("worker", "team")
        .order_by("started_on", "pk")
    )
    return {row.person_id: row for row in rows}


def team_of(person, on):
    """The team that holds the case: the allocated worker's, or one that waits to allocate it."""
    allocated = allocated_worker(person, on)
    if allocated is not None and allocated.team is not None:
        return allocated.team
    held = (
        Involvement.objects.in_force_on(on)
        .filter(person=person, team__isnull=False)
        .exclude(role__in=HOLDS_NOTHING)
        .select_related("team")
        .order_by("-started_on", "-pk")
        .first()
    )
    return held.team if held else None


def working_with(person, on):
    """Everyone who works with a person: our workers first, the allocated one at the head."""
    prepared, given = working_asked(person, on)
    return workers_from(prepared.ask(**given))


def working_asked(person, on) -> Question:
    """For a page that asks more at once; `workers_from` takes the answer."""
    return _working_with(on), {"child": person.pk}


def workers_from(rows):
    order = {code.code: place for place, code in enumerate(codesets.codes("involvement.role"))}
    return sorted(rows, key=lambda row: (order.get(row.role, 99), row.started_on, row.pk))


@dataclass(frozen=True)
class Working:
    """Who works with a person now; who did last, once none of us does; and who still opens the record."""

    now: list[Any]
    last: list[Any] = field(default_factory=list)
    reads: list[tuple[Any, str]] = field(default_factory=list)
    """Each with what for, in words."""


def who_works(rows, last) -> Working:
    """Of those who have something to do with a person today, as `working_with` gives them; `last` are those
    whose work ended last.

    A team that closed the case reads on, and so, once the case is closed, does whoever's end is set: a
    chair, until the record of the conference is out.
    """
    ours = [row for row in rows if row.worker_id or row.team_id]
    goes_on = any(row.ended_on is None for row in ours if row.role not in HOLDS_NOTHING)
    reads = [r for r in ours if r.role == CLOSED_BY or (r.ended_on and not goes_on)]
    now = [row for row in rows if row not in reads]
    last = [] if goes_on or not reads else workers_from(last)
    return Working(now, last, [(row, _what_for(row.role)) for row in reads])


def _what_for(role) -> str:
    return codesets.get("involvement.role", role).extra.get("reads_on", "")


def worked_last_asked(person, on) -> Question:
    """Those of ours whose work ended on the last day on which any did, for a page that asks more at once."""
    return _worked_last(on), {"child": person.pk}


@lru_cache(maxsize=8)
def _worked_last(on) -> Prepared:
    ended = Involvement.objects.filter(person=CHILD, ended_on__lte=on)
    ours = ended.exclude(worker=None, team=None).exclude(role__in=HOLDS_NOTHING)
    last = ours.order_by("-ended_on").values("ended_on")[:1]
    rows = ours.filter(ended_on=Subquery(last))
    return Prepared(rows.select_related("worker", "team", "organisation"))


def email_of(row):
    """Of a professional, with their organisation read: their own address, or else the organisation's."""
    return row.email or (row.organisation.email if row.organisation else "")


@lru_cache(maxsize=8)
def _working_with(on):
    rows = Involvement.objects.in_force_on(on).filter(person=CHILD)
    return Prepared(rows.select_related("worker", "team", "organisation"))


def involvements_of(person):
    """Everyone who works or has worked with a person, latest first."""
    rows = Involvement.objects.filter(person=person)
    return rows.select_related("worker", "team", "organisation").order_by("-started_on", "-pk")
