"""Who was to take over is away or has left: another of the team does."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.foundations.records.actions import action
from tessera.practice.transfers.actions.answering import in_team, locked, qualified, told
from tessera.practice.transfers.actions.refusals import NamedAlready, NotToBeReplaced, SayWhy
from tessera.practice.transfers.choices import TAKE
from tessera.practice.transfers.models import Replaced


@action
def name_another(*, transfers, worker, on, why, at, by):
    """Another worker takes these children over, and has the work of it. Who it was before is kept.

    Raises NotToBeReplaced, NamedAlready, NotInTeam, MustBeQualified, SayWhy.
    """
    if not why.strip():
        raise SayWhy
    transfers = [_named(locked(transfer), worker, on, why.strip(), by) for transfer in transfers]
    for step in Step.objects.filter(
        code=TAKE,
        state__in=OPEN_STATES,
        subjects__person__in=[transfer.child_id for transfer in transfers],
    ).distinct():
        workflow.allocate_step(step=step, worker=worker, team=transfers[0].to_team, at=at, by=by)
    return transfers


def _named(transfer, worker, on, why, by):
    if transfer.accepted_on is None or transfer.effective_on or transfer.withdrawn_on:
        raise NotToBeReplaced
    if transfer.to_worker_id == worker.pk:
        raise NamedAlready
    in_team(transfer, worker, on)
    qualified(transfer, worker, on)
    Replaced.objects.create(
        transfer=transfer, worker=transfer.to_worker, until=on, why=why, replaced_by=by
    )
    transfer.to_worker = worker
    transfer.save(update_fields=["to_worker"])
    told("transfers.another_named", transfer, by)
    return transfer
