"""The worklist, and what befell a step: written with every change, in its transaction."""

from tessera.engine.workflow.models import StepEvent, WorkItem
from tessera.engine.workflow.queries import expected_item
from tessera.engine.workflow.queries.steps import subjects_of


def keep_work_item(step) -> None:
    """Make the worklist say what the step and its timers now say."""
    if not step.is_open:
        WorkItem.objects.filter(step=step).delete()
        return
    expected = expected_item(step)
    if not WorkItem.objects.filter(step=step).update(**expected):
        WorkItem.objects.create(step=step, **expected)


def note(step, kind, *, at, by, comment="", to_worker=None) -> StepEvent:
    return StepEvent.objects.create(
        step=step, kind=kind, at=at, by=by, comment=comment, to_worker=to_worker
    )


def people_of(step):
    """The subjects, read once and kept with the step."""
    if not hasattr(step, "subjects_list"):
        step.subjects_list = subjects_of(step)
    return step.subjects_list
