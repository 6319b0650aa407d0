"""Telling health of a child, recording what it answers, and what it tells us."""

from tessera.practice.cp_is.actions.attending import (
    ATTENDANCE,
    RESPOND,
    AlreadyRecorded,
    NobodyToTell,
    SeenAfterNotice,
    answer_attendance,
    record_attendance,
    withdraw_attendance,
)
from tessera.practice.cp_is.actions.telling import (
    AlreadyAnswered,
    NobodyToRing,
    NothingToPutRight,
    NothingToSend,
    NotRefused,
    RefusedWithoutWhy,
    answer_file,
    correct_answer,
    make_file,
    put_back,
    send_again,
)

__all__ = [
    "ATTENDANCE",
    "RESPOND",
    "AlreadyAnswered",
    "AlreadyRecorded",
    "NobodyToRing",
    "NobodyToTell",
    "NotRefused",
    "NothingToPutRight",
    "NothingToSend",
    "RefusedWithoutWhy",
    "SeenAfterNotice",
    "answer_attendance",
    "answer_file",
    "correct_answer",
    "make_file",
    "put_back",
    "record_attendance",
    "send_again",
    "withdraw_attendance",
]
