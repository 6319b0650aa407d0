"""A child's work goes from team to team: asked, answered, settled, taken over."""

from tessera.practice.transfers.actions.answering import accept, decline, settle, withdraw
from tessera.practice.transfers.actions.asking import ask, reword
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
from tessera.practice.transfers.actions.taking import TRANSFERRED, take_over

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
    "reword",
    "settle",
    "take_over",
    "withdraw",
]
