"""A child on another council's plan is here; a child on our plan moves away."""

from tessera.engine.workflow.processes import (
    Finding,
    Next,
    NotYet,
    StepDefinition,
    cancels,
    checks,
    completes,
    define,
)
from tessera.practice.assessments.rules import PLAN
from tessera.practice.child_protection import actions, permissions, queries, rules
from tessera.practice.child_protection.actions import elsewhere
from tessera.practice.child_protection.models import PlanElsewhere
from tessera.practice.child_protection.processes import core_groups
from tessera.practice.child_protection.processes.core_groups import PLAN_ENDED
from tessera.practice.child_protection.processes.refusals import in_words

NOTICE = "child_protection.plan_elsewhere"
END = "child_protection.plan_elsewhere_end"
MOVED = "child_protection.moved_out"
TAKEN = "child_protection.moved_out_conference"
CONFERENCE = "child_protection.transfer_in_conference"
STAYS = "stays"
PUT_OFF = "adjourned"
STANDS = "This stands as it was recorded. Record what has changed since"


def _for_good(answers):
    return answers["for_good"] is True


def _for_a_time(answers):
    return answers["for_good"] is False


def _until(answers, on):
    return answers["until"]


def _their_conference_by(answers, on):
    return rules.transfer_in_due(answers["told_on"])


def no_plan_of_ours(child, standings):
    """What goes on until the other council's conference is our own plan."""
    if PLAN not in standings:
        yield actions.NoCurrentPlan.__doc__


define(
    StepDefinition(
        code=NOTICE,
        title="Another council's plan",
        form="plan_elsewhere",
        permission=permissions.ENQUIRE,
        happened_on="told_on",
        can_start=True,
        significance=3,
        story="plan",
        detail="A child on a protection plan of another council is here, for a time or for good",
        then=(
            Next(CONFERENCE, when=_for_good, required=True, worker="none"),
            Next(END, when=_for_a_time, required=True, due=_until),
        ),
    ),
    StepDefinition(
        code=END,
        title="Does the other council's plan still concern us?",
        form="plan_elsewhere_end",
        permission=permissions.ENQUIRE,
        happened_on="on",
        significance=2,
        story="plan",
        then=(
            Next(
                CONFERENCE,
                when=lambda answers: answers["what"] == STAYS,
                required=True,
                worker="none",
            ),
        ),
    ),
    StepDefinition(
        code=MOVED,
        title="Tell another council that the child has moved",
        form="moved_out",
        permission=permissions.ENQUIRE,
        happened_on="told_on",
        can_start=True,
        not_now=no_plan_of_ours,
        significance=3,
        story="plan",
        detail="Our protection plan goes on until they have held their conference",
        then=(Next(TAKEN, required=True, due=_their_conference_by),),
    ),
    StepDefinition(
        code=TAKEN,
        title="The other council's conference",
        form="moved_out_conference",
        permission=permissions.ENQUIRE,
        authorise=permissions.CONFERENCE,
        happened_on="held_on",
        significance=3,
        story="meeting",
        then=(Next("front_door.close_case"),),
    ),
)


@checks(NOTICE)
def check_notice(*, step, subjects, answers, today):
    """Who stays for good needs an open case, because our conference decides on it."""
    if queries.elsewhere_of_step(step):
        return
    for child in subjects:
        if answers["for_good"] and queries.open_referral(child) is None:
            words = "their contact is taken at the front door first, so that a case is open"
            yield Finding("for_good", f"{child.name}: {words}", child)
        if queries.plan_elsewhere(child) is not None:
            yield Finding("council", f"{child.name}: {elsewhere.AlreadyElsewhere.__doc__}", child)
        if queries.current_plan(child) is not None:
            yield Finding("council", f"{child.name}: {actions.AlreadyOnAPlan.__doc__}", child)


@completes(NOTICE)
def note(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet(STANDS, field="council")
    for child in subjects:
        mine = answers.of(child)
        with in_words(child, "told_on"):
            elsewhere.note_plan_elsewhere(
                child=child,
                council=mine["council"],
                category=mine["category"],
                started_on=mine["began_on"],
                told_on=mine["told_on"],
                here_since=mine["here_since"],
                until=None if mine["for_good"] else mine["until"],
                responsible=mine["responsible"],
                watched_by=mine["watcher"],
                step_ref=step.public_id,
                by=by,
            )


@completes(END)
def end_or_stay(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet(STANDS, field="what")
    for child in subjects:
        with in_words(child, "on"):
            if answers["what"] == STAYS:
                elsewhere.stay_for_good(child=child, told_on=answers["on"], by=by)
            else:
                elsewhere.end_plan_elsewhere(
                    child=child,
                    ended_on=answers["on"],
                    end_reason=answers["what"],
                    step_ref=step.public_id,
                    by=by,
                )


@completes(CONFERENCE)
def our_conference_takes_over(*, step, subjects, answers, completed_on, by):
    """Whatever it decides, from its day the other council's plan is not the one that counts."""
    for child in subjects:
        decided = answers.of(child)["outcome"] != PUT_OFF
        if decided and queries.plan_elsewhere(child) is not None:
            with in_words(child, "held_on"):
                elsewhere.end_plan_elsewhere(
                    child=child,
                    ended_on=answers["held_on"],
                    end_reason=PlanElsewhere.EndReason.OUR_CONFERENCE,
                    step_ref=step.public_id,
                    by=by,
                )


@checks(MOVED)
def check_move(*, step, subjects, answers, today):
    for child in subjects:
        if queries.current_plan(child) is None:
            yield Finding("council", f"{child.name}: {actions.NoCurrentPlan.__doc__}", child)


@completes(MOVED)
def tell(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet(STANDS, field="council")
    for child in subjects:
        with in_words(child, "moved_on"):
            elsewhere.tell_other_council(
                child=child,
                council=answers["council"],
                moved_on=answers["moved_on"],
                told_on=answers["told_on"],
                told_whom=answers["told_whom"],
                sent=answers["sent"],
                step_ref=step.public_id,
                by=by,
            )


@completes(TAKEN)
def end_with_their_conference(*, step, subjects, answers, completed_on, by, earlier):
    if earlier is not None:
        raise NotYet(STANDS, field="held_on")
    for child in subjects:
        with in_words(child, "held_on"):
            elsewhere.hand_to_other_council(
                child=child, conference_on=answers["held_on"], step_ref=step.public_id, by=by
            )
    at = step.authorised_at or step.submitted_at
    core_groups.no_more(subjects, at=at, by=by)
    actions.no_more_reviews(
        children=list(subjects),
        besides=step,
        on=answers["held_on"],
        reason=PLAN_ENDED,
        at=at,
        by=by,
    )


@cancels(TAKEN)
def our_plan_goes_on(*, step, subjects, reason, cancelled_on, by):
    """The child came back, or never left for good."""
    for child in subjects:
        elsewhere.came_back(child=child, came_back_on=cancelled_on, reason=reason, by=by)
