"""The taking over: from one day, in one transaction, with everything that is still to be done."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.engine.workflow.queries.steps import with_people
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Involvement, Line
from tessera.practice.early_help import actions as early_help
from tessera.practice.front_door import actions as front_door
from tessera.practice.front_door.actions.referral import EARLY_HELP_ROLE
from tessera.practice.front_door.models import Referral
from tessera.practice.transfers.actions.answering import locked, stop_reading
from tessera.practice.transfers.actions.refusals import AlreadyAnswered, NoOpenCase

TRANSFERRED = "transfers.transferred"
OWN = "transfers."


@action
def take_over(
    *, transfers, effective_on, joint_visit_on=None, no_joint_visit_why="", step_ref=None, at, by
):
    """From this day the children are the other team's: its worker, its open work, its clocks.

    Whoever had them before no longer works with them from that day. Raises NoOpenCase,
    AlreadyAnswered, and the front door's NotInTeam and MustBeQualified.
    """
    transfers = [locked(transfer) for transfer in transfers]
    for transfer in transfers:
        transfer.joint_visit_on = joint_visit_on
        transfer.no_joint_visit_why = no_joint_visit_why
        _takes_effect(transfer, effective_on, step_ref, by)
        _change_hands(transfer, effective_on, at, by)
    move_work(transfers, at=at, by=by)
    return transfers


@action
def step_down(*, transfer, met_on, words="", step_ref=None, by):
    """Both sides have met with the family: early help begins, and social work may close.

    The early help worker works with the child from that day; the social worker does until the case
    closes. Raises AlreadyAnswered, and early help's own AlreadyOpen.
    """
    transfer = locked(transfer)
    transfer.joint_visit_on = met_on
    _takes_effect(transfer, met_on, step_ref, by)
    people.start_involvement(
        person=transfer.child,
        role=EARLY_HELP_ROLE,
        worker=transfer.to_worker,
        team=transfer.to_team,
        started_on=met_on,
        step_ref=step_ref,
        by=by,
    )
    early_help.record_request(
        child=transfer.child,
        asked_on=met_on,
        consent=transfer.consent,
        agreed_by=transfer.agreed_by_family,
        why=transfer.why,
        childs_words=words,
        step_ref=step_ref,
        by=by,
    )
    return transfer


def _takes_effect(transfer, on, step_ref, by):
    if transfer.accepted_on is None or transfer.effective_on is not None:
        raise AlreadyAnswered
    transfer.effective_on = on
    transfer.save()
    stop_reading(transfer, on, by)
    people.write_line(
        person=transfer.child,
        on=on,
        kind=TRANSFERRED,
        source_id=transfer.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )
    audit.record(
        "transfers.taken_over", person=transfer.child, by=by, transfer=str(transfer.public_id)
    )


def _change_hands(transfer, on, at, by):
    referral = Referral.objects.open().filter(child=transfer.child).first()
    if referral is None:
        raise NoOpenCase
    held = Involvement.objects.filter(
        person=transfer.child, team=transfer.from_team_id, ended_on=None
    )
    for each in held:
        people.end_involvement(involvement=each, ended_on=max(on, each.started_on), by=by)
    front_door.allocate_referral(
        referral=referral,
        worker=transfer.to_worker,
        team=transfer.to_team,
        on=on,
        at=at,
        by=by,
    )


def move_work(transfers, *, at, by):
    """What the sending team had still to do goes over; what also concerns another child stays."""
    first = transfers[0]
    moving = {transfer.child_id for transfer in transfers}
    found = with_people(
        Step.objects.filter(
            pk__in=Step.objects.filter(
                state__in=OPEN_STATES, team=first.from_team_id, subjects__person__in=moving
            ).values("pk")
        ).exclude(code__startswith=OWN)
    )
    for step in found.order_by("pk"):
        if {person.pk for person in work.subjects_of(step)} <= moving:
            workflow.allocate_step(
                step=step, worker=first.to_worker, team=first.to_team, at=at, by=by
            )
