"""The life of a child in need plan: started, reviewed, ended; or put right."""

from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as workflow_queries
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.children_in_need import rules
from tessera.practice.children_in_need.models import Meeting, Plan, ShortBreaks
from tessera.practice.front_door.models import Referral
from tessera.practice.plans import actions as working_plans
from tessera.practice.plans.choices import Kind
from tessera.practice.recording import actions as recording
from tessera.practice.recording.rules import ON_NEED_PLAN

PLAN = "children_in_need.plan"
PLAN_ENDED = "children_in_need.plan_ended"
MEETING = "children_in_need.meeting"
ENDED = "The plan ended"
OF_PLAN = ("T081", "T083", ON_NEED_PLAN)
CLOCKS = ("T082", *OF_PLAN)
END_REASONS = {
    Meeting.Outcome.EARLY_HELP: Plan.EndReason.EARLY_HELP,
    Meeting.Outcome.CLOSE: Plan.EndReason.CLOSED,
}
"""What a review decides that ends the plan, and how it then ended."""

NEVER_CONCURRENT = "plans_never_concurrent"


class NoOpenReferral(Exception):
    """A child in need plan needs an open referral: this child's case is not open."""


class AlreadyOnAPlan(Exception):
    """This child already has a child in need plan."""


class ProtectionPlanInForce(Exception):
    """This child has a child protection plan, which comes before a child in need plan."""


class NoCurrentPlan(Exception):
    """This child has no child in need plan now."""


class AnotherPlanSince(Exception):
    """Another plan has begun for this child since. Put that one right instead."""


class CaseClosedSince(Exception):
    """The case has been closed since. Take a new referral, and hold a first child in need meeting."""


class CannotDecideOtherwise(Exception):
    """The plan has been gone on with since. Hold another review to decide otherwise."""


class AlreadyHeld(Exception):
    """A meeting on this child's plan is already recorded on that day."""


class DatesOutOfOrder(Exception):
    """The dates cannot all be right."""


@action
def start_plan(*, child, started_on, step_ref=None, by):
    """Begin a child in need plan; a first meeting on the same day makes it.

    Raises NoOpenReferral, AlreadyOnAPlan, ProtectionPlanInForce, DatesOutOfOrder.
    """
    referral = Referral.objects.open().select_for_update().filter(child=child).first()
    if referral is None:
        raise NoOpenReferral
    _in_order(rules.start_problem(started_on=started_on, referred_on=referral.received_on))
    if Plan.objects.in_force_on(started_on).filter(child=child).exists() or (
        Plan.objects.current().filter(child=child).exists()
    ):
        raise AlreadyOnAPlan
    plan = _save(Plan(child=child, referral=referral, started_on=started_on, step_ref=step_ref))
    _write_line(plan, PLAN, plan.started_on, plan.step_ref)
    workflow.stop_timer(rule="T080", person=child, on=started_on, why="The plan began", by=by)
    for rule in CLOCKS:
        _start_clock(rule, plan, started_on, by)
    audit.record("children_in_need.plan_started", person=child, by=by, plan=plan.pk)
    return plan


@action
def record_meeting(*, plan, kind, held_on, outcome=Meeting.Outcome.CONTINUES, step_ref=None, by):
    """A meeting on the plan was held; the next review is counted from it. Raises DatesOutOfOrder."""
    _in_order(rules.meeting_problem(held_on=held_on, started_on=plan.started_on, kind=kind))
    meeting = Meeting.objects.create(
        plan=plan, kind=kind, held_on=held_on, outcome=outcome, step_ref=step_ref
    )
    _write_meeting(meeting)
    workflow.start_timer(
        rule="T082",
        person=plan.child,
        trigger_kind=MEETING,
        trigger_id=meeting.pk,
        triggered_on=held_on,
        by=by,
    )
    count_meetings(plan=plan, step_ref=step_ref, by=by)
    audit.record("children_in_need.meeting_held", person=plan.child, by=by, meeting=meeting.pk)
    return meeting


@action
def count_meetings(*, plan, step_ref=None, by):
    """The next review is counted from the latest meeting, whichever was written first (T082)."""
    held = plan.meetings.order_by("held_on").values_list("pk", "held_on")
    workflow.count_chain(
        person=plan.child,
        rules=("T082",),
        links=[
            workflow.Link("T082", PLAN, plan.pk, plan.started_on),
            *(workflow.Link("T082", MEETING, pk, held_on) for pk, held_on in held),
        ],
        ended_on=plan.ended_on,
        why="The review was held",
        ended_why=ENDED,
        step_ref=step_ref,
        by=by,
    )


@action
def end_plan(*, child, ended_on, end_reason, step_ref=None, by):
    """End the child's current plan. Raises NoCurrentPlan, DatesOutOfOrder."""
    plan = Plan.objects.current().select_for_update().filter(child=child).first()
    if plan is None:
        raise NoCurrentPlan
    _in_order(rules.end_problem(started_on=plan.started_on, ended_on=ended_on))
    plan.ended_on = ended_on
    plan.end_reason = end_reason
    plan.save(update_fields=["ended_on", "end_reason"])
    for rule in CLOCKS:
        workflow.stop_timer(rule=rule, person=child, on=ended_on, why=ENDED, by=by)
    working_plans.leave(child=child, kind=Kind.IN_NEED, ended_on=ended_on, by=by)
    _write_line(plan, PLAN_ENDED, ended_on, step_ref)
    audit.record(
        "children_in_need.plan_ended", person=child, by=by, plan=plan.pk, reason=end_reason
    )
    return plan


