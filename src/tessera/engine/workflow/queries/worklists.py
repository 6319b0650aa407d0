"""Worklists: narrow, paged by keyset, a fixed number of queries however long the list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby

from django.db.models import (
    Case,
    Count,
    Exists,
    Min,
    OuterRef,
    Prefetch,
    Q,
    When,
    prefetch_related_objects,
)

from tessera.engine.workflow import register
from tessera.engine.workflow.models import Signature, State, Step, Subject, Timer, WorkItem
from tessera.engine.workflow.queries.clocks import Clock, clocks_from, running_of
from tessera.engine.workflow.queries.steps import keep_subjects
from tessera.foundations.records.prepared import (
    ACTS_FOR,
    CHILD,
    PEOPLE,
    ROWS,
    Prepared,
    Wanted,
    ask_together,
)
from tessera.people.models.reach import anyone, asker, is_known


class Order(StrEnum):
    """How a list may be sorted. Each ends with the step, so that a page has one next page."""

    DUE = "due"
    FAMILY = "family"
    URGENCY = "urgency"


TO_SIGN = "to_sign"
"""The order of what waits for a signature: what cannot wait first, then by its day."""

KEYS: dict[str, tuple[str, ...]] = {
    TO_SIGN: ("waits", "sort_on", "step_id"),
    Order.DUE: ("sort_on", "step_id"),
    Order.FAMILY: ("family", "sort_on", "step_id"),
    Order.URGENCY: ("-urgency", "sort_on", "step_id"),
}


def for_workers(user_ids):
    """Everything open with these workers: oneself, and those one acts for."""
    return _rows(WorkItem.objects.filter(worker__in=list(user_ids)))


def for_teams(team_ids):
    return _rows(WorkItem.objects.filter(team__in=list(team_ids)))


def unallocated(team_ids):
    return for_teams(team_ids).filter(to_allocate())


def to_allocate() -> Q:
    """Nobody's work that the manager of its team gives out: not what is taken from a list of its own."""
    taken = [step.code for step in register.steps() if step.taken_by]
    return Q(worker=None) & ~Q(state=State.AWAITING_AUTHORISATION) & ~Q(code__in=taken)


def awaiting_authorisation(actor, team_ids=None):
    """Work that this worker may sign off: of their own teams, or wherever the permission reaches."""
    teams = actor.team_ids if team_ids is None else team_ids
    scopes = {level: actor.scope_of(level) for level in _levels()}
    if not any(scopes.values()):
        return WorkItem.objects.none().annotate(waits=_waits())
    reach = Q(pk__in=[])
    for level, scope in scopes.items():
        if scope == "all" and team_ids is None:
            reach |= Q(authorisation_level=level)
        elif scope is not None:
            reach |= Q(authorisation_level=level, team__in=list(teams))
    waiting = WorkItem.objects.filter(reach, state=State.AWAITING_AUTHORISATION)
    signed = Signature.objects.filter(step=OuterRef("step"), by=actor.user_id, withdrawn_at=None)
    others = waiting.exclude(step__submitted_by=actor.user_id).exclude(worker=actor.user_id)
    rows = _rows(others.filter(~Exists(signed)).annotate(waits=_waits()))
    return rows.select_related("step__submitted_by")


def _waits():
    """0 for what cannot wait to be signed, 1 for all else."""
    at_once = [step.code for step in register.steps() if any(each.at_once for each in step.levels)]
    return Case(When(code__in=at_once, then=0), default=1)


def next_due(people) -> Wanted[dict[int, WorkItem]]:
    """The soonest open piece of work of each person."""
    return Wanted(_next_due(), {"people": [person.pk for person in people]}, _by_person)


def _by_person(subjects):
    return {subject.person_id: subject.step.work_item for subject in subjects}


