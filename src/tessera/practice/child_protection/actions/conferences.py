"""Conferences: held, with what they decided done on the same day; or put right."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.plans import (
    NoCurrentPlan,
    change_category,
    correct_plan,
    end_plan,
    start_plan,
    withdraw_plan,
)
from tessera.practice.child_protection.actions.referrals import in_order, open_referral
from tessera.practice.child_protection.models import Conference, Plan, Section47Enquiry

CONFERENCE = "child_protection.conference"
PLAN_MADE = "plan"
ADJOURNED = "adjourned"
SENDING = ("T064", "T065")
PLAN_ENDS = ("plan_ends_in_need", "plan_ends_close")


class AlreadyHeld(Exception):
    """A conference on this child's plan is already recorded on that day."""


@action
def hold_conference(
    *,
    child,
    kind,
    held_on,
    outcome,
    category="",
    previous_plans_elsewhere=0,
    step_ref=None,
    by,
):
    """Record a conference and do what it decided, that day: start, go on with, or end the plan.

    An initial conference ends the section 47 enquiry that led to it. A conference that was put off
    decides nothing, and every clock runs on.
    Raises NoOpenReferral, NoCurrentPlan (a review without a plan), AlreadyHeld, AlreadyOnAPlan,
    UnknownCategory, DatesOutOfOrder.
    """
    referral = open_referral(child)
    in_order(rules.after_referral("conference", held_on, referral.received_on))
    plan = Plan.objects.current().filter(child=child).first()
    enquiry = _enquiry(child, held_on) if kind == Conference.Kind.INITIAL else None
    if kind == Conference.Kind.REVIEW:
        _check_review(plan, held_on)
    if enquiry is not None and outcome != ADJOURNED:
        _end_enquiry(enquiry, held_on, by)
    if outcome == PLAN_MADE:
        plan = start_plan(
            child=child,
            started_on=held_on,
            category=category,
            previous_plans_elsewhere=previous_plans_elsewhere,
            step_ref=step_ref,
            by=by,
        )
    conference = Conference.objects.create(
        child=child,
        referral=referral,
        kind=kind,
        held_on=held_on,
        enquiry=enquiry if outcome != ADJOURNED else None,
        plan=plan if kind == Conference.Kind.REVIEW or outcome == PLAN_MADE else None,
        outcome=outcome,
        step_ref=step_ref,
    )
    if kind == Conference.Kind.REVIEW and outcome != ADJOURNED:
        _carry_out_review(conference, category, by)
    for rule in SENDING:
        _start_clock(rule, conference, by)
    _write_line(conference)
    audit.record(
        "child_protection.conference_held",
        person=child,
        by=by,
        conference=conference.pk,
        outcome=outcome,
    )
    return conference


class CannotDecideOtherwise(Exception):
    """What this conference decided has been acted upon since: hold another to decide otherwise."""


@action
def decide_otherwise(
    *, conference, held_on, outcome, category="", previous_plans_elsewhere=0, reason, by
):
    """The day or the decision was written down wrongly: what followed from it is put right with it.

    The plan that a first conference made is taken back and, where there is to be one, made again; every
    version stays, with the reason. A review can be moved to its right day; what it decided stands.
    Raises CannotDecideOtherwise, and as `hold_conference`.
    """
    plan = conference.plan
    if conference.kind == Conference.Kind.REVIEW:
        return _move_review(conference, plan, held_on, outcome, reason, by)
    if plan is not None:
        if plan.conferences.exclude(pk=conference.pk).exists() or plan.core_groups.exists():
            raise CannotDecideOtherwise
        withdraw_plan(plan=plan, reason=reason, by=by)
        conference.refresh_from_db()
    details = {
        "child": conference.child,
        "kind": conference.kind,
        "step_ref": conference.step_ref,
    }
    withdraw_conference(conference=conference, reason=reason, by=by)
    return hold_conference(
        **details,
        held_on=held_on,
        outcome=outcome,
        category=category,
        previous_plans_elsewhere=previous_plans_elsewhere,
        by=by,
    )


