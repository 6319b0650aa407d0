"""What is asked of CP-IS: what health is to be told, what it was told, and what it told us."""

from tessera.practice.cp_is.queries.attending import (
    attendance_of,
    attendances,
    children_of_number,
    protected_among,
)
from tessera.practice.cp_is.queries.files import (
    ANSWER,
    clocks_told_by,
    files,
    last_told_of,
    lines_of,
    told_of,
    waiting_files,
)
from tessera.practice.cp_is.queries.telling import (
    Waiting,
    is_unborn,
    mothers_of,
    numbers_to_find,
    to_be_told,
    without_number,
)

__all__ = [
    "ANSWER",
    "Waiting",
    "attendance_of",
    "attendances",
    "children_of_number",
    "clocks_told_by",
    "files",
    "is_unborn",
    "last_told_of",
    "lines_of",
    "mothers_of",
    "numbers_to_find",
    "protected_among",
    "to_be_told",
    "told_of",
    "waiting_files",
    "without_number",
]
