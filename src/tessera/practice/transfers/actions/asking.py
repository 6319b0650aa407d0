"""A team asks another to take over, with its manager's yes."""

from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.queries import team_of
from tessera.practice.front_door.models import Referral
from tessera.practice.transfers import rules
from tessera.practice.transfers.actions.answering import begin_reading
from tessera.practice.transfers.actions.refusals import (
    AlreadyAsked,
    NobodyHolds,
    NoOpenCase,
    SameTeam,
)
from tessera.practice.transfers.choices import Kind, Stands
from tessera.practice.transfers.models import RequiredPart, Transfer
from tessera.practice.transfers.queries import readiness


@action
def ask(
    *,
    child,
    to_team,
    why,
    asked_on,
    asked_by,
    agreed_on,
    kind=Kind.TEAM,
    point="",
    summary="",
    not_ready_why="",
    consent="",
    agreed_by_family="",
    step_ref=None,
    by,
):
    """Ask a team to take a child over; from now it reaches the record, to read it and to answer.

    Between teams, how each required part of the protocol stands is kept as it is on this day; a step
    down needs the family's agreement. `by` is the manager who agrees.
    Raises NoOpenCase, NobodyHolds, SameTeam, AlreadyAsked.
    """
    if not Referral.objects.open().filter(child=child).exists():
        raise NoOpenCase
    from_team = team_of(child, agreed_on)
    if from_team is None:
        raise NobodyHolds
    if from_team == to_team:
        raise SameTeam
    transfer = _save(
        Transfer(
            child=child,
            kind=kind,
            from_team=from_team,
            to_team=to_team,
            point=point,
            why=why,
            summary=summary,
            not_ready_why=not_ready_why,
            consent=consent,
            agreed_by_family=agreed_by_family,
            asked_on=asked_on,
            asked_by=asked_by,
            agreed_on=agreed_on,
            agreed_by=by,
            step_ref=step_ref,
        )
    )
    if kind == Kind.TEAM:
        _keep_parts(transfer, agreed_on)
    begin_reading(transfer, agreed_on, by)
    audit.record("transfers.asked", person=child, by=by, transfer=str(transfer.public_id))
    return transfer


@action
def hand_over_by(*, child, trigger, on, by):
    """Social work ends for early help: both sides meet within ten working days (T013)."""
    kind, pk = trigger
    return workflow.start_timer(
        rule=rules.T013,
        person=child,
        trigger_kind=kind,
        trigger_id=pk,
        triggered_on=on,
        by=by,
    )


@action
def no_hand_over(*, child, trigger, on, why, by):
    """What asked for the hand-over was written wrongly: social work goes on, or ends without early help."""
    kind, pk = trigger
    return workflow.stop_timer(
        rule=rules.T013, person=child, trigger_kind=kind, trigger_id=pk, on=on, why=why, by=by
    )


@action
def reword(*, transfer, why, point, summary, not_ready_why, reason, by):
    """The asking was reopened and put right: what it says, never whom it asks."""
    transfer.why, transfer.point = why, point
    transfer.summary, transfer.not_ready_why = summary, not_ready_why
    transfer.save(update_fields=["why", "point", "summary", "not_ready_why"])
    audit.record(
        "transfers.reworded", person=transfer.child, by=by, transfer=str(transfer.public_id)
    )
    return transfer


def _keep_parts(transfer, on):
    for part in rules.parts(readiness(transfer.child, on)):
        RequiredPart.objects.create(
            transfer=transfer,
            code=part.code,
            title=part.title,
            stands=Stands.THERE if part.is_there else Stands.MISSING,
            missing=part.missing[:300],
            step_ref=transfer.step_ref,
        )


def _save(transfer):
    try:
        with transaction.atomic():
            transfer.save()
    except IntegrityError as error:
        if "one_open_transfer_per_child" in str(error):
            raise AlreadyAsked from error
        raise
    return transfer
