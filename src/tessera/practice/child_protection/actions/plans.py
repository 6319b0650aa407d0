"""Child protection plans: started by a conference, ended by one; or put right."""

from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.referrals import in_order, open_referral
from tessera.practice.child_protection.models import Plan, PlanCategory
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.plans import actions as working_plans
from tessera.practice.plans.choices import Kind
from tessera.practice.recording import actions as recording
from tessera.practice.recording.rules import ON_PROTECTION_PLAN as SUPERVISION

PLAN = "child_protection.plan"
PLAN_ENDED = "child_protection.plan_ended"
OF_PLAN = ("T070", "T071", SUPERVISION)
CLOCKS = ("T066", "T067", "T068", "T069", *OF_PLAN)
TELL_HEALTH = "T072"
ENDED = "The plan ended"


class AlreadyOnAPlan(Exception):
    """This child already has a child protection plan."""


class NoCurrentPlan(Exception):
    """This child has no child protection plan now."""


class AnotherPlanSince(Exception):
    """This child has had another child protection plan since. Put that one right instead."""


class NeedPlanSince(Exception):
    """The child in need plan has been gone on with since. Ask for a new child protection conference."""


class CaseClosedSince(Exception):
    """The case has been closed since. Take a new referral, and ask for a new child protection conference."""


class PlanWasReviewed(Exception):
    """A plan that was reviewed cannot be taken back: correct it instead."""


class UnknownCategory(Exception):
    """That is not a category of abuse."""


@action
def start_plan(*, child, started_on, category, previous_plans_elsewhere=0, step_ref=None, by):
    """Make a child subject to a child protection plan, from the day of the conference.

    A child in need plan ends the same day: a child never has both. Earlier plans are counted over the
    child's life, ours and those other councils told us of (N00106).
    Raises NoOpenReferral, AlreadyOnAPlan, UnknownCategory, DatesOutOfOrder.
    """
    referral = open_referral(child)
    in_order(rules.after_referral("child protection plan", started_on, referral.received_on))
    _known(category, started_on)
    if Plan.objects.current().filter(child=child).exists():
        raise AlreadyOnAPlan
    if ChildInNeedPlan.objects.current().filter(child=child).exists():
        children_in_need.end_plan(
            child=child,
            ended_on=started_on,
            end_reason=ChildInNeedPlan.EndReason.PROTECTION_PLAN,
            step_ref=step_ref,
            by=by,
        )
    plan = Plan(
        child=child,
        referral=referral,
        started_on=started_on,
        initial_category=category,
        previous_plans=plans_before(child, started_on, previous_plans_elsewhere),
        step_ref=step_ref,
    )
    _save(plan)
    PlanCategory.objects.create(
        plan=plan, category=category, started_on=started_on, step_ref=step_ref
    )
    for rule in ("T066", "T068", "T070", "T071", SUPERVISION):
        _start_clock(rule, plan, started_on, by)
    _tell_health(plan, PLAN, started_on, by)
    _write_line(plan, PLAN, started_on, step_ref)
    audit.record("child_protection.plan_started", person=child, by=by, plan=plan.pk)
    return plan


def plans_before(child, started_on, told_elsewhere=0):
    """How many plans a child had before; those in other councils are told by the conference."""
    before = Plan.objects.filter(child=child, started_on__lt=started_on).order_by(
        "started_on", "pk"
    )
    ours = before.values_list("previous_plans", flat=True)
    return rules.previous_plans(ours=list(ours), told_elsewhere=told_elsewhere)


@action
def change_category(*, plan, category, started_on, step_ref=None, by):
    """The category that a review put the plan under; the first one never changes (N00113, N00114).

    Raises NoCurrentPlan, UnknownCategory, DatesOutOfOrder.
    """
    if plan.ended_on is not None:
        raise NoCurrentPlan
    _known(category, started_on)
    in_order(rules.not_before("The category changes", started_on, "the plan", plan.started_on))
    PlanCategory.objects.update_or_create(
        plan=plan,
        started_on=started_on,
        defaults={"category": category, "step_ref": step_ref},
    )
    audit.record("child_protection.category_changed", person=plan.child, by=by, plan=plan.pk)
    return plan


