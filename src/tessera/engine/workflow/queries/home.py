"""What a worker's and a manager's first page ask: each a fixed number of queries."""

from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, Q

from tessera.engine.workflow.models import (
    State,
    Step,
    StepEvent,
    Timer,
)
from tessera.engine.workflow.queries.rising import far_gone, nearing, shown_to
from tessera.engine.workflow.queries.worklists import (
    due_by,
    for_workers,
    may_know,
    people_of,
    read_people,
)
from tessera.foundations.access.models import Absence
from tessera.foundations.calendar import add_working_days
from tessera.foundations.records.prepared import ACTS_FOR, PEOPLE, WORKER, Prepared, Wanted
from tessera.foundations.records.queries import true_on
from tessera.people.models import Involvement, Line, Person, Relationship
from tessera.people.models.reach import anyone, asker, is_known
from tessera.people.queries.family import PARENT_KINDS, as_parent
from tessera.ui.formatting import local

LONDON = ZoneInfo("Europe/London")
SOON_WORKING_DAYS = 10
BEGUN = (State.IN_PROGRESS, State.REOPENED)


def soon(today) -> date:
    return add_working_days(today, SOON_WORKING_DAYS)


def due_soon(items, role, now):
    """Of this work: what is late, due in ten working days, or so far gone that the ladder shows it."""
    until = soon(local(now).date())
    near = [timer.step_id for timer in nearing(_clocks_after(items, until), role, now)]
    return items.filter(Q(due_on__lte=until) | Q(step__in=near))


def far_gone_of(user_ids, now) -> Wanted[set[int]]:
    """The steps of these workers that are due later, and so far gone that the ladder shows them."""

    def shown(later):
        return {timer.step_id for timer in shown_to("worker", later, now)}

    return Wanted(_far_gone_of_workers(local(now).date()), {"acts_for": user_ids}, shown)


def my_due_soon(user_ids, now, limit, *, ahead, near):
    """As `due_soon` of these workers, soonest first, and of those to come so many as are `ahead`."""
    today = local(now).date()
    return due_by(user_ids, soon(today), limit, ahead=ahead, today=today, near=near)


@lru_cache(maxsize=8)
def _far_gone_of_workers(today) -> Prepared:
    clocks = _clocks_after(for_workers([ACTS_FOR]), soon(today))
    return Prepared(far_gone(clocks, "worker", today))


def _clocks_after(items, until):
    later = items.filter(due_on__gt=until).values("step")
    return Timer.objects.filter(stopped_on=None, step__in=later)


def returned_to(user_ids):
    """What came back from a manager, with the words it came back with; its people are still to be read."""
    events = StepEvent.objects.filter(kind=StepEvent.Kind.RETURNED).select_related("by")
    steps = _in_hand(user_ids, [State.RETURNED]).select_related("sheet")
    return list(steps.prefetch_related(Prefetch("events", events.order_by("-pk"))))


def drafts_of(user_ids, limit) -> Wanted[list[Step]]:
    """Forms begun and not handed in, last saved first; their people are still to be read."""
    return Wanted(_drafts_of(limit), {"acts_for": user_ids}, list)


@lru_cache(maxsize=8)
def _drafts_of(limit) -> Prepared:
    steps = _in_hand([ACTS_FOR], BEGUN).select_related("sheet")
    return Prepared(steps.order_by("-sheet__saved_at", "-pk")[:limit])


def _in_hand(user_ids, states):
    """By the worklist, which is short; the steps of a worker are those of years."""
    return Step.objects.filter(work_item__worker__in=list(user_ids), work_item__state__in=states)


def with_subjects(steps):
    return steps.select_related("sheet").prefetch_related(Prefetch("subjects", people_of(None)))


def children_of(on, *, actor) -> Wanted[list[Involvement]]:
    """The children whom the actor, and those they act for, hold: each involvement that they may know of."""
    return Wanted(_children_of(on, actor.today), asker(actor), list)


@lru_cache(maxsize=8)
def _children_of(on, today) -> Prepared:
    held = Involvement.objects.in_force_on(on).filter(
        is_known(anyone(today), "person_id"), worker__in=[ACTS_FOR], role="allocated_worker"
    )
    return Prepared(held.select_related("person").order_by("person__name_key", "person_id"))


SIBLINGS = ("sibling", "half_sibling", "step_sibling")


