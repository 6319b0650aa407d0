"""The other side answers; a no goes to a service manager; whatever is set aside is withdrawn."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import Finding, NotYet, cancels, checks, completes
from tessera.foundations.access.actors import actor_of
from tessera.practice.transfers import actions, permissions, queries
from tessera.practice.transfers.choices import Kind, Settlement
from tessera.practice.transfers.processes.asking import ask_for_answer
from tessera.practice.transfers.processes.steps import ANSWER, MEETING, SETTLE, TAKE

REFUSALS = (
    actions.AlreadyAnswered,
    actions.NotInTeam,
    actions.MustBeQualified,
    actions.NotDeclined,
)


@checks(ANSWER)
def check_answer(*, step, subjects, answers, today):
    """What a service manager has settled is not declined again."""
    settled = [t for t in queries.asked_in(step) if t.settlement]
    if settled and answers["answer"] == "no":
        yield Finding(
            "answer", f"{settled[0].settled_by.name} has decided that your team takes the work"
        )


@completes(ANSWER)
def record_answer(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet("An answer stands. Ask anew, or set the next step aside", field="answer")
    transfers = queries.asked_in(step)
    if not _of_receiving_team(transfers, by, completed_on):
        raise NotYet("Only the team that was asked may answer", field="answer")
    try:
        if answers["answer"] == "yes":
            _accept(transfers, step, answers, by)
        else:
            _decline(transfers, step, answers, by)
    except REFUSALS as refusal:
        raise NotYet(refusal.__doc__, field="worker") from refusal


def _of_receiving_team(transfers, by, on):
    """Whoever asks does not answer too: a manager of the team, or one over all teams."""
    actor = actor_of(by, on)
    in_team = all(transfer.to_team_id in actor.team_ids for transfer in transfers)
    return in_team or actor.scope_of(permissions.ANSWER) == "all"


def _accept(transfers, step, answers, by):
    for transfer in transfers:
        actions.accept(
            transfer=transfer,
            worker=answers["worker"],
            accepted_on=answers["answered_on"],
            planned_on=answers["takes_on"],
            joint_visit_planned_on=answers["visit_on"],
            by=by,
        )
    first = transfers[0]
    is_down = first.kind == Kind.EARLY_HELP
    workflow.start_step(
        code=MEETING if is_down else TAKE,
        subjects=[transfer.child for transfer in transfers],
        worker=first.asked_by if is_down else answers["worker"],
        team=first.from_team if is_down else first.to_team,
        follows=step,
        about=step.about,
        due_on=answers["takes_on"],
        due_why="The day on which the other side takes over",
        at=step.submitted_at,
        by=by,
    )


def _decline(transfers, step, answers, by):
    for transfer in transfers:
        actions.decline(
            transfer=transfer,
            declined_on=answers["answered_on"],
            why=answers["why_not"],
            by=by,
        )
    workflow.start_step(
        code=SETTLE,
        subjects=[transfer.child for transfer in transfers],
        worker=queries.service_manager(answers["answered_on"]),
        team=transfers[0].from_team,
        follows=step,
        about=step.about,
        at=step.submitted_at,
        by=by,
    )


@completes(SETTLE)
def settle(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet("What was settled stands. Ask anew to decide otherwise", field="settlement")
    transfers = queries.asked_in(step)
    for transfer in transfers:
        try:
            actions.settle(
                transfer=transfer,
                settlement=answers["settlement"],
                settled_on=answers["settled_on"],
                why=answers["why"],
                by=by,
            )
        except REFUSALS as refusal:
            raise NotYet(refusal.__doc__, field="settlement") from refusal
    if answers["settlement"] == Settlement.GOES:
        ask_for_answer(
            transfers, step, on=completed_on, at=step.submitted_at, by=by, after="settled"
        )


@cancels(ANSWER)
@cancels(SETTLE)
@cancels(TAKE)
@cancels(MEETING)
def withdraw(*, step, subjects, reason, cancelled_on, by):
    """The team that asked takes it back: the asking no longer stands, and everything stays.

    The team that was asked says no instead, with its reason, which a service manager reads.
    """
    transfers = queries.asked_in(step)
    actor = actor_of(by, cancelled_on)
    is_asking = all(transfer.from_team_id in actor.team_ids for transfer in transfers)
    if not is_asking and actor.scope_of(permissions.AGREE) != "all":
        raise NotYet("Only the team that asked may withdraw it. Say no instead, and why")
    for transfer in transfers:
        actions.withdraw(transfer=transfer, withdrawn_on=cancelled_on, reason=reason, by=by)
