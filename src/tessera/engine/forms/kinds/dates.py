"""Days and moments. A day is typed in three boxes and kept as typed when it does not exist."""

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tessera.engine.forms.kinds.base import TYPED, Asked, Kind, in_words, is_typed, register, typed
from tessera.ui.formatting import clock_time, long_date

LONDON = ZoneInfo("Europe/London")
NOT_A_DAY = "Write a real date, such as 27 3 2026"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@register("date")
class Day(Kind):
    def read(self, field, post, name, asked):
        parts = {
            part: (post.get(f"{name}-{part}") or "").strip() for part in ("day", "month", "year")
        }
        if not any(parts.values()):
            return None
        return _day(parts) or typed(parts, NOT_A_DAY)

    def store(self, value):
        return value.isoformat() if isinstance(value, date) else value

    def problem(self, field, value, asked):
        if is_typed(value):
            return value["problem"]
        return _out_of_bounds(field, date.fromisoformat(value), asked)

    def python(self, value):
        return date.fromisoformat(value)

    def shown(self, field, value, on):
        return long_date(date.fromisoformat(value))

    def names(self, field, name):
        return tuple(f"{name}-{part}" for part in ("day", "month", "year"))


@register("datetime")
class Moment(Day):
    def read(self, field, post, name, asked):
        day = super().read(field, post, name, asked)
        clock = (post.get(f"{name}-time") or "").strip()
        if day is None and not clock:
            return None
        at = _time(clock)
        if day is None or is_typed(day) or at is None:
            raw = {
                p: (post.get(f"{name}-{p}") or "").strip() for p in ("day", "month", "year", "time")
            }
            return typed(
                raw, NOT_A_DAY if day is None or is_typed(day) else "Write a time, such as 14:05"
            )
        return datetime.combine(date.fromisoformat(day), at, LONDON).isoformat()

    def store(self, value):
        return value.astimezone(LONDON).isoformat() if isinstance(value, datetime) else value

    def problem(self, field, value, asked):
        if is_typed(value):
            return value["problem"]
        return _out_of_bounds(field, datetime.fromisoformat(value).astimezone(LONDON).date(), asked)

    def python(self, value):
        return datetime.fromisoformat(value)

    def shown(self, field, value, on):
        at = datetime.fromisoformat(value)
        return f"{long_date(at.astimezone(LONDON).date())}, {clock_time(at)}"

    def names(self, field, name):
        return (*super().names(field, name), f"{name}-time")


def boxes(value: Any) -> dict | date | None:
    """What the three boxes show for a stored day or moment."""
    if value is None:
        return None
    if is_typed(value):
        return value[TYPED]
    return datetime.fromisoformat(value).date() if "T" in value else date.fromisoformat(value)


def _day(parts: dict[str, str]) -> str | None:
    month = parts["month"].lower()[:3]
    number = str(MONTHS.index(month) + 1) if month in MONTHS else parts["month"]
    numbers = (parts["year"], number, parts["day"])
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in numbers):
        return None
    in_year, in_month, on_day = (int(part) for part in numbers)
    try:
        found = date(2000 + in_year if in_year < 100 else in_year, in_month, on_day)
    except ValueError:
        return None
    return found.isoformat() if 1900 <= found.year <= 2100 else None


def _time(text: str) -> time | None:
    match = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])", text)
    return time(int(match[1]), int(match[2])) if match else None


def _out_of_bounds(field, day: date, asked: Asked) -> str:
    label = in_words(field.label, asked).rstrip("?")
    latest, earliest = _bound(field.not_after, asked), _bound(field.not_before, asked)
    if latest and day > latest:
        words = (
            "today or before" if field.not_after == "today" else f"{long_date(latest)} or before"
        )
        return f"{label}: the day must be {words}"
    if earliest and day < earliest:
        words = (
            "today or later" if field.not_before == "today" else f"{long_date(earliest)} or later"
        )
        return f"{label}: the day must be {words}"
    return ""


def _bound(rule: str, asked: Asked) -> date | None:
    """A day that limits another: today, another field's answer, or a fixed day."""
    if not rule:
        return None
    if rule == "today":
        return asked.today
    if re.fullmatch(r"\d{4}-\d\d-\d\d", rule):
        return date.fromisoformat(rule)
    other = asked.values.get(rule)
    return boxes(other) if other and not is_typed(other) else None  # type: ignore[return-value]
