"""Child protection in Working Together: dates in, dates or words out; "" when all is well."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from tessera.engine.workflow.rules import due, last_day, timer
from tessera.foundations.calendar import (
    add_months,
    add_working_days,
    day_words,
    is_working_day,
)
from tessera.foundations.calendar.words import date_words
from tessera.practice.child_protection.rules.timers import BY_COURT as BY_COURT
from tessera.practice.child_protection.rules.timers import DELAY_AGREED as DELAY_AGREED
from tessera.practice.child_protection.rules.timers import TIMERS as TIMERS

CONFERENCE_WITHIN_WORKING_DAYS = 15
QUORUMS = (
    (date(2013, 4, 15), ("social_care", "police", "health")),
    (date.min, ("social_care", "police")),
)
"""From when on who must take part in a strategy discussion: health since Working Together 2013 (practice
2.5; the first day is still to be verified)."""

CHECKS_FRESH_FOR = timedelta(days=28)
"""How long what an agency answered about a contact stands in the forms of an enquiry (LOCAL): later it is
asked again, as what an agency knows changes."""

CASEWORK = (
    "allocated_worker",
    "co_worker",
    "team_manager",
    "lead_practitioner",
    "family_support_worker",
    "early_help_worker",
)
"""Who works the case. A chair is outside the line of case management: none of these, nor the manager of
the team that holds it (practice 2.6)."""

CHILD_ASKED_FROM_AGE = 4
"""From this age a child is proposed to be asked to the conference; whether the child comes is decided by age
and understanding (practice 2.6: child by age, and an advocate; LOCAL: from when their part is counted)."""

SEVERAL_CATEGORIES = "MUL"
SATURDAY = 5


def quorum(on: date | None = None) -> tuple[str, ...]:
    """Who must take part in a strategy discussion held on a day."""
    return next(agencies for since, agencies in QUORUMS if (on or date.max) >= since)


def is_quorate(agencies: Collection[str], *, on: date | None = None) -> bool:
    """A discussion without police or health is kept as not quorate, and must be held again."""
    return set(quorum(on)).issubset(agencies)


def missing_from_quorum(agencies: Collection[str], *, on: date | None = None) -> list[str]:
    return [agency for agency in quorum(on) if agency not in agencies]


def held_at(day: date, typed: str) -> tuple[int, int] | None:
    """ "14:30", "14.30" or "1430" as hour and minute; None for what is no time of a day."""
    digits = "".join(c for c in typed if c.isdigit())
    if len(digits) not in (3, 4):
        return None
    hour, minute = int(digits[:-2]), int(digits[-2:])
    return (hour, minute) if hour < 24 and minute < 60 else None


def police_protection_ends(started_at: datetime) -> datetime:
    """72 hours, to the minute, through a change of clocks (Children Act 1989, s.46(6))."""
    return started_at.astimezone(UTC) + timedelta(hours=72)


def protection_order_ends(started_on: date) -> date:
    """Eight days from the order (Children Act 1989, s.45(1))."""
    return due(timer("T056", on=started_on), started_on).on


def order_until_problem(*, started_on: date, until_on: date, is_extended: bool = False) -> str:
    """Eight days, and once more up to seven (s.45(1), (5), (6)): longer is not in a court's power."""
    most = 15 if is_extended else 8
    if started_on < until_on <= started_on + timedelta(days=most):
        return ""
    return (
        f"An order of {date_words(started_on)} lasts until {date_words(started_on + timedelta(days=most))}"
        " at the latest."
    )


def initial_conference_due(
    *, strategy_discussion_on: date, bank_holidays: Collection[date] | None = None
) -> date:
    """Counted from the strategy discussion that began the section 47 enquiry (Working Together; T060)."""
    return add_working_days(
        strategy_discussion_on, CONFERENCE_WITHIN_WORKING_DAYS, bank_holidays=bank_holidays
    )


def conference_words(
    *, strategy_discussion_on: date, bank_holidays: Collection[date] | None = None
) -> str:
    """By when a conference is held, and by when to say that it is needed, so that it can be prepared.

    The law has one day for the outcome of the enquiry and for the conference itself (T053, T060).
    """
    rule = timer("T053", on=strategy_discussion_on)
    held_by = initial_conference_due(
        strategy_discussion_on=strategy_discussion_on, bank_holidays=bank_holidays
    )
    words = (
        f"It is held by {day_words(held_by)}, {CONFERENCE_WITHIN_WORKING_DAYS} working days from the"
        " strategy discussion. Before that it is booked, people are asked, and the parents have your report."
    )
    if rule.target is None:
        return words
    found_by = add_working_days(strategy_discussion_on, rule.target, bank_holidays=bank_holidays)
    return f"{words} Reach a view by {day_words(found_by)}, so that there is time."


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


def review_conference_due(*, last_conference_on: date, is_first_review: bool) -> date:
    """3 months from the first conference, then 6 from each review that was held (Working Together)."""
    return add_months(last_conference_on, 3 if is_first_review else 6)


