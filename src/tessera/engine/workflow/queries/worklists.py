"""Worklists: narrow, paged by keyset, a fixed number of queries however long the list."""

from datetime import date
from enum import StrEnum
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from tessera.engine.workflow import register
from tessera.engine.workflow.models import Signature, State, Subject, Timer, WorkItem
from tessera.engine.workflow.queries.steps import keep_subjects
from tessera.people.models.reach import is_known


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
    signed = Signature.objects.filter(step=OuterRef("step"), by=actor.user_id, withdrawn_at=None)
    others = waiting.exclude(step__submitted_by=actor.user_id).exclude(worker=actor.user_id)
    return _rows(others.filter(~Exists(signed))).select_related("step__submitted_by")


def next_due(people) -> dict[int, WorkItem]:
    """The soonest open piece of work of each person, in one query."""
    subjects = (
        Subject.objects.filter(person__in=list(people), step__work_item__isnull=False)
        .select_related("step__work_item")
        .order_by("person", "step__work_item__sort_on", "step")
        .distinct("person")
    )
    return {subject.person_id: subject.step.work_item for subject in subjects}


def open_items(person, *, actor) -> list[WorkItem]:
    """Open work about a person, soonest first, with everyone it is about: one query."""
    about = Subject.objects.filter(person=person).values("step")
    subjects = people_of(actor).filter(step__in=about, step__work_item__isnull=False)
    subjects = subjects.select_related("person", "step__work_item__worker")
    items = []
    in_order = subjects.order_by("step__work_item__sort_on", "step", "position", "pk")
    for step, group in groupby(in_order, key=lambda subject: subject.step):
        keep_subjects(step, list(group))
        if may_know(step):
            items.append(step.work_item)
    return items


def counts_by_state(user_ids) -> dict[str, int]:
    """How much these workers have open together, by how it stands."""
    rows = WorkItem.objects.filter(worker__in=list(user_ids)).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def open_counts(user_ids) -> dict[int, int]:
    """How many pieces of work each of these workers has open."""
    rows = WorkItem.objects.filter(worker__in=list(user_ids)).values("worker")
    return {row["worker"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by("worker")}


def running_timers(person):
    return Timer.objects.filter(person=person, stopped_on=None).order_by("statutory_due_on", "pk")


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
    prefetch_related_objects([item.step for item in found], Prefetch("subjects", people_of(actor)))
    return [item for item in found if may_know(item.step)], mark


def people_of(actor):
    """Subjects for a list, each with whether the actor may know of the person."""
    subjects = Subject.objects.select_related("person").order_by("position", "pk")
    return subjects if actor is None else subjects.annotate(is_known=is_known(actor, "person_id"))


def may_know(step) -> bool:
    """Whether the worker for whom its people were read may know of all of them."""
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
