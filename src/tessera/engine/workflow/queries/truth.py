"""What the worklist must say, worked out the slow way from the steps and their timers."""

from datetime import date

from tessera.engine.workflow.models import OPEN_STATES, Step, Timer, WorkItem
from tessera.engine.workflow.queries.steps import subjects_of, with_people

NO_DAY = date(2999, 12, 31)
"""Where work without a due day is sorted: after everything else."""

FIELDS = (
    "code", "state", "worker_id", "team_id", "authorisation_level", "person_id", "family", "due_on",
    "statutory_due_on", "due_at", "why", "urgency", "sort_on",
)  # fmt: skip


def expected_item(step, timers=None) -> dict:
    """The line of the worklist that an open step must have."""
    if timers is None:
        timers = list(Timer.objects.filter(step=step, stopped_on=None))
    people = subjects_of(step)
    timer = min(timers, key=_soonest, default=None)
    asked_for_sooner = step.due_on and (timer is None or step.due_on < timer.due_on)
    due_on = step.due_on if asked_for_sooner else timer and timer.due_on
    timed = timer and not asked_for_sooner and timer.managed_due_on is None
    return {
        "code": step.code,
        "state": step.state,
        "worker_id": step.worker_id,
        "team_id": step.team_id,
        "authorisation_level": step.authorisation_level,
        "person_id": people[0].pk if people else None,
        "family": min((person.pk for person in people), default=0),
        "due_on": due_on,
        "statutory_due_on": min((t.statutory_due_on for t in timers), default=None),
        "due_at": timer.statutory_due_at if timer and timed else None,
        "why": step.due_why if asked_for_sooner or timer is None else why_of(timer),
        "urgency": step.urgency,
        "sort_on": due_on or NO_DAY,
    }


def _soonest(timer):
    """By its day, and on one day by its hour: four hours end before a working day does."""
    at = timer.statutory_due_at if timer.managed_due_on is None else None
    return (timer.due_on, at is None, at.timestamp() if at else 0, timer.pk)


def why_of(timer) -> str:
    """The sentence under a due day. A managed day never hides the first one."""
    if timer is None:
        return ""
    why = ". ".join(part for part in (timer.why, timer.note) if part)
    if timer.managed_due_on is None:
        return why
    return f"{why}. New date set: {timer.managed_why.rstrip('.')}; the first date still counts"


def wrong_work_items():
    """Lines of the worklist that are missing, left over, or say something else than the steps do."""
    open_steps = {s.pk: s for s in with_people(Step.objects.filter(state__in=OPEN_STATES))}
    items = WorkItem.objects.in_bulk()
    timers: dict[int, list[Timer]] = {}
    for timer in Timer.objects.filter(step__in=open_steps, stopped_on=None):
        timers.setdefault(timer.step_id, []).append(timer)
    for pk in items.keys() - open_steps.keys():
        yield {"step": pk, "wrong": "left over"}
    for pk, step in open_steps.items():
        if pk not in items:
            yield {"step": pk, "wrong": "missing"}
            continue
        expected = expected_item(step, timers.get(pk, []))
        differs = [f for f in FIELDS if getattr(items[pk], f) != expected[f]]
        if differs:
            yield {"step": pk, "wrong": ", ".join(differs)}
