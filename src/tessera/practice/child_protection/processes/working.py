"""The working plan under a child protection plan: begun by the conference, or by the first who need it."""

from tessera.practice.child_protection.models import Plan
from tessera.practice.plans.choices import Kind
from tessera.practice.plans.processes import meeting as meetings


def working_plans(meeting, *, why=""):
    """working plan -> children, for those who are on a protection plan today."""
    current = Plan.objects.current().filter(child__in=meeting.children)
    facts = {plan.child_id: (plan.pk, plan.started_on) for plan in current}
    return meetings.plans_for(meeting, facts, why=why)


def plan_the_work(step, children, answers, by):
    """What the conference wrote of the plan: why it is there, its first outcomes, its visits."""
    if not children:
        return
    meeting = meetings.Meeting(Kind.PROTECTION, children, answers["held_on"], step.public_id, by)
    working = working_plans(meeting, why=answers.get("outline") or "")
    meetings.add_outcomes(working, answers.get("outcomes"), meeting)
    meetings.keep_views(working, answers, meeting)
    meetings.keep_visits(working, answers, meeting)
