"""Meetings to come and held as a list shows them, and who might be asked to one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from tessera.engine.workflow.models import Step, Subject, WorkItem
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.people.queries import family_of, working_with
from tessera.people.rules import folded
from tessera.practice.meetings.models import Meeting, MeetingChild
from tessera.practice.meetings.queries.meetings import with_all
from tessera.practice.meetings.queries.once import each_once

MOST = 200
AGENCIES = {
    "Education": "education",
    "Health": "health",
    "Police": "police",
    "Housing": "housing",
}
WITHOUT_REPORT = (
    "conference_chair",
    "iro",
    "team_manager",
    "advocate",
    "childrens_guardian",
    "solicitor",
)
"""Those who work with a child, and write no report for a conference."""
FAMILY = ("parent", "adoptive_parent", "step_parent", "special_guardian")


@dataclass(frozen=True)
class Proposed:
    """Somebody whom the record knows around the children, ready to be asked."""

    key: str
    name: str
    agency: str
    role: str
    person: Any = None
    worker: Any = None
    why: str = ""
    reports: bool = True


def open_work(codes, *, actor, permission, on):
    """Open work of these kinds whose children are all open to the worker, with the meeting of each.

    Pairs of a work item and the meeting of its own step, or of the step that it follows.
    """
    hidden = Subject.objects.filter(step=OuterRef("step")).exclude(
        person__in=Person.objects.visible_to(actor, permission)
    )
    items = list(_open_items(codes).filter(~Exists(hidden))[:MOST])
    refs = _refs([item.step for item in items])
    wanted = {ref for chain in refs.values() for ref in chain}
    meetings = {m.step_ref: m for m in with_all(Meeting.objects.filter(step_ref__in=wanted))}
    return [
        (item, next((meetings[r] for r in refs[item.step_id] if r in meetings), None))
        for item in items
    ]


def due_of_nobody(codes, *, actor, permission, on) -> list:
    """By when open work of these kinds is due that nobody has: each day up to `on`."""
    hidden = Subject.objects.filter(step=OuterRef("step")).exclude(
        person__in=Person.objects.visible_to(actor, permission)
    )
    items = WorkItem.objects.filter(code__in=list(codes), worker=None, due_on__lte=on)
    return list(items.filter(~Exists(hidden)).order_by("due_on").values_list("due_on", flat=True))


def without_chair(codes, *, actor, permission) -> list:
    """Meetings of these kinds that nobody holds, soonest first: (day, whether that day is set)."""
    hidden = Subject.objects.filter(step=OuterRef("step")).exclude(
        person__in=Person.objects.visible_to(actor, permission)
    )
    planned = Meeting.objects.to_come().filter(step_ref=OuterRef("step__public_id"))
    items = WorkItem.objects.filter(~Exists(hidden), code__in=list(codes), worker=None)
    items = items.annotate(planned=Subquery(planned.values("planned_for")[:1]))
    rows = items.values_list("planned", "due_on")
    found = [(local(at).date(), True) if at else (due_on, False) for at, due_on in rows]
    return sorted(each for each in found if each[0] is not None)


def _open_items(codes):
    subjects = Subject.objects.select_related("person").order_by("position", "pk")
    rows = WorkItem.objects.filter(code__in=list(codes)).select_related("step", "worker")
    return rows.prefetch_related(Prefetch("step__subjects", subjects)).order_by("sort_on", "step")


def _refs(steps):
    """step id -> its own public id, and those of the two steps it follows."""
    before = {s.pk: s for s in _followed([s.follows_id for s in steps])}
    first = {s.pk: s for s in _followed([s.follows_id for s in before.values()])}
    found = {}
    for step in steps:
        chain = [step.public_id]
        one = before.get(step.follows_id)
        two = first.get(one.follows_id) if one else None
        found[step.pk] = chain + [each.public_id for each in (one, two) if each]
    return found


def _followed(ids):
    wanted = [pk for pk in ids if pk]
    return (
        Step.objects.filter(pk__in=wanted).only("pk", "public_id", "follows_id") if wanted else ()
    )


def held_since(kinds, since, *, actor, permission):
    """Meetings held from a day on whose children are all open to the worker, the newest first."""
    hidden = MeetingChild.objects.filter(meeting=OuterRef("pk")).exclude(
        child__in=Person.objects.visible_to(actor, permission)
    )
    found = Meeting.objects.held().filter(~Exists(hidden), kind__in=kinds, held_on__gte=since)
    return list(with_all(found.order_by("-held_on", "-pk"))[:MOST])


def proposed(children, on, *, actor):
    """Family, workers and professionals around these children: each once, those of all children first."""
    found: list[Proposed] = []
    for child in children:
        relatives = family_of(child, on, actor=actor)
        found += [*_family(relatives), *_around(child, on, relatives)]
    return each_once(found)


def _family(relatives):
    for relative in relatives:
        if (relative.kind in FAMILY or relative.is_main_carer) and relative.person.died_on is None:
            yield _relative(relative)


def _relative(relative):
    person = relative.person
    word = relative.word[:1].upper() + relative.word[1:]
    return Proposed(f"p{person.public_id}", person.name, "", word, person=person, reports=False)


def _around(child, on, relatives):
    named = {folded(each.person.name): each for each in relatives}
    for row in working_with(child, on):
        label = codesets.label("involvement.role", row.role)
        reports = row.role not in WITHOUT_REPORT
        if row.worker is not None:
            yield Proposed(
                f"w{row.worker_id}",
                row.worker.name,
                "social_care",
                label,
                worker=row.worker,
                reports=reports,
            )
        elif folded(row.professional_name) in named:
            yield _relative(named[folded(row.professional_name)])
        elif row.professional_name or row.organisation:
            name = row.professional_name or row.organisation.name
            group = codesets.get("involvement.role", row.role).group
            agency = AGENCIES.get(group, "other")
            yield Proposed(f"i{row.public_id}", name, agency, label, reports=reports)
