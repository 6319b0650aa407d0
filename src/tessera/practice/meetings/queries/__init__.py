"""Meetings, who was asked to them, and who somebody in a list of names is."""

from tessera.practice.meetings.queries.agreed import agreed_by_step, agreed_in
from tessera.practice.meetings.queries.board import (
    Proposed,
    due_of_nobody,
    held_since,
    open_work,
    proposed,
    without_chair,
)
from tessera.practice.meetings.queries.disclosure import recipients_of
from tessera.practice.meetings.queries.meetings import (
    decided_before,
    kept_back_before,
    last_gone,
    last_sendings,
    left_out_before,
    meeting_of_step,
    meetings_of,
    moments_set,
    next_meeting,
    of_children,
    omissions_of,
    soon_for,
    to_come_for,
    whole_meeting_of_step,
    with_all,
)
from tessera.practice.meetings.queries.once import each_once
from tessera.practice.meetings.queries.reaching import emails_of
from tessera.practice.meetings.queries.readings import (
    answered_for,
    asked_about,
    asked_of,
    children_of,
    last_readings,
    not_taken,
    open_readings,
    undelivered,
)
from tessera.practice.meetings.queries.whois import Known, who_is_who

__all__ = [
    "Known",
    "Proposed",
    "agreed_by_step",
    "agreed_in",
    "answered_for",
    "asked_about",
    "asked_of",
    "children_of",
    "decided_before",
    "due_of_nobody",
    "each_once",
    "emails_of",
    "held_since",
    "kept_back_before",
    "last_gone",
    "last_readings",
    "last_sendings",
    "left_out_before",
    "meeting_of_step",
    "meetings_of",
    "moments_set",
    "next_meeting",
    "not_taken",
    "of_children",
    "omissions_of",
    "open_readings",
    "open_work",
    "proposed",
    "recipients_of",
    "soon_for",
    "to_come_for",
    "undelivered",
    "who_is_who",
    "whole_meeting_of_step",
    "with_all",
    "without_chair",
]
