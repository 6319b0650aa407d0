"""Since when a child has not been seen, as the visits say it."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.foundations.records.actions import action
from tessera.practice.recording import queries

VISIT = "recording.visit"


@action
def count_visits(*, child, rule, by):
    """The clock of visits of one rule, counted anew from every visit that counts.

    Gives the one that runs.
    """
    visits = queries.visits_that_count(child)
    return workflow.lay_out(
        rule=rule,
        person=child,
        kind=VISIT,
        happened=[workflow.Happened(visit.pk, visit.happened_on) for visit in visits],
        why="Visited",
        by=by,
    )


@action
def end_asked_visits(*, children, reason, at, by):
    """The plan that asked for the next visit has ended: it is not waited for, where nobody has begun it.

    One that a clock still waits for, that has a day, or that somebody started by hand stays.
    """
    steps = {
        step.pk: step
        for child in children
        for step in work.open_steps(child)
        if step.code == VISIT and step.state == State.TO_DO
        if step.follows_id and step.due_on is None
    }
    for step in steps.values():
        waiting = set(step.timers.filter(stopped_on=None).values_list("person", flat=True))
        about = work.subjects_of(step)
        leaving = [each for each in about if each in children and each.pk not in waiting]
        if len(leaving) == len(about):
            workflow.cancel_step(step=step, reason=reason, at=at, by=by)
            continue
        for child in leaving:
            workflow.remove_subject(step=step, person=child, at=at, by=by)
