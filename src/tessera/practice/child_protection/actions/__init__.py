"""Child protection: what is recorded, from the strategy discussion to the end of the plan."""

from tessera.practice.child_protection.actions.conferences import (
    AlreadyHeld,
    correct_conference,
    hold_conference,
    withdraw_conference,
)
from tessera.practice.child_protection.actions.core_groups import (
    AlreadyMet,
    correct_core_group,
    hold_core_group,
)
from tessera.practice.child_protection.actions.enquiries import (
    AlreadyInEnquiry,
    EnquiryEnded,
    NoCurrentEnquiry,
    correct_enquiry,
    correct_strategy_discussion,
    end_enquiry,
    hold_strategy_discussion,
    start_enquiry,
    withdraw_enquiry,
)
from tessera.practice.child_protection.actions.plans import (
    AlreadyOnAPlan,
    NoCurrentPlan,
    PlanWasReviewed,
    UnknownCategory,
    change_category,
    correct_plan,
    end_plan,
    start_plan,
    withdraw_plan,
)
from tessera.practice.child_protection.actions.referrals import DatesOutOfOrder, NoOpenReferral

__all__ = [
    "AlreadyHeld",
    "AlreadyInEnquiry",
    "AlreadyMet",
    "AlreadyOnAPlan",
    "DatesOutOfOrder",
    "EnquiryEnded",
    "NoCurrentEnquiry",
    "NoCurrentPlan",
    "NoOpenReferral",
    "PlanWasReviewed",
    "UnknownCategory",
    "change_category",
    "correct_conference",
    "correct_core_group",
    "correct_enquiry",
    "correct_plan",
    "correct_strategy_discussion",
    "end_enquiry",
    "end_plan",
    "hold_conference",
    "hold_core_group",
    "hold_strategy_discussion",
    "start_enquiry",
    "start_plan",
    "withdraw_conference",
    "withdraw_enquiry",
    "withdraw_plan",
]
