"""Assessed together: whose work it is, what it found for each child, and what may not be set aside."""

from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    Place,
    allocates,
    answered_at,
    cancels,
    checks,
    completes,
    invariant,
    starts,
)
from tessera.foundations.calendar.clock import local
from tessera.practice.early_help import actions, permissions, queries, rules
from tessera.practice.early_help.models import Assessment
from tessera.practice.early_help.processes.steps import ASSESSMENT, starting

REFUSALS = (actions.NotOpen, actions.AssessedAlready)
NO_EARLY_HELP = (
    "has no early help: write down first that the family agrees, in an early help request"
)


@starts(ASSESSMENT)
def begin(*, step, subjects, started_on, by):
    _work_with(step, subjects, started_on, by)


@allocates(ASSESSMENT)
def give(*, step, subjects, worker, team, at, by):
    _work_with(step, subjects, local(at).date(), by)


def _work_with(step, subjects, on, by):
    """Whoever is to assess works with the children from now on, or could not open the record."""
    for help_ in queries.open_for(subjects).values():
        actions.work_with(
            child=help_.child,
            worker=step.worker,
            team=step.team,
            started_on=on,
            step_ref=step.public_id,
            by=by,
        )


@arrival("early_help.asked_for")
def asked_for(step, children, actor, on):
    """What the family asked for stands there already: they tell it once."""
    found = [help_ for help_ in queries.open_for(children).values() if help_.why]
    if not found:
        return None
    words = list(dict.fromkeys(help_.why for help_ in found))
    return Filled("\n\n".join(words), "the early help request", found[0].asked_on)


@checks(ASSESSMENT)
def check_assessment(*, step, subjects, answers, today):
    """What cannot be is said to the worker, before the manager has it."""
    going_on, made = queries.open_for(subjects), queries.assessments_of_step(step)
    ended = queries.ended_since(subjects, local(step.made_at).date())
    for child in subjects:
        help_ = going_on.get(child.pk)
        if child.pk in made:
            continue
        if help_ is None and child.pk in ended:
            yield Finding(
                "outcome", f"{child.name}: early help has ended meanwhile", child, soft=True
            )
        elif help_ is None:
            yield Finding("outcome", f"{child.name} {NO_EARLY_HELP}", child)
        elif answers["assessed_on"]:
            problem = rules.within_problem(
                on=answers["assessed_on"], started_on=help_.started_on, ended_on=None
            )
            if problem:
                yield Finding("assessed_on", problem)


@completes(ASSESSMENT)
def record_assessment(*, step, subjects, answers, completed_on, by, earlier):
    made = queries.assessments_of_step(step)
    ended = queries.ended_since(subjects, local(step.made_at).date())
    for child in subjects:
        if child.pk in ended and child.pk not in made:
            continue
        said = _said(answers, child)
        try:
            if child.pk not in made:
                actions.record_assessment(child=child, **said, step_ref=step.public_id, by=by)
            elif said != _said(earlier, child):
                actions.correct_assessment(
                    assessment=made[child.pk], **said, reason=step.reason, by=by
                )
        except actions.DatesOutOfOrder as refusal:
            raise NotYet(str(refusal), field="assessed_on") from refusal
        except REFUSALS as refusal:
            raise NotYet(
                f"{child.name}: {refusal.__doc__}", field="assessed_on", child=child
            ) from refusal


def _said(answers, child):
    mine = answers.of(child)
    goes_on = mine["outcome"] == Assessment.Outcome.GOES_ON
    return {
        "assessed_on": mine["assessed_on"],
        "outcome": mine["outcome"],
        "plan": mine["plan"] or "" if goes_on else "",
        "why": "" if goes_on else mine["why"] or "",
        "childs_words": (mine["words"] or {}).get("words", ""),
    }


@cancels(ASSESSMENT)
def keep_while_due(*, step, subjects, reason, cancelled_on, by):
    """The family was promised it: it is written, or early help ends and takes it along."""
    for child in subjects:
        waits = work.running_timers(child).filter(rule=actions.ASSESSMENT, step=None).exists()
        if waits:
            raise NotYet(
                f"{child.name} is to be assessed as long as early help goes on. Finish it, give it to"
                " somebody else, or end early help"
            )


@answered_at(actions.ASSESSMENT)
def assessment_place(timers):
    """Where no assessment has begun, one is begun from the child's record."""
    return {
        timer.pk: Place(starting(ASSESSMENT, timer.person), permissions.WRITE)
        for timer in timers
        if timer.person
    }


@invariant(
    "early_help.assessed_within", "Early help is assessed while it goes on, not before or after"
)
def assessed_outside():
    for row in queries.assessed_outside():
        yield {"assessment": row.pk, "early_help": row.early_help_id}