@action
def end_plan(*, child, ended_on, end_reason=Plan.EndReason.CONFERENCE, step_ref=None, by):
    """End the child's current plan. Raises NoCurrentPlan, DatesOutOfOrder."""
    plan = Plan.objects.current().select_for_update().filter(child=child).first()
    if plan is None:
        raise NoCurrentPlan
    in_order(rules.plan_end_problem(started_on=plan.started_on, ended_on=ended_on))
    plan.ended_on = ended_on
    plan.end_reason = end_reason
    plan.save(update_fields=["ended_on", "end_reason"])
    for rule in CLOCKS:
        workflow.stop_timer(rule=rule, person=child, on=ended_on, why=ENDED, by=by)
    _tell_health(plan, PLAN_ENDED, ended_on, by)
    working_plans.leave(child=child, kind=Kind.PROTECTION, ended_on=ended_on, by=by)
    _write_line(plan, PLAN_ENDED, ended_on, step_ref)
    audit.record(
        "child_protection.plan_ended", person=child, by=by, plan=plan.pk, reason=end_reason
    )
    return plan


@action
def reopen_plan(*, plan, reason, by, step_ref=None):
    """It did not end: it goes on as if it never had, and every clock runs again from what was held.

    The child in need plan that the same review began was none. Raises AnotherPlanSince, NeedPlanSince,
    CaseClosedSince.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    child = plan.child
    if Plan.objects.filter(child=child, started_on__gte=plan.ended_on).exclude(pk=plan.pk).exists():
        raise AnotherPlanSince
    if plan.referral.closed_on is not None:
        raise CaseClosedSince
    since = ChildInNeedPlan.objects.filter(child=child, started_on__gte=plan.ended_on)
    for need in since:
        if step_ref is None or need.step_ref != step_ref or need.meetings.exists():
            raise NeedPlanSince
        children_in_need.withdraw_plan(plan=need, reason=reason, by=by)
    correct_plan(plan=plan, ended_on=None, end_reason="", reason=reason, by=by)
    workflow.run_again(
        person=child, rules=OF_PLAN, since=plan.started_on, why=ENDED, step_ref=step_ref, by=by
    )
    recording.count_visits(child=child, rule="T070", by=by)
    audit.record("child_protection.plan_reopened", person=child, by=by, plan=plan.pk)
    return plan


@action
def move_start(*, plan, started_on, reason, by):
    """The conference that made it was on another day: the plan begins on the right one, and the child in
    need plan that it took the place of ends then. Raises DatesOutOfOrder.
    """
    child, was = plan.child, plan.started_on
    before = ChildInNeedPlan.objects.filter(
        child=child, ended_on=was, end_reason=ChildInNeedPlan.EndReason.PROTECTION_PLAN
    ).first()
    if before is not None and started_on < was:
        children_in_need.move_end(plan=before, ended_on=started_on, reason=reason, by=by)
    correct_plan(plan=plan, started_on=started_on, reason=reason, by=by)
    if before is not None and started_on > was:
        children_in_need.move_end(plan=before, ended_on=started_on, reason=reason, by=by)
    for timer in work.running_timers(child).filter(rule__in=OF_PLAN):
        if (timer.trigger_kind, timer.trigger_id) == (PLAN, plan.pk):
            _start_clock(timer.rule, plan, started_on, by)
    return plan


@action
def move_end(*, plan, ended_on, reason, by):
    """The plan ended on another day: it, and its clocks, stop on the right one. Raises DatesOutOfOrder."""
    correct_plan(plan=plan, ended_on=ended_on, reason=reason, by=by)
    workflow.run_again(person=plan.child, rules=OF_PLAN, since=plan.started_on, why=ENDED, by=by)
    for rule in OF_PLAN:
        workflow.stop_timer(rule=rule, person=plan.child, on=ended_on, why=ENDED, by=by)
    return plan


@action
def correct_plan(*, plan, category=None, reason, by, **changes):
    """Put a wrong day, count or first category right. Raises DatesOutOfOrder, AlreadyOnAPlan."""
    started_before = plan.started_on
    for name, value in changes.items():
        setattr(plan, name, value)
    if category is not None:
        _known(category, plan.started_on)
        plan.initial_category = category
    in_order(
        rules.after_referral("child protection plan", plan.started_on, plan.referral.received_on)
    )
    if plan.ended_on is not None:
        in_order(rules.plan_end_problem(started_on=plan.started_on, ended_on=plan.ended_on))
    _save(plan)
    PlanCategory.objects.filter(plan=plan, started_on=started_before).update(
        started_on=plan.started_on, category=plan.initial_category
    )
    working_plans.move(
        kind=Kind.PROTECTION,
        fact_id=plan.pk,
        started_on=plan.started_on,
        ended_on=plan.ended_on,
        reason=reason,
        by=by,
    )
    _tell_health(plan, PLAN, plan.started_on, by)
    if plan.ended_on is not None:
        _tell_health(plan, PLAN_ENDED, plan.ended_on, by)
    else:
        _do_not_tell(plan, PLAN_ENDED, "The plan has not ended", by)
    _rewrite_lines(plan)
    audit.record(
        "child_protection.plan_corrected",
        person=plan.child,
        by=by,
        plan=plan.pk,
        fields=sorted(changes),
    )
    return plan


@action
def withdraw_plan(*, plan, reason, by):
    """Take back a plan that never was; its version stays, with the reason. Raises PlanWasReviewed.

    The child in need plan whose place it took goes on.
    """
    if plan.conferences.filter(kind="review").exists():
        raise PlanWasReviewed
    child, key, started_on = plan.child, plan.pk, plan.started_on
    for kind in (PLAN, PLAN_ENDED):
        people.remove_line(person=child, kind=kind, source_id=key)
    for rule in CLOCKS:
        workflow.stop_timer(
            rule=rule, person=child, on=plan.started_on, why="The plan was withdrawn", by=by
        )
    for kind in (PLAN, PLAN_ENDED):
        _do_not_tell(plan, kind, "The plan was withdrawn", by)
    working_plans.withdraw(kind=Kind.PROTECTION, fact_id=key, reason=reason, by=by)
    plan.conferences.update(plan=None)
    plan.categories.all().delete()
    plan.delete()
    for need in ChildInNeedPlan.objects.filter(
        child=child, ended_on=started_on, end_reason=ChildInNeedPlan.EndReason.PROTECTION_PLAN
    ):
        children_in_need.reopen_plan(plan=need, reason=reason, by=by)
    audit.record("child_protection.plan_withdrawn", person=child, by=by, plan=key)


def _known(category, on):
    if not codesets.is_valid("cin.abuse_category", category, on=on):
        raise UnknownCategory(category)


def _save(plan):
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        if "one_current_plan" in str(error) or "protection_plans_do_not_overlap" in str(error):
            raise AlreadyOnAPlan from error
        raise


def _start_clock(rule, plan, triggered_on, by):
    workflow.start_timer(
        rule=rule,
        person=plan.child,
        trigger_kind=PLAN,
        trigger_id=plan.pk,
        triggered_on=triggered_on,
        by=by,
    )


def _tell_health(plan, kind, on, by):
    """The NHS is told of the start and of the end of a plan, each on its day (T072)."""
    workflow.start_timer(
        rule=TELL_HEALTH,
        person=plan.child,
        trigger_kind=kind,
        trigger_id=plan.pk,
        triggered_on=on,
        by=by,
    )


def _do_not_tell(plan, kind, why, by):
    workflow.stop_timer(
        rule=TELL_HEALTH,
        person=plan.child,
        trigger_kind=kind,
        trigger_id=plan.pk,
        on=plan.started_on,
        why=why,
        by=by,
    )


def _write_line(plan, kind, on, step_ref):
    people.write_line(
        person=plan.child,
        on=on,
        kind=kind,
        source_id=plan.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )


def _rewrite_lines(plan):
    """Those that stand move, and stay the work of the step that made them."""
    for kind, on in ((PLAN, plan.started_on), (PLAN_ENDED, plan.ended_on)):
        if on is None:
            people.remove_line(person=plan.child, kind=kind, source_id=plan.pk)
        else:
            _write_line(plan, kind, on, plan.step_ref if kind == PLAN else None)