@action
def set_short_breaks(*, plan, is_stable, on, step_ref=None, by):
    """Say from a day on whether the plan is a stable package of short breaks for a disabled child.

    Visits and reviews are counted by its own rules while it is, and nobody asks how long the plan has
    lasted. The same work, put right, changes what it said.
    """
    mine = plan.short_breaks.filter(step_ref=step_ref).last() if step_ref else None
    ended_here = plan.short_breaks.filter(ended_ref=step_ref).last() if step_ref else None
    open_one = plan.short_breaks.filter(ended_on=None).first()
    if is_stable:
        _begin_or_go_on(plan, mine, ended_here, open_one, on, step_ref)
    elif open_one is not None and open_one == mine:
        open_one.delete()
    elif open_one is not None:
        open_one.ended_on, open_one.ended_ref = max(on, open_one.started_on), step_ref
        open_one.save(update_fields=["ended_on", "ended_ref"])
    _count_by_short_breaks(plan, on, by)
    audit.record(
        "children_in_need.short_breaks_said",
        person=plan.child,
        by=by,
        plan=plan.pk,
        stable=is_stable,
    )


def _begin_or_go_on(plan, mine, ended_here, open_one, on, step_ref):
    if open_one is not None:
        if open_one == mine and open_one.started_on != on:
            open_one.started_on = on
            open_one.save(update_fields=["started_on"])
    elif ended_here is not None:
        ended_here.ended_on = ended_here.ended_ref = None
        ended_here.save(update_fields=["ended_on", "ended_ref"])
    else:
        ShortBreaks.objects.create(plan=plan, started_on=on, step_ref=step_ref)


def _count_by_short_breaks(plan, on, by):
    """Its running clocks are counted again; how long it lasts is asked while it is no such package."""
    for rule in rules.SHORT_BREAKS:
        workflow.recount(rule=rule, person=plan.child, why=rules.SHORT_BREAKS_WHY, by=by)
    if plan.short_breaks.filter(ended_on=None).exists():
        workflow.stop_timer(
            rule="T083", person=plan.child, on=on, why=rules.SHORT_BREAKS_WHY, by=by
        )
    else:
        workflow.run_again(
            person=plan.child,
            rules=("T083",),
            since=plan.started_on,
            why=rules.SHORT_BREAKS_WHY,
            by=by,
        )


