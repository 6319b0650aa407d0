"""What a line says, and why one cannot go, in words."""

from dataclasses import dataclass

from tessera.engine.workflow.lines import lateness
from tessera.foundations.calendar.words import date_words
from tessera.practice.cp_is.choices import Change

TAGS = {
    Change.NEW: "key",
    Change.CHANGED: "waiting",
    Change.ENDED: "done",
    Change.TAKEN_BACK: "needs-you",
}


@dataclass(frozen=True)
class Problem:
    """Why a line cannot go, and what puts it right."""

    words: str
    remedy: str


MISSING = {
    "nhs_number": Problem(
        "The record has no NHS number",
        "Add it to the child’s record, under Details. The surgery, school nurse or health visitor has it.",
    ),
    "mother": Problem(
        "An unborn child is told under the mother’s NHS number, and the mother is not on the record",
        "Add the mother under Family, as female, as the parent of this child.",
    ),
    "mothers_number": Problem(
        "An unborn child is told under the mother’s NHS number, and her record has none",
        "Add it to the mother’s record, under Details. The midwife has it.",
    ),
    "name": Problem(
        "The name begins with a sign that no name begins with",
        "Put the name right on the child’s record, under Details.",
    ),
    "birth": Problem(
        "The record has neither a date of birth nor an expected date",
        "Add it to the child’s record, under Details.",
    ),
}


def problem_of(waiting) -> Problem:
    if waiting.refused is not None:
        return Problem(
            f"The NHS refused it: {waiting.refused.answer_why}",
            "Put right what is wrong on the record, and it goes with the next file. If the fault was"
            " theirs, send it again as it is.",
        )
    return MISSING[waiting.missing]


def said(change, told) -> str:
    """ "On a plan since 3 February 2026": what a line tells."""
    if change == Change.TAKEN_BACK:
        return f"No plan began on {date_words(told.started_on)}: it was recorded by mistake"
    words = f"On a protection plan since {date_words(told.started_on)}"
    if told.ended_on:
        words = (
            f"On a protection plan from {date_words(told.started_on)}"
            f" until {date_words(told.ended_on)}"
        )
    if told.expected_on:
        words += (
            f", not born yet, expected {date_words(told.expected_on)}, under the mother’s number"
        )
    return words


def line_row(waiting, known, request) -> dict:
    return {
        "child": known[waiting.child.pk],
        "change": waiting.change.label,
        "change_kind": TAGS[waiting.change],
        "said": said(waiting.change, waiting.told),
        "since_on": waiting.since_on,
        "due_on": waiting.due_on,
        "late": lateness(waiting.due_on, None, request.now),
        "why": waiting.why[:1].upper() + waiting.why[1:],
    }
