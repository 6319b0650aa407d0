"""The law and arithmetic of the front door, by what they are about."""

from tessera.practice.front_door.rules.case import (
    TIMERS,
    Activity,
    closing_problems,
    closure_problems,
    correction_problems,
    disability_problem,
    is_re_referral,
    overlap_words,
    reason_suits,
    referral_problems,
)

__all__ = [
    "TIMERS",
    "Activity",
    "closing_problems",
    "closure_problems",
    "correction_problems",
    "disability_problem",
    "is_re_referral",
    "overlap_words",
    "reason_suits",
    "referral_problems",
]
