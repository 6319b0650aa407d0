"""Early help is asked for, begins with the family's agreement, is assessed, and ends."""

from tessera.practice.early_help.actions.assessing import (
    ASSESSED,
    AssessedAlready,
    correct_assessment,
    record_assessment,
)
from tessera.practice.early_help.actions.beginning import (
    ASSESSMENT,
    LINE,
    AlreadyOpen,
    record_request,
    work_no_more_with,
    work_with,
)
from tessera.practice.early_help.actions.ending import ENDED, correct_end, end_early_help
from tessera.practice.early_help.actions.refusals import DatesOutOfOrder, NotOpen

__all__ = [
    "ASSESSED",
    "ASSESSMENT",
    "ENDED",
    "LINE",
    "AlreadyOpen",
    "AssessedAlready",
    "DatesOutOfOrder",
    "NotOpen",
    "correct_assessment",
    "correct_end",
    "end_early_help",
    "record_assessment",
    "record_request",
    "work_no_more_with",
    "work_with",
]
