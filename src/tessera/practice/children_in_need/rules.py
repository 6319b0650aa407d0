"""What must be so of a child in need plan: dates in, words out. Each gives "" when all is well."""

from datetime import date

from tessera.foundations.calendar.words import date_words


def start_problem(*, started_on: date, referred_on: date) -> str:
    """CIN census rule 4015: a plan starts on or after the referral."""
    if started_on >= referred_on:
        return ""
    return (
        f"The plan would start on {date_words(started_on)}, before the referral on"
        f" {date_words(referred_on)}. Check both dates."
    )


def end_problem(*, started_on: date, ended_on: date) -> str:
    """CIN census rule 4011: a plan ends on or after its start."""
    if ended_on >= started_on:
        return ""
    return (
        f"The plan would end on {date_words(ended_on)}, before it started on"
        f" {date_words(started_on)}."
    )


def meeting_problem(*, held_on: date, started_on: date, kind: str) -> str:
    """The first meeting may be on the day that the plan starts; a review comes after it."""
    if held_on > started_on or (kind == "first" and held_on == started_on):
        return ""
    return (
        f"The meeting on {date_words(held_on)} is not after the plan began on"
        f" {date_words(started_on)}."
    )