@action
def reopen_plan(*, plan, step_ref=None, reason, by):
    """It did not end: it goes on as if it never had, and its clocks run again from what was held.

    Raises AnotherPlanSince, CaseClosedSince, ProtectionPlanInForce.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    child = plan.child
    since = Plan.objects.filter(child=child, started_on__gte=plan.ended_on).exclude(pk=plan.pk)
    if since.exists():
        raise AnotherPlanSince
    if plan.referral.closed_on is not None:
        raise CaseClosedSince
    correct_plan(plan=plan, ended_on=None, end_reason="", reason=reason, by=by)
    workflow.run_again(
        person=child, rules=OF_PLAN, since=plan.started_on, why=ENDED, step_ref=step_ref, by=by
    )
    recording.count_visits(child=child, rule="T081", by=by)
    count_meetings(plan=plan, step_ref=step_ref, by=by)
    audit.record("children_in_need.plan_reopened", person=child, by=by, plan=plan.pk)
    return plan


@action
def move_end(*, plan, ended_on, reason, by):
    """The plan ended on another day: it, and its clocks, stop on the right one. Raises DatesOutOfOrder."""
    correct_plan(plan=plan, ended_on=ended_on, reason=reason, by=by)
    workflow.run_again(person=plan.child, rules=OF_PLAN, since=plan.started_on, why=ENDED, by=by)
    for rule in OF_PLAN:
        workflow.stop_timer(rule=rule, person=plan.child, on=ended_on, why=ENDED, by=by)
    count_meetings(plan=plan, by=by)
    return plan


@action
def decide_otherwise(*, meeting, held_on, outcome, reason, by):
    """The day of a review, or what it decided of the plan, was written wrongly: both are put right.

    A plan that it ended goes on, or ends after all; the next review is counted again. Raises
    CannotDecideOtherwise, AlreadyHeld, AnotherPlanSince, CaseClosedSince, ProtectionPlanInForce,
    DatesOutOfOrder.
    """
    plan, step_ref = meeting.plan, meeting.step_ref
    _check_otherwise(meeting, held_on, outcome)
    was, now = END_REASONS.get(meeting.outcome), END_REASONS.get(outcome)
    if was and not now and plan.ended_on is not None:
        plan = reopen_plan(plan=plan, step_ref=step_ref, reason=reason, by=by)
    meeting.held_on, meeting.outcome = held_on, outcome
    meeting.save(update_fields=["held_on", "outcome"])
    _write_meeting(meeting)
    if was and now:
        correct_plan(plan=plan, end_reason=now, reason=reason, by=by)
        move_end(plan=plan, ended_on=held_on, reason=reason, by=by)
    elif now:
        end_plan(child=plan.child, ended_on=held_on, end_reason=now, step_ref=step_ref, by=by)
    plan.refresh_from_db()
    count_meetings(plan=plan, step_ref=step_ref, by=by)
    audit.record("children_in_need.meeting_corrected", person=plan.child, by=by, meeting=meeting.pk)
    return meeting


def _check_otherwise(meeting, held_on, outcome):
    plan = meeting.plan
    _in_order(rules.meeting_problem(held_on=held_on, started_on=plan.started_on, kind=meeting.kind))
    others = plan.meetings.exclude(pk=meeting.pk)
    if others.filter(held_on=held_on).exists():
        raise AlreadyHeld
    if outcome in END_REASONS and others.filter(held_on__gt=held_on).exists():
        raise CannotDecideOtherwise
    ends_later = plan.ended_on is not None and meeting.outcome not in END_REASONS
    if ends_later and (outcome in END_REASONS or held_on > plan.ended_on):
        raise CannotDecideOtherwise


@action
def correct_plan(*, plan, reason, by, **changes):
    """Put a wrong date right. Raises DatesOutOfOrder, AlreadyOnAPlan, ProtectionPlanInForce."""
    for name, value in changes.items():
        setattr(plan, name, value)
    referred_on = plan.referral.received_on
    _in_order(rules.start_problem(started_on=plan.started_on, referred_on=referred_on))
    if plan.ended_on is not None:
        _in_order(rules.end_problem(started_on=plan.started_on, ended_on=plan.ended_on))
    _save(plan, update_fields=list(changes))
    working_plans.move(
        kind=Kind.IN_NEED,
        fact_id=plan.pk,
        started_on=plan.started_on,
        ended_on=plan.ended_on,
        reason=reason,
        by=by,
    )
    if "started_on" in changes:
        _count_again(plan, by)
    _rewrite_lines(plan)
    audit.record(
        "children_in_need.plan_corrected",
        person=plan.child,
        by=by,
        plan=plan.pk,
        fields=sorted(changes),
    )
    return plan


@action
def withdraw_plan(*, plan, reason, by):
    """Take back a plan that never was; its version stays, with the reason."""
    child, key = plan.child, plan.pk
    for meeting in plan.meetings.all():
        people.remove_line(person=child, kind=MEETING, source_id=meeting.pk)
        meeting.delete()
    for kind in (PLAN, PLAN_ENDED):
        people.remove_line(person=child, kind=kind, source_id=key)
    for rule in CLOCKS:
        workflow.stop_timer(
            rule=rule, person=child, on=plan.started_on, why="The plan was withdrawn", by=by
        )
    working_plans.withdraw(kind=Kind.IN_NEED, fact_id=key, reason=reason, by=by)
    plan.short_breaks.all().delete()
    plan.delete()
    audit.record("children_in_need.plan_withdrawn", person=child, by=by, plan=key)


def _in_order(problem):
    if problem:
        raise DatesOutOfOrder(problem)


def _save(plan, **how):
    """Save under the database's eyes: it alone sees the protection plans of a later room."""
    try:
        with transaction.atomic():
            plan.save(**how)
    except IntegrityError as error:
        if NEVER_CONCURRENT in str(error):
            raise ProtectionPlanInForce from error
        if "child_in_need_plan" in str(error):
            raise AlreadyOnAPlan from error
        raise
    return plan


def _start_clock(rule, plan, triggered_on, by):
    workflow.start_timer(
        rule=rule,
        person=plan.child,
        trigger_kind=PLAN,
        trigger_id=plan.pk,
        triggered_on=triggered_on,
        by=by,
    )


def _count_again(plan, by):
    """The clocks that still run from the plan's first day run from the right one."""
    for timer in workflow_queries.running_timers(plan.child):
        if (timer.trigger_kind, timer.trigger_id) == (PLAN, plan.pk):
            _start_clock(timer.rule, plan, plan.started_on, by)


def _write_line(plan, kind, on, step_ref):
    people.write_line(
        person=plan.child,
        on=on,
        kind=kind,
        source_id=plan.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )


def _write_meeting(meeting):
    people.write_line(
        person=meeting.plan.child,
        on=meeting.held_on,
        kind=MEETING,
        source_id=meeting.pk,
        significance=Line.Significance.SIGNIFICANT,
        step_ref=meeting.step_ref,
    )


def _rewrite_lines(plan):
    """Those that stand move, and stay the work of the step that made them."""
    for kind, on in ((PLAN, plan.started_on), (PLAN_ENDED, plan.ended_on)):
        if on is None:
            people.remove_line(person=plan.child, kind=kind, source_id=plan.pk)
        else:
            _write_line(plan, kind, on, plan.step_ref if kind == PLAN else None)
