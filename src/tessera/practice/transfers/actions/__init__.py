"""A child's work goes from team to team: asked, answered, settled, taken over."""

from tessera.practice.transfers.actions.answering import accept, decline, settle, withdraw
from tessera.practice.transfers.actions.asking import ask, hand_over_by, reword
from tessera.practice.transfers.actions.refusals import (
    AlreadyAnswered,
    AlreadyAsked,
    MustBeQualified,
    NobodyHolds,
    NoOpenCase,
    NotDeclined,
    NotInTeam,
    SameTeam,
)
from tessera.practice.transfers.actions.taking import TRANSFERRED, step_down, take_over

__all__ = [
    "TRANSFERRED",
    "AlreadyAnswered",
    "AlreadyAsked",
    "MustBeQualified",
    "NoOpenCase",
    "NobodyHolds",
    "NotDeclined",
    "NotInTeam",
    "SameTeam",
    "accept",
    "ask",
    "decline",
    "hand_over_by",
    "reword",
    "settle",
    "step_down",
    "take_over",
    "withdraw",
]
