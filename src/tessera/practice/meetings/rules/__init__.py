"""Meetings in plain Python: who must be there, and when reports are due."""

from tessera.practice.meetings.rules.places import advocate_to_find, is_to_be_found
from tessera.practice.meetings.rules.quorum import (
    LIMITS,
    conference_is_quorate,
    conference_quorum_problem,
)
from tessera.practice.meetings.rules.sending import usual_way

__all__ = [
    "LIMITS",
    "advocate_to_find",
    "conference_is_quorate",
    "conference_quorum_problem",
    "is_to_be_found",
    "usual_way",
]
