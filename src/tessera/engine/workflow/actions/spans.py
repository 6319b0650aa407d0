"""Clocks that what happens answers and starts again, laid out from the facts: a visit, and the next one.

Whatever is corrected, taken back or written late, the rows are then as if it had been written in order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from tessera.engine.workflow.actions.timers import retrigger, start_timer, stop
from tessera.engine.workflow.actions.upkeep import keep_work_item
from tessera.engine.workflow.models import Oversight, Timer
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action


@dataclass(frozen=True)
class Happened:
    """Something that answers a clock, and from which the next is counted."""

    id: int
    on: date


@dataclass(frozen=True)
class _Link:
    """One clock of a span as it ought to be: from its trigger to what answered it, if anything did."""

    kind: str
    id: int
    since: date
    until: date | None
    at: datetime | None
    why: str


@action
def lay_out(*, rule, person, kind, happened: Iterable[Happened], why, by) -> Timer | None:
    """Count the clocks of a rule anew from all that happened to this person. Gives the one that runs.

    A span begins with a trigger of another kind than `kind`, such as a plan, and lasts as its last
    clock does. In it, what happened answers one clock and starts the next; `why` says how it was answered.
    """
    timers = list(Timer.objects.filter(rule=rule, person=person).order_by("pk"))
    before = {(t.trigger_kind, t.trigger_id): t for t in timers}
    events = sorted(happened, key=lambda each: (each.on, each.id))
    wanted: dict[tuple[str, int], _Link] = {}
    for span in _spans(timers, kind):
        for link in _links(span, kind, events, why):
            wanted.setdefault((link.kind, link.id), link)
    kept = {key: _keep(rule, person, link, before.get(key), by) for key, link in wanted.items()}
    for key, timer in before.items():
        if key not in wanted:
            _take_out(timer, kept)
    if any(key not in wanted for key in before):
        audit.record("workflow.timer_recomputed", people=[person], by=by, rule=rule, why=why)
    return next((timer for timer in kept.values() if timer.stopped_on is None), None)


@action
def answer_once(*, rule, person, on, at=None, why="", by) -> Timer | None:
    """The latest clock of a rule was answered on a day; or, with no day, was not, and runs."""
    timer = Timer.objects.filter(rule=rule, person=person).order_by("pk").last()
    if timer is None or timer.stopped_on == on:
        return timer
    if on is not None:
        stop(timer, on=on, at=at, why=why)
        audit.record("workflow.timer_stopped", people=[person], by=by, rule=rule)
        return timer
    return _as_it_ought(timer, timer.triggered_on, until=None, at=None, why="", by=by)


@action
def wait_with(*, timer, step, by) -> None:
    """This piece of work is what answers the clock now."""
    before, timer.step = timer.step, step
    timer.save(update_fields=["step"])
    for each in filter(None, (before, step)):
        keep_work_item(each)


def _spans(timers, kind):
    """The clocks of a rule by what began them: each with its base first, newest span first."""
    spans: list[list[Timer]] = []
    for timer in timers:
        if timer.trigger_kind != kind or not spans:
            spans.append([])
        spans[-1].append(timer)
    return spans[::-1]


def _links(span, kind, events, why):
    base = span[0]
    last = next((t for t in span if t.stopped_on is None), None)
    last = last or max(span, key=lambda t: (t.triggered_on, t.pk))
    days: set[date] = set()
    starts = [(base.trigger_kind, base.trigger_id, base.triggered_on)]
    for each in events:
        within = last.stopped_on is None or each.on <= last.stopped_on
        if base.triggered_on < each.on and within and each.on not in days:
            days.add(each.on)
            starts.append((kind, each.id, each.on))
    for this, following in pairwise(starts):
        yield _Link(*this, until=following[2], at=None, why=why)
    yield _Link(*starts[-1], until=last.stopped_on, at=last.stopped_at, why=last.stopped_why)


def _keep(rule, person, link, timer, by) -> Timer:
    if timer is None:
        timer = start_timer(
            rule=rule,
            person=person,
            trigger_kind=link.kind,
            trigger_id=link.id,
            triggered_on=link.since,
            by=by,
        )
    return _as_it_ought(
        timer, link.since, until=link.until, at=link.at, why=link.why if link.until else "", by=by
    )


def _as_it_ought(timer, since, *, until, at, why, by) -> Timer:
    """Its day of trigger and its end, where they differ; and then the day on which it was due."""
    if (timer.triggered_on, timer.stopped_on) == (since, until):
        return timer
    if timer.stopped_on != until:
        stop(timer, on=until, at=at, why=why)
    return retrigger(
        rule=timer.rule,
        person=timer.person,
        trigger_kind=timer.trigger_kind,
        trigger_id=timer.trigger_id,
        triggered_on=since,
        triggered_at=timer.triggered_at if timer.triggered_on == since else None,
        why="Counted again from what happened",
        by=by,
    )


def _take_out(timer, kept) -> None:
    """What began this clock did not happen: what a manager said of it stands with the one before it."""
    standing = [each for each in kept.values() if each.triggered_on <= timer.triggered_on]
    before = max(standing or kept.values(), key=lambda each: (each.triggered_on, each.pk))
    Oversight.objects.filter(timer=timer).update(timer=before)
    step, timer.step = timer.step, None
    timer.delete()
    if step:
        keep_work_item(step)
