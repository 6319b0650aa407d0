"""What an action or the census refuses, said to the worker beside the field to look at."""

from contextlib import contextmanager

from tessera.engine.workflow.processes import Finding, NotYet
from tessera.foundations.calendar.words import date_words
from tessera.practice.child_protection import actions, queries, rules
from tessera.practice.child_protection.actions import elsewhere
from tessera.practice.child_protection.models import Plan
from tessera.practice.children_in_need import actions as children_in_need

REFUSALS = (
    actions.AlreadyHeld,
    actions.AlreadyInEnquiry,
    actions.AlreadyMet,
    actions.AlreadyOnAPlan,
    actions.AlreadyProtected,
    actions.AnotherPlanSince,
    actions.CannotDecideOtherwise,
    actions.CannotExtend,
    actions.ConferenceHeld,
    actions.EndedOtherwise,
    actions.EnquiryActedUpon,
    actions.CaseClosedSince,
    actions.NeedPlanSince,
    actions.NoCurrentEnquiry,
    actions.NoCurrentPlan,
    actions.NoOpenReferral,
    actions.NotInForce,
    actions.ReviewedSince,
    elsewhere.AlreadyElsewhere,
    elsewhere.AlreadyTold,
    elsewhere.NobodyTold,
    elsewhere.NothingElsewhere,
    children_in_need.AlreadyOnAPlan,
    children_in_need.AnotherPlanSince,
    children_in_need.CaseClosedSince,
    children_in_need.NoOpenReferral,
    children_in_need.ProtectionPlanInForce,
)
OUT_OF_ORDER = (actions.DatesOutOfOrder, children_in_need.DatesOutOfOrder)


@contextmanager
def in_words(child, field):
    """Turn a refusal of an action, about one child or all, into words beside the field to look at."""
    try:
        yield
    except OUT_OF_ORDER as refusal:
        raise NotYet(str(refusal), field=field) from refusal
    except REFUSALS as refusal:
        whose = f"{child.name}: " if child else ""
        raise NotYet(f"{whose}{refusal.__doc__}", child=child) from refusal


def no_plan(child):
    """Why nothing can be held on a plan; and what to do where a review ended it by a slip."""
    words = f"{child.name}: {actions.NoCurrentPlan.__doc__}"
    last = queries.plans_of(child).first()
    if last is None or last.end_reason != Plan.EndReason.CONFERENCE:
        return words
    day = date_words(last.ended_on)
    return f"{words} The review of {day} ended it. If that was wrong, open that review again."


def after_referral(what, field, subjects, answers):
    for child in subjects:
        referral = queries.open_referral(child)
        if referral is None:
            yield Finding(field, f"{child.name}: {actions.NoOpenReferral.__doc__}", child)
        elif answers[field] is not None:
            problem = rules.after_referral(what, answers[field], referral.received_on)
            if problem:
                yield Finding(field, problem)
