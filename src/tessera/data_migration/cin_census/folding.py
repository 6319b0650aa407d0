"""One child of one file on its way into the record.

Rows are matched by the day they began. What a later census says goes before what an earlier one said;
an end that a census could not yet know of is left alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tessera.data_migration.cin_census import sifting
from tessera.data_migration.cin_census.record import Held, HeldChild
from tessera.data_migration.cin_census.report import FileReport
from tessera.data_migration.cin_census.sifting import Refusal
from tessera.data_migration.cin_census.spans import Span
from tessera.foundations.calendar import date_words
from tessera.insight.cin_census import shape
from tessera.insight.cin_census.years import Year


@dataclass(slots=True)
class Folding:
    """One child of one file on its way into the record."""

    held: HeldChild
    year: Year
    report: FileReport
    child_id: str
    is_newest: bool
    is_first_told: bool
    matched: set[int] = field(default_factory=set)

    def refuse(self, row: shape.Row, reasons: Sequence[Refusal], rows: int) -> None:
        """The first reason takes the row out, and `rows` with it; the others are told beside it."""
        for place, (name, message) in enumerate(reasons):
            taken_out = 0 if place else rows
            self.report.refuse(row.line_of(name), self.child_id, name, message, rows=taken_out)

    def also_refuse(self, rows: Iterable[shape.Row]) -> None:
        """What is wrong in rows that are out already with the row above them."""
        for row in rows:
            self.refuse(row, sifting.refusals(row), 0)

    def warn(self, line: int, name: str, message: str) -> None:
        self.report.warn(line, self.child_id, name, message)

    def match(self, helds: Iterable[Any], is_it: Callable[[Any], bool]) -> Any | None:
        """The first not yet spoken for by an earlier row of this file."""
        for held in helds:
            if id(held) not in self.matched and is_it(held.row):
                self.matched.add(id(held))
                return held
        return None

    def spoken_for(self, held: Held) -> None:
        self.matched.add(id(held))

    def plain(self, held: Held, **said: Any) -> dict[str, Any]:
        """What plain answers come to: nothing said leaves what is known; the newest census wins."""
        return {
            name: value
            for name, value in said.items()
            if value not in (None, "") and (self.is_newest or getattr(held.row, name) in (None, ""))
        }

    def ending(self, held: Held, name: str, said: date | None) -> date | None:
        """When something ended, by what is known and what the census says of it at its own date."""
        known = getattr(held.row, name)
        if said is not None:
            return said if known is None or self.is_newest else known
        if known is not None and self.is_newest and known <= self.year.ends_on:
            return None
        return known


def clash_words(what: str, wanted: Span, other: Span) -> str:
    if other[1] is None:
        until = "and is still open"
        remedy = (
            "If the earlier one has ended, say when: in the file that tells of it, or in the record. If "
            "they are one and the same, give both the same start."
        )
    else:
        until = f"to {date_words(other[1])}"
        remedy = "Correct the dates, in the file or in the record."
    return (
        f"{what} begun on {date_words(wanted[0])} cannot stand beside the one that began on "
        f"{date_words(other[0])} {until}. {remedy}"
    )
