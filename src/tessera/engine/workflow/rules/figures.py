"""The numbers of the ladder of late work (practice reference 0.4): local, dated, a council's to set."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from tessera.foundations import places

OVERLAY_FILE = "ladder.yaml"
MOST = 1000

DEFAULTS = {
    "worker_percent": 50,  # so much of the limit gone: the worker
    "team_manager_percent": 80,  # or so many working days before: the team manager too
    "team_manager_days_before": 5,
    "team_manager": 1,  # so many working days late: words and a new day are asked for
    "service_manager": 5,
    "colleagues": 5,  # the chair, for the conferences, reviews, visits and plans of their children
    "head_of_service": 10,
    "breaches": 2,  # on the same child, in so many months: the head of service the same day
    "breach_months": 12,
}


class BadLadder(ValueError):
    """The council's ladder does not fit; the words say where, and what to write."""


@dataclass(frozen=True)
class Figure:
    """One number, from a day on."""

    name: str
    number: int
    effective_from: date = date.min


def figure(name: str, *, on: date) -> int | None:
    """The number in force on a day; None where the council has none yet."""
    found = [each for each in _figures(name) if each.effective_from <= on]
    return found[-1].number if found else None


def periods(name: str) -> list[tuple[date, date, int]]:
    """(from, until, number): each number with the days in which it holds, both among them."""
    each = _figures(name)
    ends = [later.effective_from - timedelta(days=1) for later in each[1:]]
    return [(f.effective_from, e, f.number) for f, e in zip(each, [*ends, date.max], strict=True)]


def ladder_problems() -> list[str]:
    """What is wrong with the council's own ladder, for the check at start-up."""
    try:
        _overlaid(os.environ.get("TESSERA_LOCAL", ""))
    except BadLadder as bad:
        return [str(bad)]
    return []


def _figures(name: str) -> list[Figure]:
    own = _overlaid(os.environ.get("TESSERA_LOCAL", "")).get(name)
    return own or [Figure(name, DEFAULTS[name])]


@lru_cache(maxsize=4)
def _overlaid(overlay: str) -> dict[str, list[Figure]]:
    """ladder.yaml: `service_manager: 3`, or `service_manager: [{from: 2026-04-01, late_by: 3}]`."""
    file = Path(overlay) / OVERLAY_FILE
    if not overlay or not file.exists():
        return {}
    content = places.mapping_in(file, "service_manager: 3", BadLadder)
    return {str(name): _given(str(name), given, file) for name, given in content.items()}


def _given(name: str, given: Any, file: Path) -> list[Figure]:
    if name not in DEFAULTS:
        known = ", ".join(DEFAULTS)
        raise BadLadder(f"{places.where(file, [name])}: not known. It may be {known}.")
    rows: list[dict[str, Any]] = given if isinstance(given, list) else [{"late_by": given}]
    found = []
    for number, row in enumerate(rows):
        place = places.where(file, [name, number] if isinstance(given, list) else [name])
        found.append(_row(name, row, place))
    return sorted(found, key=lambda each: each.effective_from)


def _row(name: str, row: Any, place: str) -> Figure:
    """The number is `late_by` for who sees it late, `number` for the others; either word is taken."""
    words = row if isinstance(row, dict) else {}
    number, since = words.get("late_by", words.get("number")), words.get("from", date.min)
    if not places.is_number(number, most=MOST) or not places.is_day(since):
        raise BadLadder(f"{place}: write a whole number, from 1 to {MOST}, and `from` as a day.")
    return Figure(name, number, since)
