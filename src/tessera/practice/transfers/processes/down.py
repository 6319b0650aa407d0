"""Stepping down to early help: asked with the family's agreement, and done when both sides have met."""

from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    Place,
    answered_at,
    checks,
    completes,
)
from tessera.people.record_page import standings_of
from tessera.practice.early_help import actions as early_help
from tessera.practice.early_help.processes.steps import ASSESSMENT
from tessera.practice.early_help.rules import may_start
from tessera.practice.transfers import actions, permissions, queries, rules
from tessera.practice.transfers.choices import Kind
from tessera.practice.transfers.processes.asking import (
    REFUSALS,
    TRIGGER,
    ask_for_answer,
    cannot,
)
from tessera.practice.transfers.processes.steps import MEETING, STEP_DOWN


@checks(STEP_DOWN)
def check_step_down(*, step, subjects, answers, today):
    if queries.made_by(step):
        return
    if answers["agreed"] is not None and not may_start(answers["agreed"]):
        yield Finding("agreed", "Early help needs the family's agreement")
    standings = standings_of(subjects, today)
    for child in subjects:
        mine = standings[child.pk]
        for words in (
            *cannot(child, answers["to_team"], mine, today),
            *rules.step_down_problems(mine),
        ):
            yield Finding("to_team", f"{child.name}: {words}", child)


@completes(STEP_DOWN)
def ask_early_help(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet("Set the request aside, and ask anew", field="to_team")
    transfers = [_ask(child, step, answers, completed_on, by) for child in subjects]
    for transfer in transfers:
        if not work.running_timers(transfer.child).filter(rule=rules.T013).exists():
            actions.hand_over_by(
                child=transfer.child, trigger=(TRIGGER, transfer.pk), on=completed_on, by=by
            )
    ask_for_answer(transfers, step, on=completed_on, at=step.authorised_at, by=by)


def _ask(child, step, answers, on, by):
    mine = answers.of(child)
    try:
        return actions.ask(
            child=child,
            kind=Kind.EARLY_HELP,
            to_team=mine["to_team"],
            why=mine["why"],
            summary=mine["summary"],
            consent=mine["agreed"],
            agreed_by_family=mine["agreed_by"],
            asked_on=mine["asked_on"],
            asked_by=step.submitted_by,
            agreed_on=on,
            step_ref=step.public_id,
            by=by,
        )
    except REFUSALS as refusal:
        raise NotYet(f"{child.name}: {refusal.__doc__}", field="to_team", child=child) from refusal


@checks(MEETING)
def check_meeting(*, step, subjects, answers, today):
    """Social work stays open until the lead practitioner was there (T013)."""
    if answers["lead_came"] is False:
        yield Finding(
            "lead_came",
            "Without the lead practitioner nothing is handed over: record the meeting at which they are",
        )
    for transfer in queries.asked_in(step)[:1]:
        if answers["met_on"] and answers["met_on"] < transfer.agreed_on:
            yield Finding("met_on", "That is before early help was asked")


@completes(MEETING)
def begin_early_help(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet("Early help has begun. End it, or pass it to the front door", field="met_on")
    transfers = queries.asked_in(step)
    for transfer in transfers:
        child = transfer.child
        words = answers.of(child)["words"] or {}
        try:
            actions.step_down(
                transfer=transfer,
                met_on=answers["met_on"],
                words=words.get("words", ""),
                step_ref=step.public_id,
                by=by,
            )
        except early_help.AlreadyOpen:
            raise NotYet(f"{child.name} has early help already", child=child) from None
        except actions.AlreadyAnswered as refusal:
            raise NotYet(refusal.__doc__, child=child) from refusal
    _ask_to_assess(transfers, step, by)


def _ask_to_assess(transfers, step, by):
    """Early help has begun, and with it the clock of its own assessment: the new worker's work."""
    workflow.start_step(
        code=ASSESSMENT,
        subjects=[transfer.child for transfer in transfers],
        worker=transfers[0].to_worker,
        team=transfers[0].to_team,
        follows=step,
        at=step.submitted_at,
        by=by,
    )


@answered_at("T013")
def handing_over(timers):
    """Until early help is asked and has answered, the way on is on the child's transfers."""
    return {
        timer.pk: Place(
            reverse("transfers:transfers", args=[timer.person.public_id]), permissions.ASK
        )
        for timer in timers
        if timer.person
    }
