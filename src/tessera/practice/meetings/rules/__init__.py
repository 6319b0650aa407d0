"""Meetings in plain Python: who must be there, and when reports are due."""

from tessera.practice.meetings.rules.quorum import (
    LIMITS,
    conference_is_quorate,
    conference_quorum_problem,
)
from tessera.practice.meetings.rules.sending import usual_way

__all__ = [
    "LIMITS",
    "conference_is_quorate",
    "conference_quorum_problem",
    "usual_way",
]