def next_review_problem(*, held_on: date, next_on: date, is_first: bool) -> str:
    """Working Together gives a review its last day, which nobody may move (T068, T069)."""
    latest = review_conference_due(last_conference_on=held_on, is_first_review=is_first)
    if next_on <= latest:
        return ""
    return (
        f"A review on {date_words(next_on)} is later than Working Together allows: {day_words(latest)} is"
        f" the last day, {3 if is_first else 6} months after the conference. It stays due by then."
    )


def transfer_in_due(told_on: date) -> date:
    """15 working days from the notice (T061): of our conference, and of theirs when a child moves away."""
    return due(timer("T061", on=told_on), told_on).on


def core_group_due(
    *, last_held_on: date, is_first: bool, bank_holidays: Collection[date] | None = None
) -> date:
    """10 working days from the conference (Working Together), then every 4 weeks (LOCAL, T067)."""
    if is_first:
        return add_working_days(last_held_on, 10, bank_holidays=bank_holidays)
    return due(timer("T067", on=last_held_on), last_held_on, bank_holidays=bank_holidays).on


def core_group_problem(*, held_on: date, plan_started_on: date) -> str:
    """A core group works on a plan that is there: it meets after the conference, or on the same day."""
    if held_on >= plan_started_on:
        return ""
    return (
        f"A core group on {date_words(held_on)} is before the plan began on"
        f" {date_words(plan_started_on)}."
    )


def next_core_group_problem(*, held_on: date, next_on: date) -> str:
    if next_on > held_on:
        return ""
    return f"The next core group on {date_words(next_on)} is not after this one."


def late_core_group(*, held_on: date, next_on: date) -> str:
    """Every 4 weeks, or as late as 6 where a manager agrees (LOCAL, T067)."""
    due_on = core_group_due(last_held_on=held_on, is_first=False)
    if next_on <= due_on:
        return ""
    latest = last_day(timer("T067", on=held_on), held_on)
    agreed = f"A team manager may agree to a day until {day_words(latest)}."
    return (
        f"The next core group on {date_words(next_on)} is later than the rule lets it be:"
        f" {day_words(due_on)} is the last day, and it stays due by then. {agreed}"
    )


def visit_due(
    *,
    last_seen_on: date,
    every_working_days: int | None = None,
    bank_holidays: Collection[date] | None = None,
) -> date:
    """As often as the plan asks, never seldomer than the council's own rule (LOCAL, T070)."""
    rule = timer("T070", on=last_seen_on)
    if rule.unit == "WD":
        often = min(every_working_days or rule.limit, rule.limit)
        return add_working_days(last_seen_on, often, bank_holidays=bank_holidays)
    latest = due(rule, last_seen_on, bank_holidays=bank_holidays).on
    if every_working_days is None:
        return latest
    return min(
        latest, add_working_days(last_seen_on, every_working_days, bank_holidays=bank_holidays)
    )


def conference_day_problem(held_on: date) -> str:
    """CIN census rule 8875: a conference is not at a weekend; a bank holiday asks for a second look."""
    if held_on.weekday() >= SATURDAY:
        return f"{day_words(held_on)} is at the weekend. Check the day of the conference."
    if not is_working_day(held_on):
        return f"{day_words(held_on)} is a bank holiday. Check the day of the conference."
    return ""


def category_warning(category: str) -> str:
    """Asked once, and never in the way: the guidance wants one main category."""
    if category != SEVERAL_CATEGORIES:
        return ""
    return "The guidance asks for one main category. Choose the one that matters most, if there is one."


def previous_plans(*, ours: Sequence[int], told_elsewhere: int = 0) -> int:
    """Over the child's whole life, ours and those of other councils (CIN census N00106).

    `ours` is what each of our earlier plans says of the plans before it, the oldest first: whatever it knew
    beyond the record, from another council or from a past return, is known for ever.
    """
    beyond = (count - place for place, count in enumerate(ours))
    return len(ours) + max(told_elsewhere, *beyond, 0)


def plan_end_problem(*, started_on: date, ended_on: date) -> str:
    """CIN census rules 8840 and 8925: a plan does not end before, or on, the day it started."""
    if ended_on > started_on:
        return ""
    return (
        f"A plan that began on {date_words(started_on)} cannot end on {date_words(ended_on)}:"
        " it lasts a day at the least."
    )


def child_is_asked(*, born_on: date | None, on: date) -> bool:
    """Whether a child is old enough to be proposed among those asked to a conference."""
    return born_on is not None and add_months(born_on, 12 * CHILD_ASKED_FROM_AGE) <= on


def chair_until(*, conference_on: date) -> date:
    """A chair works with a child without a plan until the record of the conference is due (T065)."""
    return add_working_days(conference_on, timer("T065", on=conference_on).limit + 1)
