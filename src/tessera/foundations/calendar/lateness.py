"""How late something is, in words: in days what is counted in days, in hours what is counted in hours."""

from datetime import date, datetime, timedelta

from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import time_words
from tessera.foundations.calendar.working_days import (
    BankHolidays,
    count_words,
    working_days_between,
)

A_DAY = timedelta(days=1)


def late_words(
    due_on: date | None,
    *,
    now: datetime,
    due_at: datetime | None = None,
    in_hours: bool = False,
    bank_holidays: BankHolidays | None = None,
) -> str:
    """ "Late by 4 working days"; "Late since 08:50" until the day is over; nothing until it is late.

    In hours: "Late by 2 hours 30 minutes", and "Late by 3 days", through nights and weekends.
    """
    if due_at is not None and due_at < now:
        if in_hours:
            return f"Late by {length_words(now - due_at)}"
        if local(due_at).date() == local(now).date():
            return f"Late since {time_words(due_at)}"
    if due_on is None:
        return ""
    return late_on(due_on, local(now).date(), bank_holidays=bank_holidays)


def late_on(due_on: date, day: date, *, bank_holidays: BankHolidays | None = None) -> str:
    """By working days, so that a date missed on Friday is one day late on Monday, and before it."""
    if day <= due_on:
        return ""
    days = max(working_days_between(due_on, day, bank_holidays=bank_holidays), 1)
    return f"Late by {count_words(days, 'working day')}"


def length_words(length: timedelta) -> str:
    """3 days; 2 hours 30 minutes; 0 minutes."""
    if length >= A_DAY:
        return count_words(length // A_DAY, "day")
    hours, minutes = divmod(int(length.total_seconds() // 60), 60)
    parts = [count_words(hours, "hour")] if hours else []
    if minutes or not hours:
        parts.append(count_words(minutes, "minute"))
    return " ".join(parts)
