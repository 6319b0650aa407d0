"""Children on other councils' plans who are here, and children on ours who have moved away."""

from tessera.engine.workflow.models import Timer
from tessera.practice.child_protection.models import MovedOut, PlanElsewhere


def plan_elsewhere(child):
    """The plan that another council has of this child, or None."""
    return PlanElsewhere.objects.current().filter(child=child).first()


def elsewhere_of_step(step):
    return list(PlanElsewhere.objects.filter(step_ref=step.public_id))


def plans_elsewhere(visible):
    """Children here on other councils' plans, those whose time is up first."""
    found = PlanElsewhere.objects.current().filter(child__in=visible)
    return list(found.select_related("child", "watched_by").order_by("until", "told_on", "pk"))


def moves_out(visible):
    """Children on our plans whose new council has not held its conference yet, longest first."""
    found = MovedOut.objects.filter(child__in=visible, conference_on=None, came_back_on=None)
    return list(found.select_related("child", "plan").order_by("told_on", "pk"))


def conferences_due(child_ids):
    """child_id -> the day of the running clock of a conference for a child moving in (T061)."""
    running = Timer.objects.filter(rule="T061", person__in=child_ids, stopped_on=None)
    return {timer.person_id: timer.due_on for timer in running}
