"""Who is subject to a protection plan, in which category, and what conferences were held."""

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tessera.engine.workflow.models import OPEN_STATES, Step, Timer
from tessera.people.models import Involvement
from tessera.practice.child_protection.models import (
    Conference,
    CoreGroup,
    EmergencyMeasure,
    MovedOut,
    Plan,
    PlanCategory,
    PlanElsewhere,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.child_protection.rules import drift
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral
from tessera.practice.plans.queries import is_worked, outcomes_under
from tessera.practice.recording.models import ManagementDecision, Visit


def with_category(plans, on=None):
    """Plans with `latest_category`: that of the last review, up to a day when one is given."""
    categories = PlanCategory.objects.filter(plan=OuterRef("pk")).order_by("-started_on", "-pk")
    if on is not None:
        categories = categories.filter(started_on__lte=on)
    return plans.annotate(latest_category=Subquery(categories.values("category")[:1]))


def open_referral(child):
    return Referral.objects.open().filter(child=child).first()


def current_plan(child):
    """With its category, the days of the last conference and of the last review, and its outcomes."""
    plans = with_category(Plan.objects.current().filter(child=child))
    reviews = Q(conferences__kind=Conference.Kind.REVIEW)
    return plans.annotate(
        last_held_on=Max("conferences__held_on"),
        last_reviewed_on=Max("conferences__held_on", filter=reviews),
        is_worked=is_worked("protection"),
        outcomes=outcomes_under("protection"),
    ).first()


def plans_of(child):
    """Newest first, with their conferences."""
    return (
        with_category(Plan.objects.filter(child=child))
        .annotate(is_worked=is_worked("protection"))
        .prefetch_related("conferences")
        .order_by("-started_on", "-pk")
    )


def current_enquiry(child):
    return Section47Enquiry.objects.under_way().filter(child=child).first()


def enquiry_of_child(child):
    """The latest enquiry, whether or not it has ended."""
    return Section47Enquiry.objects.filter(child=child).order_by("-started_on", "-pk").first()


def discussion_of_step(step, child):
    return StrategyDiscussion.objects.filter(step_ref=step.public_id, child=child).first()


def emergency_in_force(child):
    """The measure that has not been ended yet, also when it has run out."""
    rows = EmergencyMeasure.objects.filter(child=child, ended_at=None)
    return rows.order_by("-started_at", "-pk").first()


def emergency_of_step(step, child):
    return EmergencyMeasure.objects.filter(step_ref=step.public_id, child=child).first()


def conference_of_step(step, child):
    return Conference.objects.filter(step_ref=step.public_id, child=child).first()


def core_group_of_step(step, child):
    return CoreGroup.objects.filter(step_ref=step.public_id, plan__child=child).first()


def decided_at(meeting):
    """child id -> the discussion or conference that says what was decided for the child."""
    model = StrategyDiscussion if meeting.kind == "strategy_discussion" else Conference
    if meeting.step_ref is None:
        return {}
    return {row.child_id: row for row in model.objects.filter(step_ref=meeting.step_ref)}


def open_sending(meeting):
    """The step that still waits to send what this meeting decided, if there is one."""
    if meeting.step_ref is None:
        return None
    waiting = Step.objects.filter(
        Q(follows__public_id=meeting.step_ref) | Q(follows__follows__public_id=meeting.step_ref),
        code__startswith="child_protection.send_",
        state__in=OPEN_STATES,
    )
    return waiting.first()


def meetings_of(child):
    """Strategy discussions and conferences, as two lists, newest first."""
    discussions = StrategyDiscussion.objects.filter(child=child).order_by("-held_on", "-pk")
    conferences = (
        Conference.objects.filter(child=child).select_related("plan").order_by("-held_on", "-pk")
    )
    return list(discussions), list(conferences)


def drifting(code, people, today):
    """The children of one drift list among `people`, each with `since`: the date it is counted from."""
    found = _DRIFT[code](people, today)
    return found.filter(since__isnull=False).order_by("since", "pk")


def drifting_counts(codes, people, today):
    """code -> how many, one query each."""
    return {code: drifting(code, people, today).count() for code in codes}


def _protected(people, before=None, **more):
    """On a protection plan; `since` is the day it began."""
    plans = Plan.objects.current().filter(child=OuterRef("pk"), **more)
    if before is not None:
        plans = plans.filter(started_on__lt=before)
    return people.annotate(since=Subquery(plans.values("started_on")[:1]))


def _in_need(people, before=None):
    plans = ChildInNeedPlan.objects.current().filter(child=OuterRef("pk"))
    if before is not None:
        plans = plans.filter(started_on__lt=before)
    return people.annotate(since=Subquery(plans.values("started_on")[:1]))


def _on_any_plan(people, before=None):
    """On a plan of either kind: a child never has both."""
    plans = [
        model.objects.current().filter(child=OuterRef("pk")) for model in (Plan, ChildInNeedPlan)
    ]
    if before is not None:
        plans = [each.filter(started_on__lt=before) for each in plans]
    return people.annotate(
        since=Coalesce(*(Subquery(each.values("started_on")[:1]) for each in plans))
    )


def _over(months):
    return lambda people, today: _protected(people, drift.over(months, today=today))


def _missed_core_groups(people, today):
    timers = Timer.objects.filter(
        person=OuterRef("pk"), rule__in=("T066", "T067"), stopped_on=None
    ).annotate(day=Coalesce("managed_due_on", "statutory_due_on"))
    late = timers.filter(day__lt=today).order_by("day")
    return people.annotate(since=Subquery(late.values("day")[:1]))


def _not_seen_alone(people, today):
    since = drift.seen_alone_since(today=today)
    seen = Visit.objects.filter(person=OuterRef("pk"), was_seen_alone=True, happened_on__gte=since)
    return _protected(people.exclude(Exists(seen)), before=since)


def _nobody_qualified(people, today):
    held = Involvement.objects.in_force_on(today).filter(
        person=OuterRef("pk"), role="allocated_worker", worker__is_qualified_social_worker=True
    )
    return _on_any_plan(people.exclude(Exists(held)))


def _no_decision(people, today):
    since = drift.decided_since(today=today)
    decided = ManagementDecision.objects.filter(person=OuterRef("pk"), decided_on__gte=since)
    return _on_any_plan(people.exclude(Exists(decided)), before=since)


_DRIFT = {
    **{code: _over(months) for code, months in drift.PLAN_MONTHS.items()},
    "second_plan": lambda people, today: _protected(people, previous_plans__gte=1),
    "need_9": lambda people, today: _in_need(people, drift.over(drift.NEED_MONTHS, today=today)),
    "core_group": _missed_core_groups,
    "not_alone": _not_seen_alone,
    "unqualified": _nobody_qualified,
    "no_decision": _no_decision,
}


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
