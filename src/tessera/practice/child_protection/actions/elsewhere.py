"""Across the border: another council's plan of a child who is here, and ours of a child who left."""

from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Involvement, Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.plans import (
    AlreadyOnAPlan,
    NoCurrentPlan,
    end_plan,
)
from tessera.practice.child_protection.actions.referrals import in_order, open_referral
from tessera.practice.child_protection.models import MovedOut, Plan, PlanElsewhere

ELSEWHERE = "child_protection.elsewhere"
ELSEWHERE_ENDED = "child_protection.elsewhere_ended"
MOVED_OUT = "child_protection.moved_out"
WATCHES = "watching_worker"
CONFERENCE_WITHIN = "T061"


class AlreadyElsewhere(Exception):
    """Another council's plan of this child is recorded already: end it first."""


class NothingElsewhere(Exception):
    """No other council has a plan of this child."""


class AlreadyTold(Exception):
    """Another council was told already, and has not held its conference yet."""


class NobodyTold(Exception):
    """No other council was told that this child has moved."""


@action
def note_plan_elsewhere(
    *,
    child,
    council,
    category,
    started_on,
    told_on,
    here_since,
    responsible,
    until=None,
    watched_by=None,
    step_ref=None,
    by,
):
    """Another council tells us of its plan. Until a day, or for good: then our conference is due (T061).

    Whoever watches here may open the record. Raises AlreadyElsewhere, AlreadyOnAPlan, DatesOutOfOrder,
    and NoOpenReferral when the child stays for good and no case is open.
    """
    if until is None:
        open_referral(child)
    if Plan.objects.current().filter(child=child).exists():
        raise AlreadyOnAPlan
    in_order(rules.not_before("We were told", told_on, "the start of their plan", started_on))
    plan = _save(
        PlanElsewhere(
            child=child,
            council=council,
            category=category,
            started_on=started_on,
            told_on=told_on,
            here_since=here_since,
            is_for_good=until is None,
            until=until,
            responsible=responsible,
            watched_by=watched_by,
            step_ref=step_ref,
        ),
        "one_current_plan_elsewhere",
        AlreadyElsewhere,
    )
    if watched_by is not None:
        people.start_involvement(
            person=child,
            role=WATCHES,
            worker=watched_by,
            started_on=told_on,
            step_ref=step_ref,
            by=by,
        )
    if plan.is_for_good:
        _ask_for_conference(plan, told_on, by)
    _line(plan, ELSEWHERE, told_on, step_ref)
    audit.record("child_protection.plan_elsewhere", person=child, by=by, plan=plan.pk)
    return plan


@action
def stay_for_good(*, child, told_on, by):
    """A child who was here for a time stays: our conference is due.

    Raises NothingElsewhere, NoOpenReferral.
    """
    plan = _current(child)
    open_referral(child)
    plan.is_for_good, plan.until = True, None
    plan.save(update_fields=["is_for_good", "until"])
    _ask_for_conference(plan, told_on, by)
    audit.record("child_protection.stays_for_good", person=child, by=by, plan=plan.pk)
    return plan


@action
def end_plan_elsewhere(*, child, ended_on, end_reason, step_ref=None, by):
    """The other council's plan no longer concerns us. Raises NothingElsewhere, DatesOutOfOrder."""
    plan = _current(child)
    in_order(rules.not_before("It would end", ended_on, "their notice", plan.told_on))
    plan.ended_on, plan.end_reason = ended_on, end_reason
    plan.save(update_fields=["ended_on", "end_reason"])
    watching = Involvement.objects.filter(person=child, role=WATCHES, ended_on=None)
    for each in watching:
        people.end_involvement(involvement=each, ended_on=max(ended_on, each.started_on), by=by)
    workflow.stop_timer(
        rule=CONFERENCE_WITHIN, person=child, on=ended_on, why=plan.get_end_reason_display(), by=by
    )
    _line(plan, ELSEWHERE_ENDED, ended_on, step_ref)
    audit.record("child_protection.plan_elsewhere_ended", person=child, by=by, plan=plan.pk)
    return plan


@action
def tell_other_council(*, child, council, moved_on, told_on, told_whom, sent, step_ref=None, by):
    """A child on our plan has moved: the other council is told, and our plan goes on.

    Raises NoCurrentPlan, AlreadyTold, DatesOutOfOrder.
    """
    plan = Plan.objects.current().filter(child=child).first()
    if plan is None:
        raise NoCurrentPlan
    in_order(
        rules.not_before("The child moved", moved_on, "the start of the plan", plan.started_on)
    )
    move = _save(
        MovedOut(
            child=child,
            plan=plan,
            council=council,
            moved_on=moved_on,
            told_on=told_on,
            told_whom=told_whom,
            sent=sent,
            step_ref=step_ref,
        ),
        "one_open_move_of_a_plan",
        AlreadyTold,
    )
    _line(move, MOVED_OUT, moved_on, step_ref)
    audit.record("child_protection.moved_out", person=child, by=by, move=move.pk)
    return move


@action
def hand_to_other_council(*, child, conference_on, step_ref=None, by):
    """The other council has held its conference: only now our plan ends.

    Raises NobodyTold, DatesOutOfOrder.
    """
    move = _open_move(child)
    in_order(rules.not_before("Their conference was", conference_on, "the move", move.moved_on))
    move.conference_on = conference_on
    move.save(update_fields=["conference_on"])
    end_plan(
        child=child,
        ended_on=conference_on,
        end_reason=Plan.EndReason.MOVED,
        step_ref=step_ref,
        by=by,
    )
    audit.record("child_protection.taken_over_elsewhere", person=child, by=by, move=move.pk)
    return move


@action
def came_back(*, child, came_back_on, reason, by):
    """The child is here again, or never left for good: our plan goes on as before. Raises NobodyTold."""
    move = _open_move(child)
    move.came_back_on, move.came_back_why = came_back_on, reason
    move.save(update_fields=["came_back_on", "came_back_why"])
    audit.record("child_protection.came_back", person=child, by=by, move=move.pk)
    return move


def _ask_for_conference(plan, told_on, by):
    workflow.start_timer(
        rule=CONFERENCE_WITHIN,
        person=plan.child,
        trigger_kind=ELSEWHERE,
        trigger_id=plan.pk,
        triggered_on=told_on,
        by=by,
    )


def _current(child):
    plan = PlanElsewhere.objects.current().select_for_update().filter(child=child).first()
    if plan is None:
        raise NothingElsewhere
    return plan


def _open_move(child):
    found = MovedOut.objects.select_for_update().filter(child=child)
    move = found.filter(conference_on=None, came_back_on=None).first()
    if move is None:
        raise NobodyTold
    return move


def _save(row, constraint, refusal):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint in str(error):
            raise refusal from error
        raise
    return row


def _line(row, kind, on, step_ref):
    people.write_line(
        person=row.child,
        on=on,
        kind=kind,
        source_id=row.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )
