"""What must be so of a working plan: dates in, dates or words out; "" when all is well."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from tessera.foundations.calendar import (
    BankHolidays,
    add_working_days,
    count_words,
    late_on,
)
from tessera.foundations.calendar.words import date_words
from tessera.foundations.limits import Limits, Ours
from tessera.ui.formatting import number_word

VISIT_TIMERS: Mapping[str, str] = {"protection": "T070", "in_need": "T081"}
"""The visit clock of each kind of plan (practice, table A2); a plan may ask for visits more often."""

CORE_GROUP, NEED_REVIEW = "child_protection.core_group", "children_in_need.review"
MEETING_STEPS: Mapping[str, str] = {"protection": CORE_GROUP, "in_need": NEED_REVIEW}
"""The step at which a plan of each kind is gone through, outcome by outcome."""

NO_CHANGE = "no_change"
LIMITS = Limits(
    "plans.yaml",
    {
        NO_CHANGE: Ours(
            3,
            "meetings",
            "Local: practice 2.6, a plan under which nothing changes is looked at",
            least=2,
        )
    },
)
"""LOCAL: at how many meetings running an outcome stands still before the plan says so."""

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
    return late_on(due_on, today, bank_holidays=bank_holidays) if due_on else ""


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


def how_often(every: Sequence[tuple[str, int]], children: int) -> str:
    """How often each child is to be visited: in one line when it is the same for all of so many.

    `every` has the name and the working days of each child of whom the plan says it.
    """
    days = {working_days for _, working_days in every}
    if len(days) == 1 and len(every) == children:
        return f"Every {count_words(days.pop(), 'working day')}"
    return "; ".join(f"{name} every {count_words(days, 'working day')}" for name, days in every)


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


def versions(
    *, began_on: date, began_at: object, written: Iterable[tuple[object, date]]
) -> list[date]:
    """The day on which each version of a plan begins: the first with the plan, then one with each meeting
    that wrote in it. What is changed between meetings belongs to the version that stands.

    `began_at` is the meeting that made the plan; `written` says of what stands in it at which meeting, if
    any, and on which day it was written.
    """
    days: dict[object, date] = {}
    for meeting, on in written:
        if meeting is not None and meeting != began_at:
            days[meeting] = min(on, days.get(meeting, on))
    return [began_on, *sorted(days.values())]


def version_on(versions: Sequence[date], day: date) -> int:
    """Which version stood on a day; the first, before there was any."""
    return max(sum(began_on <= day for began_on in versions), 1)


def visits_on_time(clocks: Iterable[tuple[date, date]], *, today: date) -> tuple[int, int]:
    """How many visits that were due were in time, of how many.

    `clocks` are (counted from, due on) of the visit's clock. Each is counted from a day on which the child
    was seen, so the next such day answers it; one that waits counts once its day has passed.
    """
    due: dict[date, date] = {}
    for since, by in clocks:
        due[since] = min(by, due.get(since, by))
    days = sorted(due)
    answered = [seen_on <= due[since] for since, seen_on in pairwise(days)]
    if days and due[days[-1]] < today:
        answered.append(False)
    return sum(answered), len(answered)


def trend(scores: Iterable[int]) -> str:
    """The last two scores in a word, as a manager asks: better, worse or the same."""
    known = list(scores)
    if len(known) < 2 or known[-1] == known[-2]:
        return "the same" if len(known) > 1 else ""
    return "better" if known[-1] > known[-2] else "worse"


def unmoved(scores: Iterable[int], *, on: date) -> bool:
    """No change at so many meetings running: a plan that does not work (practice 2.6, LOCAL)."""
    times = LIMITS.on(NO_CHANGE, on)
    last = list(scores)[-times:]
    return len(last) == times and max(last) <= 0


def unmoved_words(*, on: date) -> str:
    return f"No change at {number_word(LIMITS.on(NO_CHANGE, on))} meetings running."


def unchanged_since(scores: Sequence[tuple[date, int]]) -> date | None:
    """The first day of those running to the last on which the outcome stood as it stands now."""
    since = None
    for on, score in reversed(scores):
        if score != scores[-1][1]:
            break
        since = on
    return since
