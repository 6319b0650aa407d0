"""Worklists: narrow, paged by keyset, a fixed number of queries however long the list."""

from datetime import date
from enum import StrEnum
from itertools import groupby

from django.db.models import Count, Prefetch, Q

from tessera.engine.workflow import register
from tessera.engine.workflow.models import State, Subject, Timer, WorkItem


class Order(StrEnum):
    """How a list may be sorted. Each ends with the step, so that a page has one next page."""

    DUE = "due"
    FAMILY = "family"
    URGENCY = "urgency"


KEYS = {
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
    return for_teams(team_ids).filter(worker=None).exclude(state=State.AWAITING_AUTHORISATION)


def awaiting_authorisation(actor, team_ids=None):
    """Work that this worker may sign off: of their own teams, or wherever the permission reaches."""
    reach = Q(pk__in=[])
    teams = actor.team_ids if team_ids is None else team_ids
    levels = _levels()
    for level in levels:
        scope = actor.scope_of(level)
        if scope == "all" and team_ids is None:
            reach |= Q(authorisation_level=level)
        elif scope is not None:
            reach |= Q(authorisation_level=level, team__in=list(teams))
    waiting = WorkItem.objects.filter(reach, state=State.AWAITING_AUTHORISATION)
    return _rows(waiting).exclude(step__submitted_by=actor.user_id).exclude(worker=actor.user_id)


def board_items(codes, team=None):
    """Open work of these kinds, soonest first: for a room's own board."""
    items = _rows(WorkItem.objects.filter(code__in=list(codes)))
    return (items.filter(team=team) if team else items).order_by("sort_on", "step_id")


def next_due(people) -> dict[int, WorkItem]:
    """The soonest open piece of work of each person, in one query."""
    subjects = (
        Subject.objects.filter(person__in=list(people), step__work_item__isnull=False)
        .select_related("step__work_item")
        .order_by("person", "step__work_item__sort_on", "step")
        .distinct("person")
    )
    return {subject.person_id: subject.step.work_item for subject in subjects}


def open_items(person) -> list[WorkItem]:
    """Open work about a person, soonest first, with everyone it is about: one query."""
    about = Subject.objects.filter(person=person).values("step")
    subjects = (
        Subject.objects.filter(step__in=about, step__work_item__isnull=False)
        .select_related("person", "step__submitted_by", "step__work_item__worker")
        .order_by("step__work_item__sort_on", "step", "position", "pk")
    )
    items = []
    for step, group in groupby(subjects, key=lambda subject: subject.step):
        _keep_subjects(step, list(group))
        items.append(step.work_item)
    return items


def _keep_subjects(step, subjects):
    """As if they had been prefetched."""
    kept = step.subjects.all()
    kept._result_cache = subjects
    step._prefetched_objects_cache = {"subjects": kept}


def open_counts(user_ids) -> dict[int, int]:
    """How many pieces of work each of these workers has open."""
    rows = WorkItem.objects.filter(worker__in=list(user_ids)).values("worker")
    return {row["worker"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by("worker")}


def running_timers(person):
    return Timer.objects.filter(person=person, stopped_on=None).order_by("statutory_due_on", "pk")


def page_of(items, *, order=Order.DUE, after="", limit=50):
    """One page of a list, and the mark that its next page starts after ("" on the last)."""
    keys = KEYS[order]
    if after:
        items = items.filter(_after(keys, after.split(",")))
    found = list(items.order_by(*keys)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, ",".join(_mark(found[-1], keys)) if more else ""


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
    """What a line shows, read at once."""
    subjects = Subject.objects.select_related("person").order_by("position", "pk")
    return items.select_related("step__submitted_by", "worker", "team", "person").prefetch_related(
        Prefetch("step__subjects", subjects)
    )


def _levels():
    return {step.authorise for step in register.steps() if step.authorise}
