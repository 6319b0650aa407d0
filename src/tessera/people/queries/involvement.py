"""Who works with whom."""

from functools import lru_cache

from tessera.foundations import codesets
from tessera.foundations.records.prepared import CHILD, Prepared, Question
from tessera.people.models import Involvement
from tessera.people.models.involvement import HOLDS_NOTHING

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
