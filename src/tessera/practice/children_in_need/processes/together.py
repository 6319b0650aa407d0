"""Brothers and sisters who were reviewed together: a review of their own that still waits was this one."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.children_in_need import queries

REVIEW = "children_in_need.review"
TOGETHER = "Reviewed together with brothers and sisters"


def set_aside_own(*, step, subjects, answers, by):
    """What waits for a child and says nothing of the child yet falls away. One that was written late leaves
    the review that a later meeting asked for as it is."""
    at = step.authorised_at or step.submitted_at
    for child in subjects:
        if _has_met_since(child, answers.of(child)["held_on"]):
            continue
        for waiting in work.open_steps(child).filter(code=REVIEW).exclude(pk=step.pk):
            if not work.says_nothing_of(waiting, child):
                continue
            if len(work.subjects_of(waiting)) > 1:
                workflow.remove_subject(step=waiting, person=child, at=at, by=by)
            elif work.is_unwritten(waiting):
                workflow.cancel_step(step=waiting, reason=TOGETHER, at=at, by=by)


def _has_met_since(child, held_on):
    plan = queries.current_plan(child)
    return plan is None or plan.meetings.filter(held_on__gt=held_on).exists()
