"""Clocks that follow one another: each is counted from what was held, until the next was held.

They are laid out from the facts, so it does not matter in which order those were written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tessera.engine.workflow.actions.timers import open_step_for, start_timer
from tessera.engine.workflow.actions.upkeep import keep_work_item
from tessera.engine.workflow.models import Step, Timer
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action


@dataclass(frozen=True)
class Link:
    """What was held, or began, and the rule by which the next is counted from it."""

    rule: str
    kind: str
    id: int
    on: date


@action
def count_chain(
    *, person, rules, links: Sequence[Link], ended_on=None, why, ended_why="", step_ref=None, by
) -> Timer | None:
    """Each clock of these rules runs from its own day until the next one; the latest runs on.

    What it all began with is the first link. With `ended_on` the latest has stopped too. A clock of the
    rules that runs from anything else stops. `step_ref` is the work that is being finished: it does not
    answer the clock that runs on. Gives that one.
    """
    chain = sorted(links, key=lambda link: link.on)
    ends = [*((link.on, why) for link in chain[1:]), (ended_on, ended_why)]
    kept = [
        _keep(person, link, *end, link is chain[-1], by)
        for link, end in zip(chain, ends, strict=True)
    ]
    here = {timer.pk for timer in kept if timer is not None}
    for timer in Timer.objects.filter(person=person, rule__in=rules, stopped_on=None):
        if timer.pk not in here:
            _set(timer, timer.triggered_on, why)
    running = next((t for t in kept if t is not None and t.stopped_on is None), None)
    if running is not None:
        _wait(running, step_ref)
    audit.record("workflow.timers_counted", person=person, by=by, rules=sorted(rules), why=why)
    return running


@action
def leave_running(*, person, rules, step, by) -> None:
    """What is being finished does not answer these clocks: they wait for the next work that does."""
    for timer in Timer.objects.filter(person=person, rule__in=rules, step=step, stopped_on=None):
        _wait(timer, step.public_id)


@action
def run_again(*, person, rules, since, why, step_ref=None, by) -> None:
    """What stopped these clocks, for that reason, was taken back: those counted from that day on run on."""
    stopped = Timer.objects.filter(
        person=person, rule__in=rules, triggered_on__gte=since, stopped_why=why
    )
    for timer in stopped.exclude(stopped_on=None):
        _set(timer, None, "")
        _wait(timer, step_ref)
    audit.record("workflow.timers_run_again", person=person, by=by, rules=sorted(rules), why=why)


def _keep(person, link, until, why, is_last, by):
    """An earlier day that never had its clock, such as one loaded from a past return, gets none."""
    trigger = {"trigger_kind": link.kind, "trigger_id": link.id}
    if not is_last and not Timer.objects.filter(person=person, rule=link.rule, **trigger).exists():
        return None
    timer = start_timer(rule=link.rule, person=person, **trigger, triggered_on=link.on, by=by)
    if timer.stopped_on != until:
        _set(timer, until, why if until else "")
    return timer


def _set(timer, stopped_on, why):
    timer.stopped_on, timer.stopped_at, timer.stopped_why = stopped_on, None, why[:100]
    timer.save(update_fields=["stopped_on", "stopped_at", "stopped_why"])
    if timer.step:
        keep_work_item(timer.step)


def _wait(timer, step_ref):
    """With the open work that answers it, which is never the work that is being finished."""
    if timer.step is not None and timer.step.is_open and timer.step.public_id != step_ref:
        return
    finished = Step.objects.filter(public_id=step_ref).first() if step_ref else None
    before, timer.step = timer.step, open_step_for(timer.rule, timer.person, besides=finished)
    timer.save(update_fields=["step"])
    for each in filter(None, (before, timer.step)):
        keep_work_item(each)
