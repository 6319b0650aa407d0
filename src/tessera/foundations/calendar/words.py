"""Dates and times as a worker reads them."""

from datetime import date, datetime

from tessera.foundations.calendar.clock import local


def date_words(day: date) -> str:
    """23 March 2026."""
    return f"{day.day} {day:%B %Y}"


def day_words(day: date, *, near: date | None = None) -> str:
    """Monday 23 March 2026; the year is left off when it is that of the date nearby."""
    words = f"{day:%A} {day.day} {day:%B}"
    return words if near is not None and near.year == day.year else f"{words} {day.year}"


def short_day_words(day: date, *, near: date | None = None) -> str:
    """Fri 15 May, for lists; months of up to five letters are written out."""
    month = f"{day:%B}" if len(f"{day:%B}") <= 5 else f"{day:%b}"
    words = f"{day:%a} {day.day} {month}"
    return words if near is None or near.year == day.year else f"{words} {day.year}"


def time_words(moment: datetime) -> str:
    """14:03 on a London clock."""
    return f"{local(moment):%H:%M}"


def moment_words(moment: datetime, *, near: date | None = None) -> str:
    """Thursday 14 May, 14:03."""
    return f"{day_words(local(moment).date(), near=near)}, {time_words(moment)}"
