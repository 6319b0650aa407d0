"""A child's work goes from team to team: asked, answered, settled, taken over."""

from tessera.practice.transfers.actions.answering import accept, decline, settle, withdraw
from tessera.practice.transfers.actions.asking import ask, hand_over_by, no_hand_over, reword
from tessera.practice.transfers.actions.naming import name_another
from tessera.practice.transfers.actions.refusals import (
    AlreadyAnswered,
    AlreadyAsked,
    MustBeQualified,
    NamedAlready,
    NobodyHolds,
    NoOpenCase,
    NotDeclined,
    NotInTeam,
    NotToBeReplaced,
    SameTeam,
    SayWhy,
)
from tessera.practice.transfers.actions.taking import TRANSFERRED, step_down, take_over

__all__ = [
    "TRANSFERRED",
    "AlreadyAnswered",
    "AlreadyAsked",
    "MustBeQualified",
    "NamedAlready",
    "NoOpenCase",
    "NobodyHolds",
    "NotDeclined",
    "NotInTeam",
    "NotToBeReplaced",
    "SameTeam",
    "SayWhy",
    "accept",
    "ask",
    "decline",
    "hand_over_by",
    "name_another",
    "no_hand_over",
    "reword",
    "settle",
    "step_down",
    "take_over",
    "withdraw",
]