@cache
def _next_due() -> Prepared:
    subjects = Subject.objects.filter(person__in=[PEOPLE], step__work_item__isnull=False)
    subjects = subjects.order_by("person", "step__work_item__sort_on", "step").distinct("person")
    return Prepared(subjects.select_related("step__work_item"))


def open_about(person, *, actor) -> tuple[list[WorkItem], list[Clock]]:
    """Open work about a person, with everyone it is about, and the clocks of no work: one query."""
    about = {"child": person.pk, **asker(actor)}
    subjects, timers = ask_together(
        [(_open_about(actor.today), about), (running_of(), {"child": person.pk})]
    )
    return _items(subjects), clocks_from(person, timers)


def _items(in_order) -> list[WorkItem]:
    items = []
    for step, group in groupby(in_order, key=lambda subject: subject.step):
        keep_subjects(step, list(group))
        if may_know(step):
            items.append(step.work_item)
    return items


@lru_cache(maxsize=8)
def _open_about(today) -> Prepared:
    about = Subject.objects.filter(person=CHILD).values("step")
    subjects = people_of(anyone(today)).filter(step__in=about, step__work_item__isnull=False)
    subjects = subjects.select_related("person", "step__work_item__worker")
    return Prepared(subjects.order_by("step__work_item__sort_on", "step", "position", "pk"))


@dataclass(frozen=True)
class InHand:
    """How much these workers have open together, and what of it is due after a day, or on none."""

    by_state: dict[str, int]
    later: int
    undated: int
    next_on: date | None

    @property
    def all(self) -> int:
        return sum(self.by_state.values())

    @property
    def soon(self) -> int:
        return self.all - self.later - self.undated


def in_hand(user_ids, until: date) -> Wanted[InHand]:
    return Wanted(_in_hand(until), {"acts_for": user_ids}, _counted)


def _counted(rows) -> InHand:
    return InHand(
        {state: number for state, number, *_ in rows},
        later=sum(row[2] for row in rows),
        undated=sum(row[3] for row in rows),
        next_on=min((row[4] for row in rows if row[4]), default=None),
    )


@lru_cache(maxsize=8)
def _in_hand(until) -> Prepared:
    rows = WorkItem.objects.filter(worker__in=[ACTS_FOR]).order_by().values_list("state")
    later = Q(due_on__gt=until)
    return Prepared(
        rows.annotate(
            Count("pk"),
            later=Count("pk", filter=later),
            undated=Count("pk", filter=Q(due_on=None)),
            next_on=Min("due_on", filter=later),
        )
    )


def due_by(user_ids, until, limit, *, ahead, today, near=()) -> list[WorkItem]:
    """The soonest open work of these workers up to a day, and of the later that of the steps `near`.

    All that is late or of today as far as `limit`, and so many of those `ahead`: it is read for a page that
    shows the next few. Whom it is about is still to be read.
    """
    return _due_by(today, until, limit, ahead).ask(acts_for=user_ids, rows=near)


@lru_cache(maxsize=8)
def _due_by(today, until, limit, ahead) -> Prepared:
    items = for_workers([ACTS_FOR]).filter(Q(due_on__lte=until) | Q(step__in=[ROWS]))
    in_turn, arrived = KEYS[Order.DUE], Q(due_on__lte=today) | Q(statutory_due_on__lt=today)
    coming = items.select_related(None).filter(due_on__gt=today).order_by(*in_turn)
    shown = items.filter(arrived | Q(pk__in=coming.values("pk")[:ahead]))
    return Prepared(shown.order_by(*in_turn)[:limit])


