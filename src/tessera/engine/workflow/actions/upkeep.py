"""The worklist, and what befell a step: written with every change, in its transaction."""

from tessera.engine.workflow.models import OPEN_STATES, Step, StepEvent, Timer, WorkItem
from tessera.engine.workflow.queries import expected_item
from tessera.engine.workflow.queries.steps import subjects_of, with_subjects
from tessera.engine.workflow.queries.truth import FIELDS
from tessera.foundations.records.actions import at_end


def keep_work_item(step) -> None:
    """Make the worklist say, when the action ends, what the step and its timers then say."""
    at_end(_keep_work_items, [step.pk])


def _keep_work_items(step_ids) -> None:
    steps = with_subjects(Step.objects.filter(pk__in=step_ids, state__in=OPEN_STATES))
    open_steps = {step.pk: step for step in steps.order_by("pk")}
    if set(step_ids) - open_steps.keys():
        WorkItem.objects.filter(step__in=set(step_ids) - open_steps.keys()).delete()
    timers: dict[int | None, list[Timer]] = {pk: [] for pk in open_steps}
    if open_steps:
        for timer in Timer.objects.filter(step__in=open_steps, stopped_on=None):
            timers[timer.step_id].append(timer)
    WorkItem.objects.bulk_create(
        (WorkItem(step=s, **expected_item(s, timers[pk])) for pk, s in open_steps.items()),
        update_conflicts=True,
        unique_fields=["step"],
        update_fields=FIELDS,
    )


def note(step, kind, *, at, by, comment="", to_worker=None) -> StepEvent:
    return StepEvent.objects.create(
        step=step, kind=kind, at=at, by=by, comment=comment, to_worker=to_worker
    )


def people_of(step):
    """The subjects, read once and kept with the step."""
    if not hasattr(step, "subjects_list"):
        step.subjects_list = subjects_of(step)
    return step.subjects_list
