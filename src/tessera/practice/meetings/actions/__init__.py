"""Meetings: planned, held, put right; and what goes out after them."""

from tessera.practice.meetings.actions.agreed import (
    Agreed,
    AlreadyAnswered,
    EndsTooEarly,
    SayWhy,
    answer_for_agreed,
    keep_agreed,
    work_on_agreed,
)
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
    Paper,
    acknowledge_sending,
    keep_back,
    send_document,
)

__all__ = [
    "Agreed",
    "AlreadyAnswered",
    "AlreadyOver",
    "AlreadySent",
    "Attended",
    "ChildsPart",
    "EndsTooEarly",
    "MustNotGo",
    "NoChildren",
    "NotBooked",
    "NotSent",
    "Paper",
    "SayWhy",
    "acknowledge_sending",
    "answer_for_agreed",
    "ask_to_meeting",
    "call_off_meeting",
    "hold_meeting",
    "keep_agreed",
    "keep_attendance",
    "keep_back",
    "keep_childs_part",
    "leave_out",
    "move_meeting",
    "plan_meeting",
    "receive_report",
    "send_document",
    "work_on_agreed",
]
