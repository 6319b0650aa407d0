"""A code set: the codes, what a worker reads for each, and the years in which each may be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MARCH_ENDS = (3, 31)


def year_of(day: date) -> int:
    """The collection year a day falls in: 2026 is 1 April 2025 to 31 March 2026."""
    return day.year if (day.month, day.day) <= MARCH_ENDS else day.year + 1


@dataclass(frozen=True)
class Code:
    """One code of a set, with its label and the time in which it may be given."""

    set: str
    code: str
    label: str
    order: int = 0
    group: str = ""
    first_year: int | None = None
    last_year: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    label_from: Mapping[int, str] = field(default_factory=dict, hash=False)
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def valid_in(self, year: int) -> bool:
        return (self.first_year or year) <= year <= (self.last_year or year)

    def valid_on(self, day: date) -> bool:
        in_force = (self.first_on or day) <= day <= (self.last_on or day)
        return in_force and self.valid_in(year_of(day))

    def valid(self, *, on: date | None = None, year: int | None = None) -> bool:
        """With neither a day nor a year asked, every code that ever was is valid."""
        return (on is None or self.valid_on(on)) and (year is None or self.valid_in(year))

    def words(self, *, on: date | None = None, year: int | None = None) -> str:
        """The label of the year asked for, or the newest: wording changes while the code stays."""
        asked = year if year is not None else year_of(on) if on is not None else None
        fitting = [first for first in self.label_from if asked is None or first <= asked]
        return self.label_from[max(fitting)] if fitting else self.label


@dataclass(frozen=True)
class CodeSet:
    name: str
    title: str
    source: str
    statutory: bool
    codes: Mapping[str, Code] = field(hash=False)
