"""From a trigger to a due date that says why, and how late it is.

Conventions of the practice reference 0.3: the day of the event is day nought; working days are
England's; months and weeks do not roll over a weekend; hours run through the night; no clock of
social care pauses.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tessera.engine.workflow.rules.table import TimerRule, Unit, timer
from tessera.foundations.calendar import (
    BankHoliday,
    BankHolidays,
    add_months,
    add_weeks,
    add_working_days,
    clock,
    explain_working_days,
    late_words,
    length_words,
    since_words,
    working_days_between,
)

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """When, and the sentence that says why. `at` is set for clocks of hours."""

    rule: TimerRule
    triggered: date | datetime
    on: date
    at: datetime | None
    why: str
    skipped: tuple[BankHoliday, ...] = ()

    @property
    def rule_code(self) -> str:
        return self.rule.code


def due(
    rule: TimerRule, triggered: date | datetime, *, bank_holidays: BankHolidays | None = None
) -> Due:
    """The statutory due date. An extension moves a managed date of its own, never this one."""
    started_on, started_at = day_and_moment(triggered)
    if rule.unit == "h":
        return _due_in_hours(rule, triggered, started_on, started_at)
    if rule.unit == "WD":
        return _due_in_working_days(rule, triggered, started_on, started_at, bank_holidays)
    on = moved(started_on, -rule.limit if rule.before else rule.limit, rule.unit, bank_holidays)
    if rule.limit == 0:
        return Due(rule, triggered, on, None, f"the same day as {_since(rule, started_on, on)}")
    counted = since_words(started_on, rule.since, near=on, before=rule.before)
    return Due(rule, triggered, on, None, f"{rule.limit_words} {counted}")


def due_from(
    code: str, triggered: date | datetime, *, bank_holidays: BankHolidays | None = None
) -> Due:
    """By the code of a timer. Raises UnknownTimer."""
    started_on, _ = day_and_moment(triggered)
    return due(timer(code, on=started_on), triggered, bank_holidays=bank_holidays)


def day_of(
    rule: TimerRule,
    triggered: date | datetime,
    day: date,
    *,
    bank_holidays: BankHolidays | None = None,
) -> int:
    """Day 35 of 45; on the day of the event it is day nought."""
    started_on, _ = day_and_moment(triggered)
    if rule.unit == "WD":
        return working_days_between(started_on, day, bank_holidays=bank_holidays)
    return (day - started_on).days


def day_of_words(
    rule: TimerRule,
    triggered: date | datetime,
    day: date,
    *,
    bank_holidays: BankHolidays | None = None,
) -> str:
    """ "day 35 of 45", for limits in working or calendar days; nothing before the day they count from."""
    if rule.before or rule.unit not in ("WD", "CD"):
        return ""
    number = day_of(rule, triggered, day, bank_holidays=bank_holidays)
    return f"day {number} of {rule.limit}" if number >= 0 else ""


def lateness(found: Due, moment: datetime, *, bank_holidays: BankHolidays | None = None) -> str:
    """ "Late by 4 working days", "Late by 2 hours 30 minutes", "1 hour 45 minutes left"; or nothing."""
    late = late_words(
        found.on,
        now=moment,
        due_at=found.at,
        in_hours=found.rule.unit == "h",
        bank_holidays=bank_holidays,
    )
    if late or found.at is None or found.at < moment:
        return late
    left = found.at - moment
    return f"{length_words(left)} left" if left < A_DAY else ""


def is_late(found: Due, moment: datetime) -> bool:
    """From the first minute after the due moment, or the first day after the due day."""
    if found.at is not None:
        return moment > found.at
    return clock.local(moment).date() > found.on


def day_and_moment(triggered: date | datetime) -> tuple[date, datetime | None]:
    if isinstance(triggered, datetime):
        return clock.local(triggered).date(), triggered
    return triggered, None


def _due_in_hours(
    rule: TimerRule, triggered: date | datetime, started_on: date, started_at: datetime | None
) -> Due:
    """Real hours, through nights, weekends and the change of the clocks.

    With no time of day known, the limit ends with the last day it can reach.
    """
    if started_at is None:
        on = started_on + timedelta(hours=rule.limit)
        return Due(rule, triggered, on, None, f"{rule.limit_words} {_from(rule, started_on, on)}")
    at = started_at.astimezone(UTC) + timedelta(hours=rule.limit)
    on = clock.local(at).date()
    return Due(
        rule, triggered, on, at, f"{rule.limit_words} {_from(rule, started_on, on, started_at)}"
    )


def _due_in_working_days(
    rule: TimerRule,
    triggered: date | datetime,
    started_on: date,
    started_at: datetime | None,
    bank_holidays: BankHolidays | None,
) -> Due:
    limit = -rule.limit if rule.before else rule.limit
    why = explain_working_days(started_on, limit, since=rule.since, bank_holidays=bank_holidays)
    at = None
    if rule.timed and started_at is not None:
        same_time = clock.local(started_at).timetz()
        at = datetime.combine(why.due_on, same_time).astimezone(UTC)
    return Due(rule, triggered, why.due_on, at, why.words, why.skipped)


def _from(rule: TimerRule, started_on: date, on: date, at: datetime | None = None) -> str:
    words = since_words(started_on, rule.since, near=on)
    return f"{words}, {clock.local(at):%H:%M}" if at else words


def _since(rule: TimerRule, started_on: date, on: date) -> str:
    return since_words(started_on, rule.since, near=on).removeprefix("from ")


def moved(day: date, number: int, unit: Unit, bank_holidays: BankHolidays | None) -> date:
    if unit == "WD":
        return add_working_days(day, number, bank_holidays=bank_holidays)
    if unit == "m":
        return add_months(day, number)
    return add_weeks(day, number) if unit == "w" else day + timedelta(days=number)
