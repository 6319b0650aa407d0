"""Who is subject to a protection plan, what conferences were held, and what drifts."""

from tessera.practice.child_protection.queries.chairs import in_the_line
from tessera.practice.child_protection.queries.drift_lists import (
    drifting,
    drifting_counts,
    plan_on_record,
)
from tessera.practice.child_protection.queries.elsewhere import (
    conferences_due,
    elsewhere_of_step,
    moves_out,
    plan_elsewhere,
    plans_elsewhere,
)
from tessera.practice.child_protection.queries.notes import notes_of, plan_note
from tessera.practice.child_protection.queries.outside import to_end
from tessera.practice.child_protection.queries.plan_page import (
    booked_for,
    kept_from,
    known_among,
    latest_conference,
    latest_core_group,
    name_of,
    role_of,
    sooner_review,
)
from tessera.practice.child_protection.queries.records import (
    conference_of_step,
    core_group_of_step,
    current_enquiry,
    current_plan,
    decided_at,
    discussion_of_step,
    emergency_in_force,
    emergency_of_step,
    enquiry_of_child,
    meetings_of,
    open_referral,
    open_sending,
    plans_of,
    sendings_gone,
    with_category,
)

__all__ = [
    "booked_for",
    "conference_of_step",
    "conferences_due",
    "core_group_of_step",
    "current_enquiry",
    "current_plan",
    "decided_at",
    "discussion_of_step",
    "drifting",
    "drifting_counts",
    "elsewhere_of_step",
    "emergency_in_force",
    "emergency_of_step",
    "enquiry_of_child",
    "in_the_line",
    "kept_from",
    "known_among",
    "latest_conference",
    "latest_core_group",
    "meetings_of",
    "moves_out",
    "name_of",
    "notes_of",
    "open_referral",
    "open_sending",
    "plan_elsewhere",
    "plan_note",
    "plan_on_record",
    "plans_elsewhere",
    "plans_of",
    "role_of",
    "sendings_gone",
    "sooner_review",
    "to_end",
    "with_category",
]
