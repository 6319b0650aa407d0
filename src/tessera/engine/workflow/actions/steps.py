"""Starting work, giving it to somebody, and setting it aside."""

from tessera.engine.forms import actions as forms
from tessera.engine.forms.models import Answer, Sheet
from tessera.engine.workflow import queries, register
from tessera.engine.workflow.actions.timers import attach, detach
from tessera.engine.workflow.actions.upkeep import keep_work_item, note, people_of
from tessera.engine.workflow.models import Remark, State, Step, StepEvent, Subject
from tessera.engine.workflow.queries.steps import held
from tessera.foundations.access.models import Membership
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.models import Involvement
from tessera.ui.formatting import local


class NotOpen(Exception):
    """The step has been finished, cancelled or handed in meanwhile."""

    def __init__(self, step):
        super().__init__(f"step #{step.pk} is {step.state}")
        self.step = step


class NeedsReason(Exception):
    """Work is not cancelled or reopened without saying why."""


class StaysWithTeam(Exception):
    """A team answers for itself in this work: only somebody of that team can have it."""


class StillHasAnswers(Exception):
    """Something has been written about this child in the step."""


@action
def start_step(
    *,
    code,
    subjects=(),
    worker=None,
    team=None,
    about=None,
    follows=None,
    due_on=None,
    due_why="",
    urgency=0,
    out_of_order_why="",
    at,
    by,
) -> Step:
    """Make a piece of work about these people, with its sheet of the form as it is today."""
    definition = register.step(code)
    people = list(subjects)
    step = Step.objects.create(
        code=code,
        worker=worker,
        team=team or _team_for(worker, people, follows, local(at).date()),
        follows=follows,
        about=about or {},
        due_on=due_on,
        due_why=due_why,
        urgency=urgency,
        authorisation_level=next((s.permission for s in definition.levels if not s.when), ""),
        made_at=at,
        sheet=forms.open_sheet(
            code=definition.form,
            earlier=queries.earlier_sheet((code, *definition.continues), people),
        ),
    )
    Subject.objects.bulk_create(
        Subject(step=step, person=person, position=n) for n, person in enumerate(people)
    )
    step.subjects_list = people
    note(step, StepEvent.Kind.MADE, at=at, by=by, to_worker=worker)
    if out_of_order_why:
        note(step, StepEvent.Kind.OUT_OF_ORDER, at=at, by=by, comment=out_of_order_why)
    attach(step)
    keep_work_item(step)
    audit.record("workflow.step_started", people=people, by=by, step=str(step.public_id), code=code)
    register.call("starts", step, subjects=people, started_on=local(at).date(), by=by)
    if worker:
        _given(step, people, at, by)
    return step


def _given(step, people, at, by):
    register.call(
        "allocates", step, subjects=people, worker=step.worker, team=step.team, at=at, by=by
    )


@action
def add_subject(*, step, person, at, by) -> None:
    """A brother or sister joins the step. Raises NotOpen."""
    step = locked(step)
    people = people_of(step)
    if person not in people:
        Subject.objects.create(step=step, person=person, position=len(people))
        step = queries.step_of(step.public_id)
        attach(step)
        keep_work_item(step)
        audit.record("workflow.subject_added", person=person, by=by, step=str(step.public_id))


@action
def remove_subject(*, step, person, at, by) -> None:
    """A child leaves the step. Raises NotOpen, StillHasAnswers."""
    step = locked(step)
    if Answer.objects.filter(sheet=step.sheet_id, child=person).exclude(value=None).exists():
        raise StillHasAnswers
    Subject.objects.filter(step=step, person=person).delete()
    keep_work_item(queries.step_of(step.public_id))
    audit.record("workflow.subject_removed", person=person, by=by, step=str(step.public_id))


@action
def allocate_step(*, step, worker=None, team=None, at, by) -> Step:
    """Give the work to a worker, a team, or both.

    Raises NotOpen, StaysWithTeam, and NotYet where a room refuses.
    """
    step = locked(step, writable=False)
    if register.step(step.code).stays_with_team:
        _stays(step, worker, team, local(at).date())
    step.worker = worker
    step.team = team or (_team_of(worker, local(at).date()) if worker else None) or step.team
    step.save(update_fields=["worker", "team"])
    note(step, StepEvent.Kind.ALLOCATED, at=at, by=by, to_worker=worker)
    keep_work_item(step)
    if worker:
        _given(step, people_of(step), at, by)
    audit.record(
        "workflow.step_allocated",
        people=people_of(step),
        by=by,
        step=str(step.public_id),
        worker=worker.pk if worker else None,
    )
    return step