def families_of(people, on) -> Wanted[list[list[Person]]]:
    """Brothers and sisters together: those recorded so, and those who share a parent."""
    asked = {"people": [person.pk for person in people]}
    return Wanted(_close_ties(on), asked, lambda ties: _families(people, ties))


def _families(people, ties):
    group = {person.pk: person.pk for person in people}
    first_of_parent: dict[int, int | None] = {}
    for tie in ties:
        parent, child = as_parent(tie)
        other = tie.person_id if parent is None else first_of_parent.setdefault(parent, child)
        if other in group:
            _join(group, tie.relative_id, other)
    families: dict[int, list[Person]] = {}
    for person in people:
        families.setdefault(group[person.pk], []).append(person)
    return list(families.values())


@lru_cache(maxsize=8)
def _close_ties(on) -> Prepared:
    close = (*SIBLINGS, *PARENT_KINDS)
    ties = Relationship.objects.filter(true_on(on), kind__in=close, relative__in=[PEOPLE])
    return Prepared(ties.order_by("pk"))


def _join(group, one, other) -> None:
    old, new = group[one], group[other]
    for pk, each in group.items():
        if each == old:
            group[pk] = new


def told_of(people, since) -> Wanted[dict[UUID, list[Person]]]:
    """The work that these children's chronologies tell of since a day: each with those it is told of.

    They tell of a contact too, which has no subjects of its own before it is decided.
    """
    by_id = {person.pk: person for person in people}

    def told(lines):
        found: dict[UUID, list[Person]] = {}
        for step_ref, person_id in lines:
            about = found.setdefault(step_ref, [])
            if by_id[person_id] not in about:
                about.append(by_id[person_id])
        return found

    return Wanted(_lines_since(since), {"people": list(by_id)}, told)


def news_of(told, besides, limit=6):
    """What others have written of that, the newest first."""
    if not told:
        return []
    made = Step.objects.filter(public_id__in=told, completed_at__isnull=False)
    made = made.exclude(submitted_by=besides).select_related("submitted_by")
    newest = made.order_by("-completed_at", "-pk")[:limit]
    return [(step, told[step.public_id]) for step in newest]


@lru_cache(maxsize=8)
def _lines_since(since) -> Prepared:
    lines = Line.objects.filter(person__in=[PEOPLE], on__gte=since).exclude(step_ref=None)
    return Prepared(lines.order_by("pk").values_list("step_ref", "person"))


def done_by(user, on, *, actor) -> Wanted[list[Step]]:
    """What a worker has written or sent of this day's visits and meetings, as far as the actor may know."""

    def with_people(steps):
        read_people(steps, actor=actor)
        return [step for step in steps if may_know(step)]

    return Wanted(_done_by(on), {"worker": user.pk}, with_people)


@lru_cache(maxsize=8)
def _done_by(on) -> Prepared:
    sent = (State.DONE, State.AWAITING_AUTHORISATION)
    steps = Step.objects.filter(submitted_by=WORKER, happened_on=on, state__in=sent)
    return Prepared(steps.order_by("submitted_at", "pk")[:8])


def colleagues_away(user, on):
    """For whom this worker acts today."""
    absences = Absence.objects.in_force_on(on).filter(covered_by=user)
    return list(absences.select_related("user").order_by("user__name", "pk"))


def finished_since(team, moment, *, actor) -> list[Step]:
    """What the team has finished since a moment, as far as the actor may know of it."""
    steps = Step.objects.filter(team=team, completed_at__gte=moment, state=State.DONE)
    found = list(steps.order_by("-completed_at", "-pk")[:8])
    read_people(found, actor=actor)
    return [step for step in found if may_know(step)]


def since_last_working_day(today) -> datetime:
    """Five in the evening of the last working day: what came in since is news."""
    day = add_working_days(today, -1)
    return datetime.combine(day, time(17, 0), LONDON)


def absences_of(worker, on) -> list[Absence]:
    """Those of this worker that are or are to come, each with who acts."""
    ahead = Absence.objects.filter(user=worker, ended_on__gt=on).exclude(ended_on=F("started_on"))
    return list(ahead.select_related("covered_by").order_by("started_on", "pk"))


def members_absent(team, on) -> dict[int, Absence]:
    absences = Absence.objects.in_force_on(on).filter(
        user__memberships__team=team, user__memberships__ended_on=None
    )
    return {absence.user_id: absence for absence in absences.select_related("covered_by")}
