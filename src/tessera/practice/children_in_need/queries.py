"""Which children have a child in need plan, and since when."""

from tessera.practice.children_in_need.models import Meeting, Plan
from tessera.practice.front_door.models import Referral


def current_plan(child):
    return Plan.objects.current().filter(child=child).first()


def plans_of(child):
    """Newest first, with their meetings."""
    return (
        Plan.objects.filter(child=child).prefetch_related("meetings").order_by("-started_on", "-pk")
    )


def in_force_among(people, on):
    """Person id -> the plan in force on a day. One query."""
    return {plan.child_id: plan for plan in Plan.objects.in_force_on(on).filter(child__in=people)}


def open_referral(child):
    return Referral.objects.open().filter(child=child).first()


def plan_of_step(step, child):
    return Plan.objects.filter(step_ref=step.public_id, child=child).first()


def meeting_of_step(step, child):
    return Meeting.objects.filter(step_ref=step.public_id, plan__child=child).first()