def _stays(step, worker, team, on):
    if team is not None and team != step.team:
        raise StaysWithTeam
    members = Membership.objects.in_force_on(on).filter(team=step.team)
    if worker is not None and not members.filter(user=worker).exists():
        raise StaysWithTeam


@action
def cancel_step(*, step, reason, at, by) -> Step:
    """Set the work aside, saying why. Its clocks run on.

    Raises NotOpen, NeedsReason, and NotYet where a room refuses.
    """
    if not reason.strip():
        raise NeedsReason
    step = locked(step, writable=False)
    step.state, step.reason = State.CANCELLED, reason
    step.save(update_fields=["state", "reason"])
    detach(step)
    note(step, StepEvent.Kind.CANCELLED, at=at, by=by, comment=reason)
    keep_work_item(step)
    register.call(
        "cancels",
        step,
        subjects=people_of(step),
        reason=reason,
        cancelled_on=local(at).date(),
        by=by,
    )
    audit.record("workflow.step_cancelled", people=people_of(step), by=by, step=str(step.public_id))
    return step


@action
def reopen_step(*, step, reason, at, by) -> Step:
    """Open finished work again to put it right. Every earlier answer stays in its versions.

    Raises NotOpen when it is not finished, NeedsReason.
    """
    if not reason.strip():
        raise NeedsReason
    step = held(step)
    if step.state != State.DONE:
        raise NotOpen(step)
    step.state, step.reason = State.REOPENED, reason
    step.authorised_at = step.authorised_by = step.submitted_at = step.submitted_by = None
    step.save()
    withdraw_signatures(step, at=at)
    Sheet.objects.filter(pk=step.sheet_id).update(is_finished=False)
    note(step, StepEvent.Kind.REOPENED, at=at, by=by, comment=reason)
    keep_work_item(step)
    audit.record("workflow.step_reopened", people=people_of(step), by=by, step=str(step.public_id))
    return step


@action
def bring_forward(*, step, due_on, why, at, by) -> Step:
    """The work is wanted sooner than its own day; a later day changes nothing. Raises NotOpen."""
    step = locked(step, writable=False)
    if step.due_on is None or due_on < step.due_on:
        step.due_on, step.due_why = due_on, why[:200]
        step.save(update_fields=["due_on", "due_why"])
        keep_work_item(step)
    note(step, StepEvent.Kind.EXTENDED, at=at, by=by, comment=why)
    audit.record("workflow.step_wanted", people=people_of(step), by=by, step=str(step.public_id))
    return step


@action
def leave_to_clocks(*, step, at, by) -> Step:
    """A clock says now by when the work is to be done, and no day of its own any more. Raises NotOpen."""
    step = locked(step, writable=False)
    if step.due_on is not None:
        why = step.due_why
        step.due_on, step.due_why = None, ""
        step.save(update_fields=["due_on", "due_why"])
        keep_work_item(step)
        note(step, StepEvent.Kind.EXTENDED, at=at, by=by, comment=why)
        audit.record(
            "workflow.step_left_to_clocks",
            people=people_of(step),
            by=by,
            step=str(step.public_id),
        )
    return step


@action
def say_for_team(*, team, on, words, at, by) -> Remark:
    """A manager's words about the team's day, for the morning meeting."""
    remark, _ = Remark.objects.update_or_create(
        team=team, on=on, defaults={"words": words, "at": at, "by": by}
    )
    audit.record("workflow.team_remarked", by=by, team=team.pk)
    return remark


def withdraw_signatures(step, *, at) -> None:
    """What was signed changes, so nobody's name stands under it any more."""
    for signature in step.signatures.filter(withdrawn_at=None):
        signature.withdrawn_at = at
        signature.save(update_fields=["withdrawn_at"])


def locked(step, *, writable=True, people=True) -> Step:
    """The step as it is now, held until the transaction ends; its people too, if wanted. Raises NotOpen."""
    step = held(step, people=people)
    if not (step.may_be_written if writable else step.is_open):
        raise NotOpen(step)
    return step


def _team_for(worker, people, follows, on):
    if worker is not None:
        return _team_of(worker, on)
    if follows is not None and follows.team_id:
        return follows.team
    allocated = Involvement.objects.in_force_on(on).filter(
        person__in=people, role="allocated_worker"
    )
    first = allocated.select_related("team").first()
    return first.team if first else None


def _team_of(worker, on):
    membership = Membership.objects.in_force_on(on).filter(user=worker).select_related("team")
    first = membership.order_by("pk").first()
    return first.team if first else None
