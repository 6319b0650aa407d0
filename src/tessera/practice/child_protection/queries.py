"""Who is subject to a protection plan, in which category, and what conferences were held."""

from django.db.models import OuterRef, Subquery

from tessera.practice.child_protection.models import (
    Conference,
    Plan,
    PlanCategory,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral


def with_category(plans, on=None):
    """Plans with `latest_category`: that of the last review, up to a day when one is given."""
    categories = PlanCategory.objects.filter(plan=OuterRef("pk")).order_by("-started_on", "-pk")
    if on is not None:
        categories = categories.filter(started_on__lte=on)
    return plans.annotate(latest_category=Subquery(categories.values("category")[:1]))


def open_referral(child):
    return Referral.objects.open().filter(child=child).first()


def current_plan(child):
    return with_category(Plan.objects.current().filter(child=child)).first()


def plans_of(child):
    """Newest first, with their conferences."""
    return (
        with_category(Plan.objects.filter(child=child))
        .prefetch_related("conferences")
        .order_by("-started_on", "-pk")
    )


def has_open_plan(child):
    """Whether the child has a plan now, of either kind."""
    return (
        Plan.objects.current().filter(child=child).exists()
        or ChildInNeedPlan.objects.current().filter(child=child).exists()
    )


def in_force_among(people, on):
    """Person id -> the plan in force on a day, with its category. One query."""
    plans = with_category(Plan.objects.in_force_on(on).filter(child__in=people), on)
    return {plan.child_id: plan for plan in plans}


def enquiries_under_way_among(people):
    """Person id -> the section 47 enquiry under way. One query."""
    enquiries = Section47Enquiry.objects.filter(
        child__in=people, ended_on=None, is_conference_not_required=False
    )
    return {enquiry.child_id: enquiry for enquiry in enquiries}


def current_enquiry(child):
    return enquiries_under_way_among([child]).get(child.pk)


def enquiry_of_child(child):
    """The latest enquiry, whether or not it has ended."""
    return Section47Enquiry.objects.filter(child=child).order_by("-started_on", "-pk").first()


def discussion_of_step(step, child):
    return StrategyDiscussion.objects.filter(step_ref=step.public_id, child=child).first()


def conference_of_step(step, child):
    return Conference.objects.filter(step_ref=step.public_id, child=child).first()


def meetings_of(child):
    """Strategy discussions and conferences, as two lists, newest first."""
    discussions = StrategyDiscussion.objects.filter(child=child).order_by("-held_on", "-pk")
    conferences = (
        Conference.objects.filter(child=child).select_related("plan").order_by("-held_on", "-pk")
    )
    return list(discussions), list(conferences)


def count_of_meetings(child):
    return (
        StrategyDiscussion.objects.filter(child=child).count()
        + Conference.objects.filter(child=child).count()
    )
