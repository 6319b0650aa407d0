"""One value of a census file: how it is written, and how it is read back."""

import re
from collections.abc import Callable
from datetime import date, datetime

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII
)
_COUNT = re.compile(r"\+?\d{1,6}", re.ASCII)
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2999, 12, 31)
"""A day outside these stands for "not known" or "never" in the system that wrote it. One that is only
unlikely is read, and the rules of the census speak of it."""
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


class NotThatKind(ValueError):
    """What is written is not a value of the kind that the element holds. Says what would be."""


def _date(text: str) -> date:
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise NotThatKind("a date written year-month-day, like 2026-03-31") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NotThatKind(
            f"a day between {FIRST_DAY.year} and {LAST_DAY.year}: leave out a date that is not known"
        )
    return day


def _moment(text: str) -> datetime:
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise NotThatKind("a date and time, like 2026-04-20T09:00:00")


def _flag(text: str) -> bool:
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise NotThatKind("1 or 0, or true or false") from None


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise NotThatKind("a whole number, nought or more")
    return int(text)


_READERS: dict[str, Callable[[str], object]] = {
    "text": str,
    "code": str,
    "date": _date,
    "moment": _moment,
    "flag": _flag,
    "count": _count,
}


def read(kind: str, text: str) -> object:
    """The value that `text` writes. Raises NotThatKind."""
    return _READERS[kind](text)


def write(value: object) -> str:
    """As the specification wants it: dates as year-month-day, flags as 1 and 0."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
