"""A team's day: who holds how much, its figures, and how they stood on the last working day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce, Least

from tessera.engine.workflow.models import State, Step, StepEvent, Timer, WorkItem
from tessera.engine.workflow.queries.worklists import to_allocate
from tessera.engine.workflow.rules import weighting
from tessera.foundations import codesets
from tessera.foundations.access.models import Assignment, Membership, Team, User
from tessera.foundations.calendar import add_working_days
from tessera.people import record_page
from tessera.people.models import Involvement, Person
from tessera.people.models.involvement import HOLDS_NOTHING

LONDON = ZoneInfo("Europe/London")
ENDS = (StepEvent.Kind.COMPLETED, StepEvent.Kind.AUTHORISED, StepEvent.Kind.CANCELLED)


@dataclass(frozen=True)
class Load:
    """One worker's caseload: children held and what they weigh, and open work."""

    worker: User
    children: int
    points: int
    limit: int | None
    open: int
    late: int

    @property
    def words(self) -> str:
        return weighting.against_limit(self.points, self.limit)

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.points > self.limit


def members_of(team: Team, on: date) -> list[User]:
    """Everybody who is in a team on a day, by name."""
    found = Membership.objects.in_force_on(on).filter(team=team, user__is_active=True)
    return [each.user for each in found.select_related("user").order_by("user__name", "pk")]


def caseload_of(team: Team, on: date) -> list[Load]:
    """Each worker of a team with the children they hold and what they have open."""
    members = members_of(team, on)
    weights = weighting.weights_on(on)
    held = _held_by(members, on)
    standings = record_page.standings_of([p for each in held.values() for p in each], on)
    roles = _roles_of(members, on)
    work = _work_of(members, on)
    loads = [
        Load(
            worker=each,
            children=len(held.get(each.pk, ())),
            points=sum(weights.of_child(standings[p.pk]) for p in held.get(each.pk, ())),
            limit=weights.limit_of(roles.get(each.pk, ())),
            **work.get(each.pk, {"open": 0, "late": 0}),
        )
        for each in members
    ]
    return [load for load in loads if load.limit is not None or load.children or load.open]


def due_in_sittings(sittings, workers, on: date, until: date) -> dict[tuple[str, int], int]:
    """(page of a sitting, worker) -> children of theirs with a clock due by then. One query for each."""
    held = Involvement.objects.in_force_on(on).filter(role="allocated_worker", worker__in=workers)
    found: dict[tuple[str, int], int] = {}
    for each in sittings:
        running = Timer.objects.filter(rule__in=each.rules, stopped_on=None)
        due = running.annotate(day=Coalesce("managed_due_on", "statutory_due_on"))
        rows = held.filter(person__in=due.filter(day__lte=until).values("person"))
        counted = rows.order_by().values_list("worker").annotate(Count("person", distinct=True))
        found |= {(each.url_name, worker): number for worker, number in counted}
    return found


def _held_by(members, on) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    rows = Involvement.objects.in_force_on(on).filter(role="allocated_worker", worker__in=members)
    for row in rows.select_related("person").order_by("pk"):
        found.setdefault(row.worker_id, []).append(row.person)
    return found


def _roles_of(members, on) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Assignment.objects.in_force_on(on).filter(user__in=members)
    for user_id, code in rows.values_list("user_id", "role__code"):
        found.setdefault(user_id, set()).add(code)
    return found


def _work_of(members, on) -> dict[int, dict[str, int]]:
    rows = WorkItem.objects.filter(worker__in=members).values("worker")
    counted = rows.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    return {
        row["worker"]: {"open": row["open"], "late": row["late"]}
        for row in counted.order_by("worker")
    }


def held_by_team(team: Team, on: date):
    """Children whom the team works with: people once, however many workers."""
    involved = Involvement.objects.in_force_on(on).filter(team=team).exclude(role__in=HOLDS_NOTHING)
    return Person.objects.filter(pk__in=involved.values("person"))


def figures_of_all(teams: Iterable[Team], on: date) -> dict[int, dict[str, int]]:
    """team_id -> its children and open work in figures, for a list of teams. Two queries."""
    counts = _counts(on)
    found = {team.pk: {"children": 0, **dict.fromkeys(counts, 0)} for team in teams}
    work = WorkItem.objects.filter(team__in=found).values("team").annotate(**counts)
    for team_id, *numbers in work.order_by("team").values_list("team", *counts):
        found[team_id].update(zip(counts, numbers, strict=True))
    involved = Involvement.objects.in_force_on(on).filter(team__in=found)
    children = Count("person", distinct=True)
    held = (
        involved.exclude(role__in=HOLDS_NOTHING)
        .values("team")
        .annotate(children=children)
        .order_by("team")
        .values_list("team", "children")
    )
    for team_id, number in held:
        found[team_id]["children"] = number
    return found


def work_of(team: Team, on: date) -> dict[str, int]:
    """A team's open work, counted at once."""
    return WorkItem.objects.filter(team=team).aggregate(**_counts(on))


def _counts(on: date) -> dict[str, Count]:
    return {
        "open": Count("pk"),
        "late": Count("pk", filter=Q(due_on__lt=on)),
        "unallocated": Count("pk", filter=to_allocate()),
        "due": Count("pk", filter=Q(due_on__gte=on, due_on__lte=add_working_days(on, 5))),
    }


@dataclass(frozen=True)
class Day:
    """How a team stood on one day: whom it worked with, how many stood so, and what was late."""

    on: date
    children: dict[int, Person]
    standing: dict[str, int]
    late: int


def day_of(team: Team, on: date, late: int | None = None) -> Day:
    """As at a day, from dated facts: today, whose late work is known, or a day shortly before."""
    people = list(held_by_team(team, on))
    standings = record_page.standings_of(people, on)
    counted = [code.code for code in codesets.codes("caseload.weight", on=on) if _figure(code)]
    return Day(
        on=on,
        children={person.pk: person for person in people},
        standing={c: sum(c in each for each in standings.values()) for c in counted},
        late=_was_late_on(team, on) if late is None else late,
    )


def counted_figures(on: date) -> list[tuple[str, str]]:
    """The ways of standing that the council counts among a team's figures, with their words."""
    return [
        (code.code, _figure(code))
        for code in codesets.codes("caseload.weight", on=on)
        if _figure(code)
    ]


def _figure(code) -> str:
    return code.extra.get("figure", "")


def _was_late_on(team, on) -> int:
    """What was late on a day: open still, or ended since. A new date set since counts as not late."""
    since = datetime.combine(on + timedelta(days=1), time.min, LONDON)
    still = WorkItem.objects.filter(team=team, due_on__lt=on, step__made_at__lt=since)
    due = Least("due_on", Min(Coalesce("timers__managed_due_on", "timers__statutory_due_on")))
    ended = Step.objects.filter(
        pk__in=StepEvent.objects.filter(kind__in=ENDS, at__gte=since).values("step"),
        team=team,
        made_at__lt=since,
        state__in=(State.DONE, State.CANCELLED),
    ).annotate(was_due=due)
    return still.count() + ended.filter(was_due__lt=on).count()
