"""Meetings in plain Python: who must be there, when reports are due, what may go to whom."""

from tessera.practice.meetings.rules.disclosure import (
    LEFT_OUT,
    Recipient,
    Verdict,
    mentions,
    redacted,
    verdict,
)
from tessera.practice.meetings.rules.quorum import (
    AGENCIES_BESIDES,
    conference_is_quorate,
    conference_quorum_problem,
)

__all__ = [
    "AGENCIES_BESIDES",
    "LEFT_OUT",
    "Recipient",
    "Verdict",
    "conference_is_quorate",
    "conference_quorum_problem",
    "mentions",
    "redacted",
    "verdict",
]
