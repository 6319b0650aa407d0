"""Since when a child has not been seen: the clocks of visits, and the one visit that is due next."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.practice.recording import actions, queries
from tessera.practice.recording.processes.steps import SEEN_AGAIN, SEEN_ONCE

VISIT = "recording.visit"
SEEN = "Seen"
BEFORE_BIRTH = "Visited before birth"


def visited(step, children, *, at, by):
    """After a visit was written, put right or taken back: every clock as the visits now say it, and for
    each child whom one waits for one visit to come.
    """
    waiting = {child: _clocks(child, step, by) for child in dict.fromkeys(children)}
    waiting = {child: clocks for child, clocks in waiting.items() if clocks}
    without = []
    for child, clocks in waiting.items():
        open_ = work.open_steps(child).filter(code=VISIT).exclude(pk=step.pk).first()
        if open_ is None:
            without.append(child)
        else:
            _wait(clocks, open_, by)
    if without:
        following = workflow.start_step(
            code=VISIT,
            subjects=without,
            worker=step.worker,
            team=step.team,
            follows=step,
            at=at,
            by=by,
        )
        for child in without:
            _wait(waiting[child], following, by)
    if step.reason:
        _not_needed_any_more(step, at=at, by=by)


def _clocks(child, step, by):
    """The clocks of visits of a child that run, counted from the visits that count."""
    visits = queries.visits_that_count(child)
    found = [actions.count_visits(child=child, rule=rule, by=by) for rule in SEEN_AGAIN]
    found += [_once(rule, child, visits, step, by) for rule in SEEN_ONCE]
    return [timer for timer in found if timer is not None and timer.stopped_on is None]


def _once(rule, child, visits, step, by):
    """A clock that the first visit answers which is later than its start, or of the work it waited for."""
    timer = work.latest_timer(child, rule)
    if timer is None:
        return None
    beside = work.running_timers(child).filter(rule=SEEN_ONCE[rule]).first()
    if timer.stopped_on is not None and beside is None:
        return timer
    since = min(timer.triggered_on, beside.triggered_on) if beside else timer.triggered_on
    ours = {step.public_id, timer.step.public_id if timer.step else None}
    answering = [
        visit
        for visit in visits
        if visit.happened_on > timer.triggered_on
        or (visit.step_ref in ours and visit.happened_on >= since)
    ]
    if not answering:
        return workflow.answer_once(rule=rule, person=child, on=None, by=by)
    on = max(answering[0].happened_on, timer.triggered_on)
    why = SEEN if answering[0].was_seen else BEFORE_BIRTH
    at = answering[0].happened_at if answering[0].happened_on == on else None
    return workflow.answer_once(rule=rule, person=child, on=on, at=at, why=why, by=by)


def _wait(clocks, step, by):
    for timer in clocks:
        if timer.step_id != step.pk:
            workflow.wait_with(timer=timer, step=step, by=by)


def _not_needed_any_more(step, *, at, by):
    """The visit that this one asked for, where nobody has begun it: without those for whom no clock waits."""
    for following in step.followed_by.filter(code=VISIT, state=State.TO_DO):
        waiting = set(following.timers.filter(stopped_on=None).values_list("person", flat=True))
        if not waiting:
            workflow.cancel_step(step=following, reason=step.reason, at=at, by=by)
            continue
        for child in work.subjects_of(following):
            if child.pk not in waiting:
                workflow.remove_subject(step=following, person=child, at=at, by=by)
