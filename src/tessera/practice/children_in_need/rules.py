"""What must be so of a child in need plan: dates in, words out. Each gives "" when all is well."""

from collections.abc import Collection
from datetime import date

from tessera.engine.workflow.rules import (
    Rung,
    TimerRule,
    define_timers,
    due_from,
    last_day,
    timer,
)
from tessera.foundations.calendar.words import date_words, day_words
from tessera.foundations.limits import Limits, Ours

SHORT_BREAKS = {"T081": "T081D", "T082": "T082D"}
"""What counts instead on a stable package of short breaks for a disabled child: visits 3-monthly,
reviews 6-monthly, and nobody asks how long it has lasted (practice reference 2.8, T081 to T083) [LOCAL].
"""
SHORT_BREAKS_WHY = "a disabled child on a stable package of short breaks"
NO_DISABILITY = "NONE"

FROM_THE_CHANGE = "counted_from_the_change"
LIMITS = Limits(
    "short_breaks.yaml",
    {
        FROM_THE_CHANGE: Ours(
            1,
            "1 for yes, 0 for no",
            "Local: guidance does not say from which day the shorter interval counts",
            least=0,
            most=1,
        )
    },
)

TIMERS = define_timers(
    TimerRule(
        code="T080",
        name="First child in need meeting",
        since="the decision that the child is in need",
        limit=10,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="team_manager",
    ),
    TimerRule(
        code="T081",
        name="Visit",
        since="the last visit",
        since_kinds=(("children_in_need.plan", "the start of the plan"),),
        limit=20,
        unit="WD",
        basis="L",
        source="Local; for a disabled child on a stable plan 3 months; Knowsley 6 weeks",
        extendable_by="team_manager",
    ),
    TimerRule(
        code="T082",
        name="Child in need review",
        since="the last meeting",
        since_kinds=(("children_in_need.plan", "the start of the plan"),),
        limit=6,
        unit="w",
        basis="L",
        source="Local: 6 weeks to 3 months",
        at_most=13,
        extendable_by="team_manager",
    ),
    TimerRule(
        code="T083",
        name="Look at how long the plan has lasted",
        since="the start of the plan",
        limit=9,
        unit="m",
        basis="L",
        source="Local; not for a disabled child",
        at_most=12,
        extendable_by="service_manager",
        ladder=(
            Rung(9, "m", ("service_manager",)),
            Rung(12, "m", ("panel", "service_manager")),
        ),
    ),
    TimerRule(
        code="T081D",
        name="Visit to a disabled child on a stable plan",
        since="the last visit",
        since_kinds=(("children_in_need.plan", "the start of the plan"),),
        limit=3,
        unit="m",
        basis="L",
        source="Local",
        extendable_by="team_manager",
    ),
    TimerRule(
        code="T082D",
        name="Review for a disabled child on a stable plan",
        since="the last review",
        since_kinds=(("children_in_need.plan", "the start of the plan"),),
        limit=6,
        unit="m",
        basis="L",
        source="Local",
        extendable_by="team_manager",
    ),
)


def after_short_breaks(
    code: str, *, since: date, ended_on: date
) -> tuple[str, str, date | None, str] | None:
    """What counts a clock that ran when the package ended: the rule, why, and since when and what.

    None where the usual rule does. Nothing that was in time is late for the change: where it would be,
    the usual interval counts from the day of the change, or the day that stood before it stays, whichever
    is the sooner [LOCAL].
    """
    if not LIMITS.on(FROM_THE_CHANGE, ended_on) or due_from(code, since).on >= ended_on:
        return None
    if due_from(SHORT_BREAKS[code], since).on <= due_from(code, ended_on).on:
        why = f"{SHORT_BREAKS_WHY} until {date_words(ended_on)}"
        return SHORT_BREAKS[code], why, None, ""
    why = f"counted from {date_words(since)} it would have been late at once"
    return code, why, ended_on, "the end of the package of short breaks"


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


def next_review_problem(*, held_on: date, next_on: date, is_short_breaks: bool = False) -> str:
    """Local: 6 weeks to 3 months after the meeting (T082), or 6 months on a package of short breaks."""
    code = SHORT_BREAKS["T082"] if is_short_breaks else "T082"
    latest = last_day(timer(code, on=held_on), held_on)
    if next_on <= latest:
        return ""
    return (
        f"A review on {date_words(next_on)} is later than the rule lets it be: {day_words(latest)} is the"
        f" last day. If it stays so, the review is due by {day_words(due_from(code, held_on).on)}."
    )


def short_breaks_problem(*, name: str, disabilities: Collection[str]) -> str:
    """Practice reference 2.8: the longer clocks are for a disabled child."""
    if set(disabilities) - {NO_DISABILITY}:
        return ""
    return (
        f"No disability of {name} is on the record. Record it in the details first, or answer No."
    )
