"""Which children have a child in need plan, and since when."""

from django.db.models import Max

from tessera.practice.children_in_need.models import Meeting, Plan
from tessera.practice.front_door.models import Referral
from tessera.practice.plans.queries import is_worked, outcomes_under


def current_plan(child):
    """With `last_held_on`: the day of the latest meeting, and its outcomes."""
    plans = Plan.objects.current().filter(child=child)
    return plans.annotate(
        last_held_on=Max("meetings__held_on"),
        is_worked=is_worked("in_need"),
        outcomes=outcomes_under("in_need"),
    ).first()


def plans_of(child):
    """Newest first, with their meetings."""
    return (
        Plan.objects.filter(child=child)
        .annotate(is_worked=is_worked("in_need"))
        .prefetch_related("meetings")
        .order_by("-started_on", "-pk")
    )


def open_referral(child):
    return Referral.objects.open().filter(child=child).first()


def plan_of_step(step, child):
    return Plan.objects.filter(step_ref=step.public_id, child=child).first()


def meeting_of_step(step, child):
    return Meeting.objects.filter(step_ref=step.public_id, plan__child=child).first()
