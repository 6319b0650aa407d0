"""The working plan under a child protection plan: begun by the conference, gone through by the review, and
gone on with in the child in need plan where the review ends it so."""

from tessera.practice.child_protection.models import Plan
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.children_in_need import queries as need
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.plans import queries as plans
from tessera.practice.plans.choices import Kind
from tessera.practice.plans.processes import meeting as meetings


def working_plans(meeting, *, why=""):
    """working plan -> children, for those who are on a protection plan today."""
    return meetings.plans_for(meeting, _facts(Plan, meeting), why=why)


def plan_the_work(step, children, answers, by, before=None):
    """What the conference wrote of the plan: why it is there, its first outcomes, its visits."""
    if not children:
        return
    meeting = _meeting(Kind.PROTECTION, step, children, answers, by)
    working = working_plans(meeting, why=answers.get("outline") or "")
    _write(working, meeting, answers, before)


def go_through(step, subjects, answers, by):
    """Outcome by outcome: scores, what is over, what changes, what became of the actions.

    Gives what was kept, with what is still to be done for it.
    """
    meeting = _meeting(Kind.PROTECTION, step, subjects, answers, by)
    outcomes = plans.open_outcomes(subjects, Kind.PROTECTION)
    meetings.keep_actions(answers.get("actions"), meeting)
    meetings.keep_changes(answers.get("progress"), outcomes, meeting)
    meetings.keep_scores(answers.get("progress"), outcomes, meeting)
    return plans.with_open_actions(plans.open_outcomes(subjects, Kind.PROTECTION))


def step_down(step, children, kept, answers, by):
    """From the day on which the protection plan ends: a child in need plan, with what was kept of it."""
    if not children:
        return
    for child in children:
        if need.plan_of_step(step, child) is None:
            children_in_need.start_plan(
                child=child, started_on=answers["held_on"], step_ref=step.public_id, by=by
            )
    meeting = _meeting(Kind.IN_NEED, step, children, answers, by)
    why = answers.get("outline") or next((each.plan.why for each in kept), "")
    working = meetings.plans_for(meeting, _facts(ChildInNeedPlan, meeting), why=why)
    meetings.carry_over(kept, working, meeting)
    _write(working, meeting, answers)


def move_with(step, child, held_on, by):
    """The day of the review was wrong: the child in need plan that it began begins on the right one."""
    plan = need.plan_of_step(step, child)
    if plan is not None and plan.started_on != held_on:
        children_in_need.correct_plan(plan=plan, started_on=held_on, reason=step.reason, by=by)


def began_before(step, child, held_on):
    """Whether that plan must move first: the two never stand on the same day, whichever moves."""
    plan = need.plan_of_step(step, child)
    return plan is not None and plan.started_on < held_on


def _meeting(kind, step, children, answers, by):
    return meetings.Meeting(kind, list(children), answers["held_on"], step.public_id, by)


def _facts(model, meeting):
    current = model.objects.current().filter(child__in=meeting.children)
    return {plan.child_id: (plan.pk, plan.started_on) for plan in current}


def _write(working, meeting, answers, before=None):
    meetings.add_outcomes(working, answers.get("outcomes"), meeting, before)
    meetings.keep_views(working, answers, meeting)
    meetings.keep_visits(working, answers, meeting)
