"""Meetings: planned, held, put right; and what goes out after them."""

from tessera.practice.meetings.actions.invitations import (
    Attended,
    ask_to_meeting,
    keep_attendance,
    leave_out,
    receive_report,
)
from tessera.practice.meetings.actions.meetings import (
    AlreadyOver,
    ChildsPart,
    NoChildren,
    NotBooked,
    call_off_meeting,
    hold_meeting,
    keep_childs_part,
    move_meeting,
    plan_meeting,
)
from tessera.practice.meetings.actions.sending import (
    AlreadySent,
    MustNotGo,
    NotSent,
    acknowledge_sending,
    keep_back,
    send_document,
)

__all__ = [
    "AlreadyOver",
    "AlreadySent",
    "Attended",
    "ChildsPart",
    "MustNotGo",
    "NoChildren",
    "NotBooked",
    "NotSent",
    "acknowledge_sending",
    "ask_to_meeting",
    "call_off_meeting",
    "hold_meeting",
    "keep_attendance",
    "keep_back",
    "keep_childs_part",
    "leave_out",
    "move_meeting",
    "plan_meeting",
    "receive_report",
    "send_document",
]
