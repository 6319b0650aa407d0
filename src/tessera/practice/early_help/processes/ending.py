"""Ended: with a reason, what the family says, and no child left between two services."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.engine.workflow.processes import Finding, NotYet, checks, completes
from tessera.foundations.calendar.clock import local
from tessera.people.record_page import standings_of
from tessera.practice.early_help import actions, queries, rules
from tessera.practice.early_help.processes.steps import ASSESSMENT, END, starting

STEP_UP = "transfers.step_up"
OPEN_CASE = "front_door.open_case"
GIVEN_UP = (rules.WITHDRAWN, rules.NOT_ENGAGED)


@checks(END)
def check_end(*, step, subjects, answers, today):
    """What cannot be is said to the worker, before the manager has it."""
    problem = rules.withdrawal_problem(
        consent="withdrawn" if answers["reason"] in GIVEN_UP else "",
        worries_remain=bool(answers["worries_remain"]),
        outcome=answers["reason"] or "",
    )
    if problem:
        href = starting(STEP_UP, subjects[0]) if subjects else ""
        yield Finding("reason", problem, href=href)
    going_on = queries.open_for(subjects)
    standings = standings_of(subjects, today)
    for child in subjects:
        help_ = going_on.get(child.pk)
        if help_ is not None:
            yield from _of_child(child, help_, answers, standings[child.pk])
        elif not work.answers_before(step):
            yield Finding("ended_on", f"{child.name} has no early help to end", child)


def _of_child(child, help_, answers, standings):
    if answers["ended_on"]:
        problem = rules.end_problem(
            started_on=help_.started_on,
            assessed_on=queries.last_assessed_on(help_),
            ended_on=answers["ended_on"],
        )
        if problem:
            yield Finding("ended_on", f"{child.name}: {problem}", child)
    waiting = work.open_step(child, ASSESSMENT)
    if waiting is not None and waiting.state == State.AWAITING_AUTHORISATION:
        yield Finding(
            "ended_on",
            f"{child.name}: the early help assessment waits to be signed. It is signed first",
            child,
        )
    passed_up = OPEN_CASE in standings or _was_passed_up(child, help_)
    if answers["reason"] == rules.STEP_UP and not passed_up:
        yield Finding(
            "reason",
            f"{child.name} has not been passed to the front door: do that first",
            child,
            href=starting(STEP_UP, child),
        )


def _was_passed_up(child, help_):
    done = work.done_steps(child, STEP_UP)
    return any(local(step.completed_at).date() >= help_.started_on for step in done)


@completes(END)
def end(*, step, subjects, answers, completed_on, by, earlier):
    said = {
        "ended_on": answers["ended_on"],
        "end_reason": answers["reason"],
        "view": answers["family_view"],
        "step_ref": step.public_id,
    }
    for child in subjects:
        ended = queries.ended_on(child, earlier["ended_on"]) if earlier is not None else None
        try:
            if ended is not None:
                actions.correct_end(help_=ended, **said, reason=step.reason, by=by)
            else:
                actions.end_early_help(child=child, **said, by=by)
        except actions.NotOpen:
            raise NotYet(f"{child.name} has no early help to end", child=child) from None
        except actions.DatesOutOfOrder as refusal:
            raise NotYet(f"{child.name}: {refusal}", field="ended_on", child=child) from refusal
    _set_aside(subjects, at=step.authorised_at or step.submitted_at, by=by)


def _set_aside(children, *, at, by):
    """An assessment that nobody waits for any more ends too; brothers and sisters go on with theirs."""
    for child in children:
        for waiting in work.open_steps(child).filter(code=ASSESSMENT):
            if not queries.open_for(work.subjects_of(waiting)):
                workflow.cancel_step(step=waiting, reason="Early help has ended", at=at, by=by)
            elif work.says_nothing_of(waiting, child):
                workflow.remove_subject(step=waiting, person=child, at=at, by=by)
