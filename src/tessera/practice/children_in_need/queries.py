"""Which children have a child in need plan, and since when."""

from django.db.models import Max, OuterRef, Q, Subquery

from tessera.practice.assessments.queries import assessed_last
from tessera.practice.assessments.rules import IN_NEED
from tessera.practice.children_in_need.models import Meeting, Plan, ShortBreaks
from tessera.practice.front_door.models import Referral
from tessera.practice.plans.queries import is_worked, outcomes_under


def current_plan(child):
    """With `last_held_on`: the day of the latest meeting, and its outcomes."""
    plans = Plan.objects.current().filter(child=child)
    return plans.annotate(
        last_held_on=Max("meetings__held_on"),
        is_worked=is_worked("in_need"),
        outcomes=outcomes_under("in_need"),
        short_breaks_since=Subquery(
            ShortBreaks.objects.filter(plan=OuterRef("pk"), ended_on=None).values("started_on")[:1]
        ),
    ).first()


def plans_of(child):
    """Newest first, with their meetings."""
    return (
        Plan.objects.filter(child=child)
        .annotate(is_worked=is_worked("in_need"))
        .prefetch_related("meetings")
        .order_by("-started_on", "-pk")
    )


def is_on_short_breaks(child, until=None):
    """Whether the child's plan is a stable package of short breaks; or was, on the day before `until`.

    What is answered on the day on which the package begins or ends was still counted as before.
    """
    rows = ShortBreaks.objects.filter(plan__child=child)
    if until is None:
        return rows.filter(ended_on=None, plan__ended_on=None).exists()
    lasted = Q(ended_on=None) | Q(ended_on__gte=until)
    of_plan = Q(plan__ended_on=None) | Q(plan__ended_on__gte=until)
    return rows.filter(lasted, of_plan, started_on__lt=until).exists()


def short_breaks_ended(child, *, since, until=None):
    """The day after `since` on which the package of the child's plan ended, while this clock ran; or None."""
    rows = ShortBreaks.objects.filter(plan__child=child, ended_on__gt=since)
    of_plan = Q(plan__ended_on=None)
    if until is not None:
        rows, of_plan = rows.filter(ended_on__lt=until), of_plan | Q(plan__ended_on__gte=until)
    return rows.filter(of_plan).aggregate(latest=Max("ended_on"))["latest"]


def disabilities_of(child):
    return list(child.disabilities.filter(ended_on=None).values_list("code", flat=True))


def open_referral(child):
    return Referral.objects.open().filter(child=child).first()


def in_need_since(child):
    """The day on which the open case's assessment decided that the child is in need, or None."""
    assessment = assessed_last(child)
    decided = assessment is not None and assessment.outcome in IN_NEED
    return assessment.authorised_on if decided else None


def plan_of_step(step, child):
    return Plan.objects.filter(step_ref=step.public_id, child=child).first()


def meeting_of_step(step, child):
    return Meeting.objects.filter(step_ref=step.public_id, plan__child=child).first()
