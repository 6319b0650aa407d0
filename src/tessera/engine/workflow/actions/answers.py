"""Saving one field of a step."""

from tessera.engine.forms import actions as forms
from tessera.engine.forms import queries as sheets
from tessera.engine.forms.models import Answer
from tessera.engine.workflow.actions.steps import locked
from tessera.engine.workflow.actions.upkeep import keep_work_item, note
from tessera.engine.workflow.models import State, Step, StepEvent, Subject
from tessera.foundations.records.actions import action


class NotASubject(Exception):
    """The step is not about this child."""


@action
def save_answer(
    *, step, field, value, child=None, revision=None, turn=None, source=None, at, by
) -> Answer:
    """Keep a field as it is typed, without side effects. `value` is in its stored form.

    Raises Changed when it has been saved since `revision` from elsewhere, NotOpen, NoSuchField,
    NotASubject.
    """
    step = locked(step, people=False)
    _only_about_subjects(step, {child.pk} if child else set())
    answer = forms.save_answer(
        sheet=step.sheet,
        form=sheets.form_of(step.sheet),
        field=field,
        value=value,
        child=child,
        revision=revision,
        turn=turn,
        source=source,
        at=at,
        by=by,
    )
    _begin(step, at=at, by=by)
    return answer


@action
def save_answers(*, step, answers, at, by) -> Step:
    """Keep a whole form at once: stored values by (field, child id). Raises as `save_answer`."""
    step = locked(step, people=False)
    _only_about_subjects(step, {child for _, child in answers if child})
    form = sheets.form_of(step.sheet)
    forms.save_answers(sheet=step.sheet, form=form, answers=answers, at=at, by=by)
    _begin(step, at=at, by=by)
    return step


def _only_about_subjects(step, child_ids) -> None:
    about = Subject.objects.filter(step=step, person__in=child_ids)
    if child_ids and about.count() < len(child_ids):
        raise NotASubject


def _begin(step, *, at, by) -> None:
    if step.state == State.TO_DO:
        step.state, step.started_at = State.IN_PROGRESS, at
        step.save(update_fields=["state", "started_at"])
        note(step, StepEvent.Kind.STARTED, at=at, by=by)
        keep_work_item(step)
