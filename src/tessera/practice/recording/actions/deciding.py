"""What a manager decides in supervision or between, what is to be done, and what became of it."""

import uuid
from dataclasses import dataclass
from datetime import date

from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import User
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.models import Line
from tessera.practice.recording.actions.lines import correct_row, write_line
from tessera.practice.recording.actions.refusals import (
    ActionWithoutOwner,
    AlreadyAnswered,
    DecisionWithoutBasis,
    EndsTooEarly,
    NobodyNamed,
    NothingWritten,
    SayWhy,
)
from tessera.practice.recording.models import DecidedAction, ManagementDecision


@dataclass(frozen=True)
class ToDo:
    """What is to be done after a decision; `worker` is its owner where that is one of ours."""

    what: str
    who: str
    due_on: date | None = None
    worker: User | None = None


@action
def record_management_decision(
    *, people_about, decided_on, decision, basis, to_do=(), step_ref=None, by
):
    """Write what a manager decided and on what basis, on each person's record; `to_do` are ToDo.

    Raises NobodyNamed, NothingWritten, DecisionWithoutBasis, ActionWithoutOwner.
    """
    if not people_about:
        raise NobodyNamed
    if not decision.strip():
        raise NothingWritten
    if not basis.strip():
        raise DecisionWithoutBasis
    group = uuid.uuid4()
    decisions = [
        ManagementDecision.objects.create(
            group=group,
            person=person,
            decided_on=decided_on,
            decision=decision.strip(),
            basis=basis.strip(),
            decided_by=by,
            step_ref=step_ref,
        )
        for person in people_about
    ]
    for row in decisions:
        _keep_actions(row, to_do)
        write_line(
            row, "recording.management_decision", row.decided_on, Line.Significance.SIGNIFICANT
        )
    audit.record("recording.decision_recorded", people=people_about, by=by, group=group)
    return decisions


@action
def correct_decision_actions(*, decision, to_do, reason, by):
    """What is to be done, as it should have been written. The earlier words stay as versions.

    Raises ActionWithoutOwner.
    """
    kept = _keep_actions(decision, to_do)
    audit.record("recording.decided_actions_corrected", person=decision.person, by=by)
    return kept


@action
def work_on_decided(*, decided, work_ref, by):
    """The step in which its owner says what became of it."""
    decided.work_ref = work_ref
    decided.save(update_fields=["work_ref"])
    person = decided.decision.person
    audit.record("recording.decided_action_given", person=person, by=by, decided=decided.pk)
    return decided


@action
def answer_for_decided(*, decided, how_ended, ended_on, why="", correcting=False, by):
    """It was done; or it was not, and why. Raises AlreadyAnswered, EndsTooEarly, SayWhy."""
    decided = DecidedAction.objects.select_for_update().get(pk=decided.pk)
    if decided.ended_on is not None and not correcting:
        raise AlreadyAnswered
    if ended_on < decided.decision.decided_on:
        raise EndsTooEarly
    if how_ended == DecidedAction.End.NOT_DONE and not why.strip():
        raise SayWhy
    decided.how_ended, decided.ended_on, decided.ended_why = how_ended, ended_on, why.strip()
    decided.save(update_fields=["how_ended", "ended_on", "ended_why"])
    audit.record(
        "recording.decided_action_answered",
        person=decided.decision.person,
        by=by,
        decided=decided.pk,
        how=how_ended,
    )
    return decided


@action
def begin_supervision(*, families, held_on, at, by):
    """One sitting about several families: a form for each, so that no family's words stand in another's.

    Gives the steps, in the order of the families. Raises NobodyNamed.
    """
    if not families:
        raise NobodyNamed
    sitting = {"sitting": str(uuid.uuid4())}
    steps = []
    for children in families:
        step = workflow.start_step(
            code="recording.case_supervision",
            subjects=children,
            worker=by,
            about=sitting,
            at=at,
            by=by,
        )
        workflow.save_answer(step=step, field="decided_on", value=held_on.isoformat(), at=at, by=by)
        steps.append(step)
    return steps


@action
def correct_management_decision(*, decision, reason, by, **changes):
    """Put right the wording or the date. Raises DecisionWithoutBasis."""
    if not changes.get("basis", decision.basis).strip():
        raise DecisionWithoutBasis
    return correct_row(decision, "recording.management_decision", changes, by)


def _keep_actions(decision, to_do):
    """A row that is written no longer goes, unless somebody answered for it already."""
    there = {each.what: each for each in decision.actions.all()}
    kept = [_keep(decision, each, there) for each in to_do]
    gone = decision.actions.filter(ended_on=None).exclude(pk__in=[each.pk for each in kept])
    gone.delete()
    return kept


def _keep(decision, to_do, there):
    if not to_do.who.strip():
        raise ActionWithoutOwner
    row = there.pop(to_do.what.strip(), None)
    row = row or DecidedAction(
        decision=decision, what=to_do.what.strip(), step_ref=decision.step_ref
    )
    if row.ended_on is None:
        row.who, row.worker, row.due_on = to_do.who.strip(), to_do.worker, to_do.due_on
        row.save()
    return row
