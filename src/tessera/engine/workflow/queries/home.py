"""What a worker's and a manager's first page ask: each a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q

from tessera.engine.workflow.models import (
    State,
    Step,
    StepEvent,
    Subject,
    WorkItem,
)
from tessera.foundations.access.models import Absence, Membership, User
from tessera.foundations.calendar import add_working_days
from tessera.foundations.records.queries import true_on
from tessera.people.models import Involvement, Line, Person, Relationship
from tessera.people.queries.family import PARENT_KINDS, as_parent

LONDON = ZoneInfo("Europe/London")
SOON_WORKING_DAYS = 10
BEGUN = (State.IN_PROGRESS, State.RETURNED, State.REOPENED)


def soon(today) -> date:
    return add_working_days(today, SOON_WORKING_DAYS)


def returned_to(user_ids):
    """What came back from a manager, with the words it came back with."""
    steps = Step.objects.filter(worker__in=list(user_ids), state=State.RETURNED)
    events = StepEvent.objects.filter(kind=StepEvent.Kind.RETURNED).select_related("by")
    return with_subjects(steps).prefetch_related(Prefetch("events", events.order_by("-pk")))


def drafts_of(user_ids):
    """Forms begun and not handed in, last saved first."""
    steps = Step.objects.filter(worker__in=list(user_ids), state__in=BEGUN).exclude(
        state=State.RETURNED
    )
    return with_subjects(steps).order_by("-sheet__saved_at", "-pk")


def with_subjects(steps):
    subjects = Subject.objects.select_related("person").order_by("position", "pk")
    return steps.select_related("worker", "sheet").prefetch_related(Prefetch("subjects", subjects))


def children_of(user_ids, on):
    """The children whom these workers hold, with the involvement."""
    held = Involvement.objects.in_force_on(on).filter(
        worker__in=list(user_ids), role="allocated_worker"
    )
    return held.select_related("person").order_by("person__name_key", "person_id")


SIBLINGS = ("sibling", "half_sibling", "step_sibling")


def families_of(people, on) -> list[list[Person]]:
    """Brothers and sisters together: those recorded so, and those who share a parent."""
    group = {person.pk: person.pk for person in people}
    ties = Relationship.objects.filter(
        true_on(on), kind__in=(*SIBLINGS, *PARENT_KINDS), relative__in=group
    )
    first_of_parent: dict[int, int | None] = {}
    for tie in ties.order_by("pk"):
        parent, child = as_parent(tie)
        other = tie.person_id if parent is None else first_of_parent.setdefault(parent, child)
        if other in group:
            _join(group, tie.relative_id, other)
    families: dict[int, list[Person]] = {}
    for person in people:
        families.setdefault(group[person.pk], []).append(person)
    return list(families.values())


def _join(group, one, other) -> None:
    old, new = group[one], group[other]
    for pk, each in group.items():
        if each == old:
            group[pk] = new


def news_of(people, since, besides, limit=6):
    """What others have written about these children since a moment: lines of their chronologies."""
    lines = Line.objects.filter(person__in=list(people), on__gte=since)
    made = Step.objects.filter(
        public_id__in=lines.exclude(step_ref=None).values("step_ref"), completed_at__isnull=False
    )
    return list(
        with_subjects(made.exclude(submitted_by=besides).select_related("submitted_by")).order_by(
            "-completed_at", "-pk"
        )[:limit]
    )


def colleagues_away(user, on):
    """For whom this worker acts today."""
    absences = Absence.objects.in_force_on(on).filter(covered_by=user)
    return list(absences.select_related("user").order_by("user__name", "pk"))


@dataclass(frozen=True)
class Load:
    """One worker's caseload: children held, and open work."""

    worker: User
    children: int
    open: int
    late: int


def caseload_of(team, on) -> list[Load]:
    """Each worker of a team with the children they hold and what they have open."""
    members = [
        m.user
        for m in Membership.objects.in_force_on(on)
        .filter(team=team, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
    ]
    held = _counted(
        Involvement.objects.in_force_on(on).filter(role="allocated_worker", worker__in=members)
    )
    work = {
        row["worker"]: row
        for row in WorkItem.objects.filter(worker__in=members)
        .values("worker")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
        .order_by("worker")
    }
    none = {"open": 0, "late": 0}
    return [
        Load(each, held.get(each.pk, 0), *(work.get(each.pk, none)[k] for k in ("open", "late")))
        for each in members
    ]


def _counted(rows):
    return {row["worker"]: row["n"] for row in rows.values("worker").annotate(n=Count("pk"))}


def held_by_team(team, on):
    """Children whom the team works with: people once, however many workers."""
    involved = Involvement.objects.in_force_on(on).filter(team=team).values("person")
    return Person.objects.filter(pk__in=involved)


def figures_of(team, on) -> dict[str, int]:
    """The team's day in figures: open children, late, unallocated."""
    items = WorkItem.objects.filter(team=team)
    counts = items.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=on)),
        unallocated=Count("pk", filter=Q(worker=None) & ~Q(state=State.AWAITING_AUTHORISATION)),
        due=Count("pk", filter=Q(due_on__gte=on, due_on__lte=add_working_days(on, 5))),
    )
    return {**counts, "children": held_by_team(team, on).count()}


def late_comments(step_ids) -> dict[int, StepEvent]:
    """The last words of a manager on each of these steps, or the last new date."""
    kinds = (StepEvent.Kind.COMMENTED, StepEvent.Kind.EXTENDED)
    events = StepEvent.objects.filter(step__in=list(step_ids), kind__in=kinds)
    return {e.step_id: e for e in events.select_related("by").order_by("step", "pk")}


def finished_since(team, moment) -> list[Step]:
    """What the team has finished since a moment."""
    steps = Step.objects.filter(team=team, completed_at__gte=moment, state=State.DONE)
    return list(with_subjects(steps).order_by("-completed_at", "-pk")[:8])


def since_last_working_day(today) -> datetime:
    """Five in the evening of the last working day: what came in since is news."""
    day = add_working_days(today, -1)
    return datetime.combine(day, time(17, 0), LONDON)


def members_absent(team, on) -> dict[int, Absence]:
    absences = Absence.objects.in_force_on(on).filter(
        user__memberships__team=team, user__memberships__ended_on=None
    )
    return {absence.user_id: absence for absence in absences.select_related("covered_by")}
