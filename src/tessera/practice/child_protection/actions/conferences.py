"""Conferences: held, with what they decided done on the same day; or put right."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.core_groups import count_core_groups
from tessera.practice.child_protection.actions.plans import (
    ENDED,
    PLAN,
    NoCurrentPlan,
    change_category,
    correct_plan,
    end_plan,
    move_end,
    move_start,
    plans_before,
    reopen_plan,
    start_plan,
    withdraw_plan,
)
from tessera.practice.child_protection.actions.referrals import in_order, open_referral
from tessera.practice.child_protection.models import Conference, Plan, Section47Enquiry
from tessera.practice.child_protection.models.conference import ADJOURNED

CONFERENCE = "child_protection.conference"
PLAN_MADE = "plan"
SENDING = ("T064", "T065")
REVIEWS = ("T068", "T069")
OF_ENQUIRY = ("T052", "T053", "T060")
PLAN_ENDS = ("plan_ends_in_need", "plan_ends_close")
HELD = "The conference was held"


class AlreadyHeld(Exception):
    """A conference on this child's plan is already recorded on that day."""


class ReviewedSince(Exception):
    """A later review went on with this plan, so this one did not end it. Put the later one right first."""


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
    Raises NoOpenReferral, NoCurrentPlan (a review without a plan), AlreadyHeld, ReviewedSince,
    AlreadyOnAPlan, UnknownCategory, DatesOutOfOrder.
    """
    referral = open_referral(child)
    in_order(rules.after_referral("conference", held_on, referral.received_on))
    plan = Plan.objects.current().filter(child=child).first()
    enquiry = _enquiry(child, held_on) if kind == Conference.Kind.INITIAL else None
    if kind == Conference.Kind.REVIEW:
        _check_review(plan, held_on, outcome)
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

    A plan that a first conference made is moved, or taken back; one that a review ended goes on, and
    every clock with it. Every version stays, with the reason. Raises CannotDecideOtherwise,
    AnotherPlanSince, NeedPlanSince, CaseClosedSince, and as `hold_conference`.
    """
    if conference.kind == Conference.Kind.REVIEW:
        return _review_otherwise(conference, held_on, outcome, category, reason, by)
    plan = conference.plan
    if plan is not None and outcome == PLAN_MADE:
        return _made_otherwise(conference, held_on, category, previous_plans_elsewhere, reason, by)
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


def _made_otherwise(conference, held_on, category, elsewhere, reason, by):
    """The plan stands; its day, its first category or the count of earlier plans was wrong."""
    plan, enquiry = conference.plan, conference.enquiry
    if held_on != conference.held_on:
        _check_day(conference, held_on)
        move_start(plan=plan, started_on=held_on, reason=reason, by=by)
        correct_conference(conference=conference, held_on=held_on, reason=reason, by=by)
        if enquiry is not None:
            _run_on(enquiry, by)
            _end_enquiry(enquiry, held_on, by)
        count_reviews(plan=plan, step_ref=conference.step_ref, by=by)
        count_core_groups(plan=plan, step_ref=conference.step_ref, by=by)
    correct_plan(
        plan=plan,
        category=category,
        previous_plans=plans_before(plan.child, held_on, elsewhere),
        reason=reason,
        by=by,
    )
    return conference


def _check_day(conference, held_on):
    """Nothing was held on the plan before the conference that made it. Raises DatesOutOfOrder."""
    plan, enquiry = conference.plan, conference.enquiry
    if enquiry is not None:
        in_order(
            rules.not_before("The conference is held", held_on, "the enquiry", enquiry.started_on)
        )
    for day in plan.core_groups.values_list("held_on", flat=True):
        in_order(rules.core_group_problem(held_on=day, plan_started_on=held_on))
    for day in plan.conferences.exclude(pk=conference.pk).values_list("held_on", flat=True):
        in_order(rules.review_problem(held_on=day, plan_started_on=held_on))


def _review_otherwise(conference, held_on, outcome, category, reason, by):
    plan, step_ref, was_on = conference.plan, conference.step_ref, conference.held_on
    _check_otherwise(conference, held_on, outcome)
    otherwise = conference.outcome in PLAN_ENDS and outcome != conference.outcome
    if otherwise and plan.ended_on is not None:
        plan = reopen_plan(plan=plan, step_ref=step_ref, reason=reason, by=by)
    correct_conference(
        conference=conference, held_on=held_on, outcome=outcome, reason=reason, by=by
    )
    _put_category_right(conference, was_on, category, by)
    if outcome in PLAN_ENDS and plan.ended_on is None:
        end_plan(child=conference.child, ended_on=held_on, step_ref=step_ref, by=by)
    elif outcome in PLAN_ENDS:
        move_end(plan=plan, ended_on=held_on, reason=reason, by=by)
    plan.refresh_from_db()
    count_reviews(plan=plan, step_ref=step_ref, by=by)
    count_core_groups(plan=plan, step_ref=step_ref, by=by)
    return conference


