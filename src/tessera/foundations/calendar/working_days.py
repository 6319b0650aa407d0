"""Working days of England: not Saturday, Sunday, Christmas Day, Good Friday or a bank holiday.

Bank holidays: Banking and Financial Dealings Act 1971, Schedule 1, and royal proclamations under
its section 1. Christmas Day and Good Friday are common-law holidays. The day of the event is day
nought; day one is the next working day (Working Together and the CIN census count so).
"""

import os
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import holidays
import yaml
from dateutil.relativedelta import relativedelta

from tessera.foundations.calendar.words import day_words

FIRST_YEAR, LAST_YEAR = 1980, 2060
FRIDAY = 4
PUBLISHED_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}

BankHolidays = Collection[date]


class OutsideCalendar(ValueError):
    """A day before 1980 or after 2060: most likely a year that was typed wrong."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"{day:%d %B %Y} is outside the calendar, which runs from {FIRST_YEAR} to {LAST_YEAR}"
        )


class BadHolidayFile(ValueError):
    """A file of extra days cannot be read: names the file and the entry."""


@dataclass(frozen=True, order=True)
class BankHoliday:
    on: date
    name: str = ""


@dataclass(frozen=True)
class Explanation:
    """A working-day limit with its reason in words."""

    due_on: date
    skipped: tuple[BankHoliday, ...]
    words: str


@dataclass(frozen=True)
class WorkingCalendar:
    """One set of bank holidays, its working days worked out once so that counting is a search."""

    bank_holidays: Mapping[date, str] = field(hash=False)

    @cached_property
    def _holidays(self) -> list[date]:
        return sorted(day for day in self.bank_holidays if day.weekday() <= FRIDAY)

    @cached_property
    def _days(self) -> list[date]:
        first = date(FIRST_YEAR, 1, 1)
        length = (date(LAST_YEAR, 12, 31) - first).days + 1
        every = (first + timedelta(days=offset) for offset in range(length))
        return [d for d in every if d.weekday() <= FRIDAY and d not in self.bank_holidays]

    def is_working_day(self, day: date) -> bool:
        _inside(day)
        return day.weekday() <= FRIDAY and day not in self.bank_holidays

    def add(self, start: date, working_days: int) -> date:
        """Nought is the day itself, working or not; a number below nought counts back."""
        _inside(start)
        if working_days == 0:
            return start
        if working_days > 0:
            place = bisect_right(self._days, start) + working_days - 1
        else:
            place = bisect_left(self._days, start) + working_days
        if not 0 <= place < len(self._days):
            raise OutsideCalendar(start)
        return self._days[place]

    def between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and including `end`; below nought when earlier."""
        _inside(start)
        _inside(end)
        if end < start:
            return -self.between(end, start)
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def holidays_between(self, start: date, end: date) -> list[BankHoliday]:
        """The weekday holidays, which do not count, after `start` and up to and including `end`."""
        first, last = bisect_right(self._holidays, start), bisect_right(self._holidays, end)
        return [BankHoliday(day, self.bank_holidays[day]) for day in self._holidays[first:last]]


def england() -> WorkingCalendar:
    """England's calendar, with the council's own file of newly proclaimed days laid over it."""
    return _england(os.environ.get("TESSERA_LOCAL", ""))


def is_working_day(day: date, *, bank_holidays: BankHolidays | None = None) -> bool:
    return _calendar(bank_holidays).is_working_day(day)


def add_working_days(
    start: date, working_days: int, *, bank_holidays: BankHolidays | None = None
) -> date:
    return _calendar(bank_holidays).add(start, working_days)


def working_days_between(
    start: date, end: date, *, bank_holidays: BankHolidays | None = None
) -> int:
    return _calendar(bank_holidays).between(start, end)


def bank_holidays_between(
    start: date, end: date, *, bank_holidays: BankHolidays | None = None
) -> list[BankHoliday]:
    return _calendar(bank_holidays).holidays_between(start, end)


def add_months(start: date, months: int) -> date:
    """The same-numbered day, or the last of a shorter month. Never rolls over a weekend."""
    return start + relativedelta(months=months)


def add_weeks(start: date, weeks: int) -> date:
    return start + timedelta(weeks=weeks)


def explain_working_days(
    start: date, working_days: int, *, since: str = "", bank_holidays: BankHolidays | None = None
) -> Explanation:
    """The due date and why: "45 working days from the referral on Monday 23 March; 4 bank ..."."""
    calendar = _calendar(bank_holidays)
    due_on = calendar.add(start, working_days)
    earlier, later = sorted((start, due_on))
    skipped = tuple(calendar.holidays_between(earlier, later))
    if due_on < start:  # the day itself is day nought, whichever way one counts
        skipped = tuple(calendar.holidays_between(due_on, start - timedelta(days=1)))
    limit = count_words(abs(working_days), "working day")
    counted = since_words(start, since, near=due_on, before=working_days < 0)
    return Explanation(due_on, skipped, f"{limit} {counted}{holiday_words(skipped, near=due_on)}")


def since_words(start: date, since: str, *, near: date, before: bool = False) -> str:
    """ "from the referral on Monday 23 March", or "before the conference on ..."."""
    day = day_words(start, near=near)
    return f"{'before' if before else 'from'} {f'{since} on {day}' if since else day}"


def holiday_words(skipped: Collection[BankHoliday], *, near: date) -> str:
    """What follows the limit in its reason; nothing when no bank holiday was passed over."""
    if not skipped:
        return ""
    if len(skipped) > 1:
        return f"; {len(skipped)} bank holidays do not count"
    (only,) = skipped
    year = "" if only.on.year == near.year else f" {only.on.year}"
    return f"; the bank holiday on {only.on.day} {only.on:%B}{year} does not count"


def count_words(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _inside(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OutsideCalendar(day)


def _calendar(bank_holidays: BankHolidays | None) -> WorkingCalendar:
    if bank_holidays is None:
        return england()
    named = (
        bank_holidays if isinstance(bank_holidays, Mapping) else dict.fromkeys(bank_holidays, "")
    )
    return _calendar_of(frozenset(named.items()))


@lru_cache(maxsize=16)
def _calendar_of(bank_holidays: frozenset[tuple[date, str]]) -> WorkingCalendar:
    return WorkingCalendar(dict(bank_holidays))


@lru_cache(maxsize=4)
def _england(overlay: str) -> WorkingCalendar:
    computed = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1))
    days = {day: _as_published(name) for day, name in computed.items()}
    _lay_over(days, Path(__file__).with_name("extra_days.yaml"))
    if overlay and (own := Path(overlay) / "bank_holidays.yaml").exists():
        _lay_over(days, own)
    return WorkingCalendar(days)


def _as_published(name: str) -> str:
    return PUBLISHED_NAMES.get(name, name.replace(" (observed)", " (substitute day)"))


def _lay_over(days: dict[date, str], file: Path) -> None:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        removed = [_entry(entry) for entry in content.get("removed") or ()]
        added = [_entry(entry) for entry in content.get("added") or ()]
    except (yaml.YAMLError, AttributeError, BadHolidayFile) as problem:
        raise BadHolidayFile(f"{file}: {problem}") from problem
    for holiday in removed:
        days.pop(holiday.on, None)
    for holiday in added:
        days[holiday.on] = holiday.name


def _entry(entry: Any) -> BankHoliday:
    if not (isinstance(entry, dict) and isinstance(entry.get("day"), date) and entry.get("name")):
        raise BadHolidayFile(f"each entry needs a day and a name, not {entry!r}")
    return BankHoliday(entry["day"], str(entry["name"]))
