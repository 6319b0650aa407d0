"""What must be so of a working plan: dates in, dates or words out; "" when all is well."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tessera.foundations.calendar import (
    BankHolidays,
    add_working_days,
    count_words,
    working_days_between,
)
from tessera.foundations.calendar.words import date_words

VISIT_TIMERS: Mapping[str, str] = {"protection": "T070", "in_need": "T081"}
"""The visit clock of each kind of plan (practice, table A2); a plan may ask for visits more often."""

CORE_GROUP, NEED_REVIEW = "child_protection.core_group", "children_in_need.review"
MEETING_STEPS: Mapping[str, str] = {"protection": CORE_GROUP, "in_need": NEED_REVIEW}
"""The step at which a plan of each kind is gone through, outcome by outcome."""

MEETING_TIMERS: Mapping[str, tuple[str, ...]] = {
    "protection": ("T066", "T067", "T068", "T069", "T070"),
    "in_need": ("T082", "T081"),
}
"""The clocks that a plan shows: its next meeting, its next review, its next visit."""

FEWEST, MOST = 1, 60
"""A plan asks for visits every so many working days (practice 2.6: 5 to 20 in use)."""


def within(what: str, day: date, *, plan_started_on: date, plan_ended_on: date | None) -> str:
    """Nothing in a plan is from before the plan, nor from after its end."""
    if day < plan_started_on:
        return (
            f"{what} would be on {date_words(day)}, before the plan began on"
            f" {date_words(plan_started_on)}."
        )
    if plan_ended_on is not None and day > plan_ended_on:
        return (
            f"{what} would be on {date_words(day)}, after the plan ended on"
            f" {date_words(plan_ended_on)}."
        )
    return ""


def not_before(what: str, day: date, started_on: date) -> str:
    """An end is never before its beginning."""
    if day >= started_on:
        return ""
    return f"{what} would end on {date_words(day)}, before it began on {date_words(started_on)}."


def lateness(due_on: date | None, *, today: date, bank_holidays: BankHolidays | None = None) -> str:
    """How late an open action is, in words: by whole working days."""
    if due_on is None or due_on >= today:
        return ""
    days = working_days_between(due_on, today, bank_holidays=bank_holidays)
    return f"Late by {count_words(days, 'working day')}" if days else "Late"


def visits_problem(every_working_days: int) -> str:
    if FEWEST <= every_working_days <= MOST:
        return ""
    return f"Visits are every {FEWEST} to {MOST} working days."


def visit_due(
    *,
    last_seen_on: date,
    set_on: date,
    every_working_days: int,
    bank_holidays: BankHolidays | None = None,
) -> date:
    """Counted from the last visit, or from the day on which the plan asked for it, whichever is later.

    The council's own limit stands beside it; the nearer day wins (practice 2.6).
    """
    since = max(last_seen_on, set_on)
    return add_working_days(since, every_working_days, bank_holidays=bank_holidays)


def only_for(words: str | None, names: Sequence[str]) -> list[str] | None:
    """Of these first names, those that "Maisie and Kai" names; all when it names nobody; None when it
    names somebody who is not among them.
    """
    wanted = _named(words)
    if not wanted:
        return list(names)
    found = [name for name in names if name.lower() in wanted]
    return found if {name.lower() for name in found} == wanted else None


def concerns(words: str | None, names: Sequence[str]) -> bool:
    """Whether something that may be only for some is for any of these."""
    wanted = _named(words)
    return not wanted or bool(wanted & {name.lower() for name in names})


def _named(words: str | None) -> set[str]:
    parts = (words or "").lower().replace(" and ", ",").split(",")
    return {part.strip() for part in parts if part.strip()}


def step_of(score: int) -> int:
    """How many of the five boxes are filled: "worse" none of them, "no change" one, "reached" all."""
    return score + 1


def trend(scores: Iterable[int]) -> str:
    """The last two scores in a word, as a manager asks: better, worse or the same."""
    known = list(scores)
    if len(known) < 2 or known[-1] == known[-2]:
        return "the same" if len(known) > 1 else ""
    return "better" if known[-1] > known[-2] else "worse"


def unmoved(scores: Iterable[int], times: int = 3) -> bool:
    """No change at this many meetings running: a plan that does not work (practice 2.6, LOCAL)."""
    last = list(scores)[-times:]
    return len(last) == times and max(last) <= 0


def unchanged_since(scores: Sequence[tuple[date, int]]) -> date | None:
    """The first day of those running to the last on which the outcome stood as it stands now."""
    since = None
    for on, score in reversed(scores):
        if score != scores[-1][1]:
            break
        since = on
    return since
