"""The other side says yes or no; a no is settled; and an asking may be withdrawn."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.access.models import Membership
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Involvement
from tessera.people.models.involvement import RECEIVING
from tessera.practice.front_door.rules.contact import must_be_social_worker
from tessera.practice.transfers import rules
from tessera.practice.transfers.actions.refusals import (
    AlreadyAnswered,
    MustBeQualified,
    NotDeclined,
    NotInTeam,
)
from tessera.practice.transfers.choices import Kind, Settlement
from tessera.practice.transfers.models import Transfer

PROTECTION = "child_protection."


@action
def accept(*, transfer, worker, accepted_on, planned_on=None, joint_visit_planned_on=None, by):
    """The team says yes, and who will have the child. Raises AlreadyAnswered, NotInTeam, MustBeQualified."""
    transfer = _waiting(transfer)
    in_team(transfer, worker, accepted_on)
    qualified(transfer, worker, accepted_on)
    transfer.accepted_on, transfer.accepted_by = accepted_on, by
    transfer.to_worker, transfer.planned_on = worker, planned_on
    transfer.joint_visit_planned_on = joint_visit_planned_on
    transfer.save()
    told("transfers.accepted", transfer, by)
    return transfer


@action
def decline(*, transfer, declined_on, why, by):
    """The team says no, and why: it reads the record no longer. Raises AlreadyAnswered."""
    transfer = _waiting(transfer)
    if transfer.declined_on is not None:
        raise AlreadyAnswered
    transfer.declined_on, transfer.declined_by, transfer.declined_why = declined_on, by, why
    transfer.save()
    stop_reading(transfer, declined_on, by)
    told("transfers.declined", transfer, by)
    return transfer


@action
def settle(*, transfer, settlement, settled_on, why, by):
    """A service manager decides what two teams cannot agree on: the work stays, or the other team is
    asked anew, and reads the record again. Raises NotDeclined.
    """
    transfer = locked(transfer)
    if transfer.declined_on is None or transfer.settlement:
        raise NotDeclined
    transfer.settlement, transfer.settled_on = settlement, settled_on
    transfer.settled_by, transfer.settled_why = by, why
    transfer.save()
    if settlement == Settlement.STAYS:
        _stays(transfer, settled_on, by)
    else:
        begin_reading(transfer, settled_on, by)
    told("transfers.settled", transfer, by)
    return transfer


@action
def withdraw(*, transfer, withdrawn_on, reason, by):
    """The asking no longer stands: everything stays where it is."""
    transfer = locked(transfer)
    transfer.withdrawn_on, transfer.withdrawn_why = withdrawn_on, reason
    transfer.save()
    _stays(transfer, withdrawn_on, by)
    told("transfers.withdrawn", transfer, by)
    return transfer


def _stays(transfer, on, by):
    """Everything stays where it is, and no clock of the handing over runs on."""
    stop_reading(transfer, on, by)
    for rule in (rules.T264, rules.T013):
        workflow.stop_timer(
            rule=rule, person=transfer.child, on=on, why="The work stays where it is", by=by
        )


def begin_reading(transfer, on, by):
    """The team that is asked reaches the record, to read it and to answer."""
    people.start_involvement(
        person=transfer.child,
        role=RECEIVING,
        team=transfer.to_team,
        started_on=on,
        step_ref=transfer.step_ref,
        by=by,
    )


def stop_reading(transfer, on, by):
    """The team that was asked no longer reads the record for having been asked."""
    for reading in Involvement.objects.filter(
        person=transfer.child_id, role=RECEIVING, team=transfer.to_team_id, ended_on=None
    ):
        people.end_involvement(involvement=reading, ended_on=max(on, reading.started_on), by=by)


def _waiting(transfer):
    """Open, and waiting for its answer: the first, or the one after it was settled that it goes."""
    transfer = locked(transfer)
    ended = transfer.effective_on or transfer.withdrawn_on or transfer.accepted_on
    if ended or (transfer.declined_on and transfer.settlement != Settlement.GOES):
        raise AlreadyAnswered
    return transfer


def locked(transfer):
    found = Transfer.objects.select_for_update(of=("self",))
    return found.select_related("child", "from_team", "to_team").get(pk=transfer.pk)


def in_team(transfer, worker, on):
    there = Membership.objects.in_force_on(on).filter(user=worker, team=transfer.to_team_id)
    if not (worker.is_active and there.exists()):
        raise NotInTeam


def qualified(transfer, worker, on):
    if transfer.kind == Kind.EARLY_HELP or worker.is_qualified_social_worker:
        return
    protection = any(step.code.startswith(PROTECTION) for step in work.open_steps(transfer.child))
    if must_be_social_worker(on=on, has_protection_work=protection):
        raise MustBeQualified


def told(what, transfer, by):
    audit.record(what, person=transfer.child, by=by, transfer=str(transfer.public_id))
