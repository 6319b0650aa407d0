"""Health's notices: as words, and as the lines of a file, each read or named with what is wrong with it."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time

from tessera.foundations import codesets
from tessera.foundations.calendar.clock import LONDON, local
from tessera.foundations.calendar.words import date_words
from tessera.people.rules import NotValid, clean_nhs_number, parse_date

HEADINGS = ("nhs_number", "seen_on", "seen_time", "setting", "place")
MOST_LINES = 500
LONGEST_PLACE = 150
SETTINGS = "cp_is.setting"
PLACE_WITHHELD = "The place is not told here, because where the child lives is protected"


class BadFile(ValueError):
    """The file cannot be read at all: the words say why, and what to do."""


@dataclass(frozen=True)
class Notice:
    """One line of a file that could be read."""

    line: int
    nhs_number: str
    seen_at: datetime
    setting: str
    place: str


@dataclass(frozen=True)
class BadLine:
    line: int
    words: str


def seen_when(seen_at: datetime) -> str:
    """ "30 March 2026 at 21:40"."""
    moment = local(seen_at)
    return f"{date_words(moment.date())} at {moment:%H:%M}"


def seen_words(*, setting: str, seen_at: datetime, place: str) -> str:
    """ "Emergency department, 30 March 2026 at 21:40: Eskmoor Royal Infirmary"."""
    label = codesets.label(SETTINGS, setting)
    return f"{label}, {seen_when(seen_at)}: {place or PLACE_WITHHELD}"


def seen_moment(day: date, typed: str) -> datetime | None:
    """ "21:40", "21.40" or "2140" on a day; None for what is no time."""
    digits = "".join(c for c in typed if c.isdigit())
    if len(digits) not in (3, 4):
        return None
    hour, minute = int(digits[:-2]), int(digits[-2:])
    if hour > 23 or minute > 59:
        return None
    return datetime.combine(day, time(hour, minute), LONDON)


def read(content: bytes, *, today: date) -> list[Notice | BadLine]:
    """Every line of a file of notices. Raises BadFile."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("This is not a CSV file in UTF-8. Save it again as CSV UTF-8.") from None
    rows = list(csv.reader(io.StringIO(text)))
    headings = [_key(each) for each in rows[0]] if rows else []
    missing = [each for each in HEADINGS if each not in headings]
    if missing:
        raise BadFile(
            f"The first line must name the columns: {', '.join(map(_words, HEADINGS))}."
            f" It does not name {', '.join(map(_words, missing))}."
        )
    if len(rows) - 1 > MOST_LINES:
        raise BadFile(f"The file has {len(rows) - 1} lines. Split it: {MOST_LINES} at a time.")
    return [
        _line(number, dict(zip(headings, row, strict=False)), today)
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    ]


def _line(number: int, row: dict[str, str], today: date) -> Notice | BadLine:
    given = {key: row.get(key, "").strip() for key in HEADINGS}
    try:
        nhs_number = clean_nhs_number(given["nhs_number"])
    except NotValid as refusal:
        return BadLine(number, str(refusal))
    day = _day(given["seen_on"], today)
    if day is None:
        return BadLine(number, "There is no such date under seen on: write it as 30/03/2026")
    moment = seen_moment(day, given["seen_time"])
    if moment is None:
        return BadLine(number, "There is no such time under seen time: write it as 21:40")
    setting = _setting(given["setting"], today)
    if not setting:
        known = ", ".join(code.label for code in codesets.codes(SETTINGS, on=today))
        return BadLine(number, f"The setting is not known. It may be {known}")
    if not given["place"] or len(given["place"]) > LONGEST_PLACE:
        return BadLine(number, f"Write the place, in up to {LONGEST_PLACE} letters")
    return Notice(number, nhs_number, moment, setting, given["place"])


def _day(typed: str, today: date) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return parse_date(typed, today=today)


def _setting(typed: str, today: date) -> str:
    """By its code or by its label."""
    for code in codesets.codes(SETTINGS, on=today):
        if typed.casefold() in (code.code.casefold(), code.label.casefold()):
            return code.code
    return ""


def _key(heading: str) -> str:
    return "_".join(heading.strip().casefold().replace("_", " ").split())


def _words(heading: str) -> str:
    return heading.replace("_", " ")