def _move_review(conference, plan, held_on, outcome, reason, by):
    latest = plan.conferences.order_by("-held_on", "-pk").first()
    if outcome != conference.outcome or latest != conference:
        raise CannotDecideOtherwise
    in_order(rules.review_problem(held_on=held_on, plan_started_on=plan.started_on))
    correct_conference(conference=conference, held_on=held_on, reason=reason, by=by)
    if outcome in PLAN_ENDS:
        correct_plan(plan=plan, ended_on=held_on, reason=reason, by=by)
    elif outcome != ADJOURNED:
        workflow.start_timer(
            rule="T069",
            person=conference.child,
            trigger_kind=CONFERENCE,
            trigger_id=conference.pk,
            triggered_on=held_on,
            by=by,
        )
    return conference


@action
def correct_conference(*, conference, reason, by, **changes):
    """Put a wrong day or decision right. The plan it made is corrected with `correct_plan`.

    Raises DatesOutOfOrder.
    """
    for name, value in changes.items():
        setattr(conference, name, value)
    received_on = conference.referral.received_on
    in_order(rules.after_referral("conference", conference.held_on, received_on))
    conference.save()
    if "held_on" in changes:
        for rule in SENDING:
            _start_clock(rule, conference, by)
    _write_line(conference)
    audit.record(
        "child_protection.conference_corrected",
        person=conference.child,
        by=by,
        conference=conference.pk,
        fields=sorted(changes),
    )
    return conference


@action
def withdraw_conference(*, conference, reason, by):
    """Take back a conference that was not held; its version stays. Its enquiry is open again."""
    child, key, enquiry = conference.child, conference.pk, conference.enquiry
    for rule in SENDING:
        workflow.stop_timer(
            rule=rule,
            person=child,
            trigger_kind=CONFERENCE,
            trigger_id=key,
            on=conference.held_on,
            why="The conference was withdrawn",
            by=by,
        )
    people.remove_line(person=child, kind=CONFERENCE, source_id=key)
    conference.delete()
    if enquiry is not None:
        enquiry.ended_on = None
        enquiry.save(update_fields=["ended_on"])
        workflow.start_timer(
            rule="T060",
            person=child,
            trigger_kind="child_protection.section47",
            trigger_id=enquiry.pk,
            triggered_on=enquiry.started_on,
            by=by,
        )
    audit.record("child_protection.conference_withdrawn", person=child, by=by, conference=key)


def _check_review(plan, held_on):
    if plan is None:
        raise NoCurrentPlan
    in_order(rules.review_problem(held_on=held_on, plan_started_on=plan.started_on))
    if plan.conferences.filter(kind=Conference.Kind.REVIEW, held_on=held_on).exists():
        raise AlreadyHeld


def _enquiry(child, held_on):
    """The enquiry that this conference ends: the one under way."""
    enquiry = Section47Enquiry.objects.under_way().select_for_update().filter(child=child).first()
    if enquiry is not None:
        in_order(
            rules.not_before("The conference is held", held_on, "the enquiry", enquiry.started_on)
        )
    return enquiry


def _end_enquiry(enquiry, held_on, by):
    enquiry.ended_on = held_on
    enquiry.outcome = enquiry.outcome or "conference"
    enquiry.save(update_fields=["ended_on", "outcome"])
    for rule in ("T052", "T053", "T060"):
        workflow.stop_timer(
            rule=rule, person=enquiry.child, on=held_on, why="The conference was held", by=by
        )


def _carry_out_review(conference, category, by):
    plan, child, held_on = conference.plan, conference.child, conference.held_on
    for rule in ("T068", "T069"):
        workflow.stop_timer(rule=rule, person=child, on=held_on, why="The review was held", by=by)
    if conference.outcome in PLAN_ENDS:
        end_plan(child=child, ended_on=held_on, step_ref=conference.step_ref, by=by)
        return
    latest = plan.categories.order_by("-started_on").first()
    if category and (latest is None or latest.category != category):
        change_category(
            plan=plan,
            category=category,
            started_on=held_on,
            step_ref=conference.step_ref,
            by=by,
        )
    workflow.start_timer(
        rule="T069",
        person=child,
        trigger_kind=CONFERENCE,
        trigger_id=conference.pk,
        triggered_on=held_on,
        by=by,
    )


def _start_clock(rule, conference, by):
    workflow.start_timer(
        rule=rule,
        person=conference.child,
        trigger_kind=CONFERENCE,
        trigger_id=conference.pk,
        triggered_on=conference.held_on,
        by=by,
    )


def _write_line(conference):
    people.write_line(
        person=conference.child,
        on=conference.held_on,
        kind=CONFERENCE,
        source_id=conference.pk,
        significance=Line.Significance.KEY,
        step_ref=conference.step_ref,
    )
