"""What is written day by day, and what a manager decides."""

from tessera.practice.recording.actions.counting import count_visits
from tessera.practice.recording.actions.deciding import (
    ToDo,
    answer_for_decided,
    begin_supervision,
    correct_decision_actions,
    correct_management_decision,
    record_management_decision,
    work_on_decided,
)
from tessera.practice.recording.actions.refusals import (
    ActionWithoutOwner,
    AloneButNotSeen,
    AlreadyAnswered,
    DecisionWithoutBasis,
    EndsTooEarly,
    NobodyNamed,
    NothingWritten,
    SayWhy,
    UnknownKind,
    UnseenWithoutReason,
)
from tessera.practice.recording.actions.writing import (
    ChildAtVisit,
    correct_case_note,
    correct_visit,
    record_case_note,
    record_visit,
    withdraw_case_note,
    withdraw_visit,
    write_case_summary,
)

__all__ = [
    "ActionWithoutOwner",
    "AloneButNotSeen",
    "AlreadyAnswered",
    "ChildAtVisit",
    "DecisionWithoutBasis",
    "EndsTooEarly",
    "NobodyNamed",
    "NothingWritten",
    "SayWhy",
    "ToDo",
    "UnknownKind",
    "UnseenWithoutReason",
    "answer_for_decided",
    "begin_supervision",
    "correct_case_note",
    "correct_decision_actions",
    "correct_management_decision",
    "correct_visit",
    "count_visits",
    "record_case_note",
    "record_management_decision",
    "record_visit",
    "withdraw_case_note",
    "withdraw_visit",
    "work_on_decided",
    "write_case_summary",
]