def open_counts(user_ids) -> dict[int, int]:
    """How many pieces of work each of these workers has open."""
    rows = WorkItem.objects.filter(worker__in=list(user_ids)).values("worker")
    return {row["worker"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by("worker")}


def running_timers(person):
    return Timer.objects.filter(person=person, stopped_on=None).order_by("statutory_due_on", "pk")


def latest_timer(person, rule) -> Timer | None:
    """The clock of a rule that was started last, running or answered."""
    return (
        Timer.objects.filter(person=person, rule=rule).select_related("step").order_by("pk").last()
    )


def running_of_kind(step) -> list[Timer]:
    """The clocks of its kind that wait for the next, of the people it is about, with that step."""
    rules = register.step(step.code).timers
    people = step.subjects.values("person")
    running = Timer.objects.filter(rule__in=rules, person__in=people, stopped_on=None)
    running = running.exclude(step=None).exclude(step=step)
    with_step = running.select_related("person", "step__worker", "step__team", "step__work_item")
    return list(with_step.order_by("statutory_due_on", "pk"))


def page_of(items, *, actor=None, order=Order.DUE, after="", limit=50):
    """One page of a list, and the mark that its next page starts after ("" on the last).

    Work about somebody whom the `actor` may not know of is left out; None is the system itself.
    """
    keys = KEYS[order]
    if after:
        items = items.filter(_after(keys, after.split(",")))
    found = list(items.order_by(*keys)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    mark = ",".join(_mark(found[-1], keys)) if more else ""
    read_people([item.step for item in found], actor=actor)
    return [item for item in found if may_know(item.step)], mark


def read_people(steps, *, actor=None) -> None:
    """Whom these steps are about, and whether the actor may know of each: one query for all of them."""
    if actor is None:
        prefetch_related_objects(steps, Prefetch("subjects", people_of(None)))
        return _read_words(steps, None)
    about: dict[int, list[Subject]] = {step.pk: [] for step in steps}
    if about:
        for subject in _people_of_steps(actor.today).ask(rows=about, **asker(actor)):
            about[subject.step_id].append(subject)
    for step in steps:
        keep_subjects(step, about[step.pk])
    return _read_words(steps, actor)


def _read_words(steps, actor) -> None:
    """What is said of work about nobody yet: its room is asked once for all of a kind.

    None of what the actor may not know of.
    """
    alike: dict[Callable, list[Step]] = {}
    for step in steps:
        line = register.step(step.code).line
        if line is not None and not step.subjects.all():
            alike.setdefault(line, []).append(step)
    for line, own in alike.items():
        words = line(own, actor)
        for step in own:
            vars(step)["words"] = words.get(step.pk, "")


def words_of(step) -> str:
    """The same of one piece of work; as it was read for a list, where it was."""
    if not hasattr(step, "words"):
        line = register.step(step.code).line
        step.words = line([step], None).get(step.pk, "") if line else ""
    return step.words or ""


@lru_cache(maxsize=8)
def _people_of_steps(today) -> Prepared:
    return Prepared(people_of(anyone(today)).filter(step__in=[ROWS]))


def people_of(actor):
    """Subjects for a list, each with whether the actor may know of the person."""
    subjects = Subject.objects.select_related("person").order_by("position", "pk")
    return subjects if actor is None else subjects.annotate(is_known=is_known(actor, "person_id"))


def may_know(step) -> bool:
    """Whether the worker for whom its people were read may know of all of them."""
    if getattr(step, "words", "") is None:
        return False
    return all(getattr(subject, "is_known", True) for subject in step.subjects.all())


def _mark(item, keys):
    return [str(getattr(item, key.lstrip("-"))) for key in keys]


def _after(keys, values):
    """Rows after a mark, in the order of the keys: (a, b) > (x, y) spelled out."""
    if len(values) != len(keys):
        return Q()
    condition, same = Q(pk__in=[]), Q()
    for key, raw in zip(keys, values, strict=True):
        name = key.lstrip("-")
        try:
            value = date.fromisoformat(raw) if name == "sort_on" else int(raw)
        except ValueError:
            return Q()
        condition |= same & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return condition


def _rows(items):
    """What a line shows, read at once; its people come with the page."""
    return items.select_related("step", "worker")


def _levels():
    return {level.permission for step in register.steps() for level in step.levels}
