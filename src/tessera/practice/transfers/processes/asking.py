"""Asking: the checklist stands in the way, the manager says yes, the other team is asked."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import Finding, NotYet, checks, completes
from tessera.people.queries import team_of
from tessera.people.record_page import standings_of
from tessera.practice.transfers import actions, queries, rules
from tessera.practice.transfers.processes.steps import ANSWER, ASK, not_now
from tessera.practice.transfers.processes.words import address_of

REFUSALS = (
    actions.NoOpenCase,
    actions.NobodyHolds,
    actions.SameTeam,
    actions.AlreadyAsked,
)
TRIGGER = "transfers.transfer"


@checks(ASK)
def check_asking(*, step, subjects, answers, today):
    """What cannot be is said to the worker before a manager has it, each with where it is put right."""
    if queries.made_by(step):
        return
    standings = standings_of(subjects, today)
    for child in subjects:
        yield from (
            Finding("to_team", f"{child.name}: {words}", child)
            for words in cannot(child, answers["to_team"], standings[child.pk], today)
        )
        for part in rules.parts(queries.readiness(child, today)):
            if not part.is_there:
                yield Finding(
                    "not_ready_why",
                    f"{child.name}: {part.missing}",
                    child,
                    soft=bool(answers["not_ready_why"]),
                    href=address_of(part, child),
                )


def cannot(child, to_team, standings, today):
    """Why this team may not be asked about this child now, whatever the reason."""
    yield from not_now(child, standings)
    if to_team is not None and team_of(child, today) == to_team:
        yield actions.SameTeam.__doc__


@completes(ASK)
def ask_the_team(*, step, subjects, answers, completed_on, by, earlier):
    """The manager says yes: the other team may read the record, and has five working days."""
    if earlier is not None:
        _put_right(step, answers, earlier, by)
        return
    transfers = [_ask(child, step, answers, completed_on, by) for child in subjects]
    ask_for_answer(transfers, step, on=completed_on, at=step.authorised_at, by=by)


def _ask(child, step, answers, on, by):
    mine = answers.of(child)
    try:
        return actions.ask(
            child=child,
            to_team=mine["to_team"],
            point=mine["point"],
            why=mine["why"],
            summary=mine["summary"],
            not_ready_why=mine["not_ready_why"] or "",
            asked_on=mine["asked_on"],
            asked_by=step.submitted_by,
            agreed_on=on,
            step_ref=step.public_id,
            by=by,
        )
    except REFUSALS as refusal:
        raise NotYet(f"{child.name}: {refusal.__doc__}", field="to_team", child=child) from refusal


def ask_for_answer(transfers, step, *, on, at, by, after="asking"):
    """The work of the receiving team's manager, with its clock."""
    to_team = transfers[0].to_team
    answering = workflow.start_step(
        code=ANSWER,
        subjects=[transfer.child for transfer in transfers],
        worker=queries.manager_of(to_team, on),
        team=to_team,
        follows=step,
        about={"asking": str(transfers[0].step_ref)},
        at=at,
        by=by,
    )
    for transfer in transfers:
        workflow.start_timer(
            rule=rules.T264,
            person=transfer.child,
            trigger_kind=TRIGGER if after == "asking" else f"{TRIGGER}_{after}",
            trigger_id=transfer.pk,
            triggered_on=on,
            step=answering,
            by=by,
        )


def _put_right(step, answers, earlier, by):
    """What was written may be put right; whom it asks, never."""
    if answers["to_team"] != earlier["to_team"]:
        raise NotYet(
            "Another team cannot be put in its place: set the request aside, and ask anew",
            field="to_team",
        )
    for transfer in queries.made_by(step):
        mine = answers.of(transfer.child)
        actions.reword(
            transfer=transfer,
            why=mine["why"],
            point=mine["point"],
            summary=mine["summary"],
            not_ready_why=mine["not_ready_why"] or "",
            reason=step.reason,
            by=by,
        )