def _check_otherwise(conference, held_on, outcome):
    """Raises DatesOutOfOrder, AlreadyHeld, CannotDecideOtherwise."""
    plan = conference.plan
    in_order(rules.review_problem(held_on=held_on, plan_started_on=plan.started_on))
    others = plan.conferences.filter(kind=Conference.Kind.REVIEW).exclude(pk=conference.pk)
    if others.filter(held_on=held_on).exists():
        raise AlreadyHeld
    goes_on = outcome not in PLAN_ENDS
    ended_elsewhere = plan.ended_on is not None and conference.outcome not in PLAN_ENDS
    if ended_elsewhere and not (goes_on and held_on <= plan.ended_on):
        raise CannotDecideOtherwise
    if not goes_on and (
        others.filter(held_on__gt=held_on).exists()
        or plan.core_groups.filter(held_on__gt=held_on).exists()
    ):
        raise CannotDecideOtherwise


def _put_category_right(conference, was_on, category, by):
    """What this review said of the category is said again, of its right day."""
    plan = conference.plan
    plan.categories.filter(started_on=was_on).exclude(started_on=plan.started_on).delete()
    if category and conference.outcome not in (*PLAN_ENDS, ADJOURNED):
        change_category(
            plan=plan,
            category=category,
            started_on=conference.held_on,
            step_ref=conference.step_ref,
            by=by,
        )


@action
def count_reviews(*, plan, step_ref=None, by):
    """The first is counted from the plan, the next from the latest that went on with it, whichever was
    written first. One that was put off counts for nothing."""
    reviews = plan.conferences.filter(kind=Conference.Kind.REVIEW)
    went_on = reviews.exclude(outcome__in=(ADJOURNED, *PLAN_ENDS)).values_list("pk", "held_on")
    workflow.count_chain(
        person=plan.child,
        rules=REVIEWS,
        links=[
            workflow.Link("T068", PLAN, plan.pk, plan.started_on),
            *(workflow.Link("T069", CONFERENCE, pk, held_on) for pk, held_on in went_on),
        ],
        ended_on=plan.ended_on,
        why="The review was held",
        ended_why=ENDED,
        step_ref=step_ref,
        by=by,
    )


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
        _run_on(enquiry, by)
    audit.record("child_protection.conference_withdrawn", person=child, by=by, conference=key)


def _check_review(plan, held_on, outcome):
    if plan is None:
        raise NoCurrentPlan
    in_order(rules.review_problem(held_on=held_on, plan_started_on=plan.started_on))
    reviews = plan.conferences.filter(kind=Conference.Kind.REVIEW)
    if reviews.filter(held_on=held_on).exists():
        raise AlreadyHeld
    if outcome in PLAN_ENDS and reviews.filter(held_on__gt=held_on).exists():
        raise ReviewedSince


def _enquiry(child, held_on):
    """The enquiry that this conference ends: the one under way."""
    enquiry = Section47Enquiry.objects.under_way().select_for_update().filter(child=child).first()
    if enquiry is not None:
        in_order(
            rules.not_before("The conference is held", held_on, "the enquiry", enquiry.started_on)
        )
    return enquiry


def _run_on(enquiry, by):
    """No conference ended it: it is as it was before, and what the conference stopped runs on.

    What the enquiry itself found has its reasons; without them, the conference alone had said so.
    """
    enquiry.ended_on = None
    if not enquiry.outcome_why:
        enquiry.outcome = ""
    enquiry.save(update_fields=["ended_on", "outcome"])
    workflow.run_again(
        person=enquiry.child, rules=OF_ENQUIRY, since=enquiry.started_on, why=HELD, by=by
    )


def _end_enquiry(enquiry, held_on, by):
    enquiry.ended_on = held_on
    enquiry.outcome = enquiry.outcome or "conference"
    enquiry.save(update_fields=["ended_on", "outcome"])
    for rule in OF_ENQUIRY:
        workflow.stop_timer(rule=rule, person=enquiry.child, on=held_on, why=HELD, by=by)


def _carry_out_review(conference, category, by):
    plan, child, held_on = conference.plan, conference.child, conference.held_on
    if conference.outcome in PLAN_ENDS:
        end_plan(child=child, ended_on=held_on, step_ref=conference.step_ref, by=by)
        return
    if category:
        change_category(
            plan=plan,
            category=category,
            started_on=held_on,
            step_ref=conference.step_ref,
            by=by,
        )
    _start_clock("T069", conference, by)
    count_reviews(plan=plan, step_ref=conference.step_ref, by=by)


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
