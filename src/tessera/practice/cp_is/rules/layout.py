"""The file for the NHS as dated data: `upload.yaml` here, and a council's own `cp_is.yaml` over it.

No column can tell an address, a telephone of the family or a place: `SAYS` is all that a column may say.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from tessera.foundations import places

OURS = Path(__file__).parent.parent / "upload.yaml"
OVERLAY_FILE = "cp_is.yaml"
SAYS = (
    "authority", "council", "change", "reason", "nhs_number", "number_of", "family_name", "given_name",
    "born_on", "expected_on", "started_on", "ended_on", "office_telephone", "out_of_hours_telephone",
)  # fmt: skip
DATES = {"year-month-day": "%Y-%m-%d", "day/month/year": "%d/%m/%Y"}
CONTACTS = ("office", "out_of_hours")
PARTS = ("source", "verified", "remembers_months", "contacts", "unheld_team", "layouts")


class BadUpload(ValueError):
    """The council's own file does not fit: the words say where, and what to write."""


@dataclass(frozen=True)
class Column:
    heading: str
    says: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """The columns of the file from a day on."""

    effective_from: date
    name: str
    dates: str
    columns: tuple[Column, ...]

    def row(self, line: Mapping[str, Any]) -> list[str]:
        """One line of the file: each column says what it says."""
        return [self._said(column, line[column.says]) for column in self.columns]

    def _said(self, column: Column, value: Any) -> str:
        if isinstance(value, date):
            return value.strftime(DATES[self.dates])
        text = "" if value is None else str(value)
        return column.values.get(text, text)


@dataclass(frozen=True)
class Contact:
    """Whom health rings: a number, or the team whose number it is."""

    telephone: str = ""
    team: str = ""


@dataclass(frozen=True)
class Upload:
    """All that a council may set about its sending to CP-IS."""

    source: str
    verified: bool
    remembers_months: int
    contacts: Mapping[str, Contact]
    unheld_team: str
    layouts: tuple[Layout, ...]

    def layout(self, *, on: date) -> Layout:
        """The columns in force on a day; before the first, the first."""
        in_force = [each for each in self.layouts if each.effective_from <= on]
        if not in_force:
            return min(self.layouts, key=lambda each: each.effective_from)
        return max(in_force, key=lambda each: each.effective_from)


def upload() -> Upload:
    """What is in force: ours, and over it the council's own. Raises BadUpload."""
    return _loaded(os.environ.get("TESSERA_LOCAL", ""))


def problems() -> list[str]:
    """What is wrong with the council's own file, for the check at start-up."""
    try:
        upload()
    except BadUpload as bad:
        return [str(bad)]
    return []


@lru_cache(maxsize=4)
def _loaded(overlay: str) -> Upload:
    ours = _read(OURS)
    own = Path(overlay) / OVERLAY_FILE
    if not overlay or not own.exists():
        return _upload(ours, dict.fromkeys(PARTS, OURS))
    theirs = _read(own)
    files = {part: own if part in theirs else OURS for part in PARTS}
    return _upload({**ours, **theirs}, files)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadUpload(f"{file}, line {line}: this is not YAML. Check colons here.") from error
    if not isinstance(content, dict):
        raise BadUpload(f"{file}, line 1: write each part by its name, such as `contacts:`.")
    for part in content.keys() - set(PARTS):
        raise BadUpload(f"{places.where(file, [part])}: not known. It may be {', '.join(PARTS)}.")
    return content


def _upload(content: dict[str, Any], files: Mapping[str, Path]) -> Upload:
    months = content["remembers_months"]
    if not isinstance(months, int) or isinstance(months, bool) or months < 0:
        _wrong(files, ["remembers_months"], "write a number of months")
    if not isinstance(content["layouts"], list) or not content["layouts"]:
        _wrong(files, ["layouts"], "write at least one layout, each with `from` and `columns`")
    return Upload(
        source=str(content["source"]),
        verified=content["verified"] is True,
        remembers_months=months,
        contacts=_contacts(content["contacts"], files),
        unheld_team=str(content["unheld_team"]),
        layouts=tuple(
            _layout(given, number, files) for number, given in enumerate(content["layouts"])
        ),
    )


def _contacts(given: Any, files: Mapping[str, Path]) -> dict[str, Contact]:
    if not isinstance(given, dict) or set(given) != set(CONTACTS):
        _wrong(files, ["contacts"], "write both `office` and `out_of_hours`")
    found = {}
    for name, one in given.items():
        if not isinstance(one, dict) or len(one) != 1 or one.keys() - {"team", "telephone"}:
            _wrong(
                files, ["contacts", name], "write `telephone` with a number, or `team` with a code"
            )
        found[name] = Contact(**{key: str(value) for key, value in one.items()})
    return found


def _layout(given: Any, number: int, files: Mapping[str, Path]) -> Layout:
    place: list[str | int] = ["layouts", number]
    if not isinstance(given, dict) or not isinstance(given.get("from"), date):
        _wrong(files, place, "write `from` as a day, such as 2026-04-01")
    dates = given.get("dates", "year-month-day")
    if dates not in DATES:
        _wrong(files, [*place, "dates"], f"may be {', '.join(DATES)}")
    columns = given.get("columns")
    if not isinstance(columns, list) or not columns:
        _wrong(files, place, "write its `columns`")
    return Layout(
        effective_from=given["from"],
        name=str(given.get("name", "")),
        dates=dates,
        columns=tuple(_column(c, [*place, "columns", at], files) for at, c in enumerate(columns)),
    )


def _column(given: Any, place: list[str | int], files: Mapping[str, Path]) -> Column:
    if not isinstance(given, dict) or not given.get("heading"):
        _wrong(files, place, "write the `heading` of the column, and what it `says`")
    if given.get("says") not in SAYS:
        _wrong(files, place, f"a column may say {', '.join(SAYS)}")
    values = given.get("values", {})
    if not isinstance(values, dict):
        _wrong(files, place, "write `values` as pairs, such as {new: A, ended: E}")
    return Column(str(given["heading"]), given["says"], {str(k): str(v) for k, v in values.items()})


def _wrong(files: Mapping[str, Path], place: list[str | int], remedy: str) -> NoReturn:
    raise BadUpload(f"{places.where(files[str(place[0])], place)}: {remedy}.")
