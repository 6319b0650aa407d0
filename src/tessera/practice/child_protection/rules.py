"""Child protection in Working Together: dates in, dates or words out; "" when all is well."""

from collections.abc import Collection
from datetime import date

from tessera.foundations.calendar import add_working_days
from tessera.foundations.calendar.words import date_words

CONFERENCE_WITHIN_WORKING_DAYS = 15
QUORUM = frozenset({"social_care", "police", "health"})
"""Who must take part in a strategy discussion (Working Together; practice 2.5)."""


def is_quorate(agencies: Collection[str]) -> bool:
    """A discussion without police or health is kept as not quorate, and must be held again."""
    return QUORUM.issubset(agencies)


def missing_from_quorum(agencies: Collection[str]) -> list[str]:
    return [agency for agency in ("social_care", "police", "health") if agency not in agencies]


def initial_conference_due(
    *, strategy_discussion_on: date, bank_holidays: Collection[date] | None = None
) -> date:
    """Counted from the strategy discussion that began the section 47 enquiry (Working Together; T060)."""
    return add_working_days(
        strategy_discussion_on, CONFERENCE_WITHIN_WORKING_DAYS, bank_holidays=bank_holidays
    )


def after_referral(what: str, day: date, referred_on: date) -> str:
    """CIN census rules 1104, 1105, 2889: nothing happens in an episode before its referral."""
    if day >= referred_on:
        return ""
    return (
        f"The {what} would be on {date_words(day)}, before the referral on"
        f" {date_words(referred_on)}. Check both dates."
    )


def not_before(event: str, day: date, what: str, start: date) -> str:
    """CIN census rules 8615, 8840, 8925: an end, or a conference, is never before its beginning."""
    if day >= start:
        return ""
    return f"{event} on {date_words(day)}, but {what} was on {date_words(start)}."


def review_problem(*, held_on: date, plan_started_on: date) -> str:
    """CIN census rule 8841: a review is after the day on which the plan started."""
    if held_on > plan_started_on:
        return ""
    return (
        f"A review on {date_words(held_on)} is not after the plan began on"
        f" {date_words(plan_started_on)}."
    )
