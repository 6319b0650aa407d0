"""Numbers that are a council's own to set [LOCAL], dated: in a file of its folder, over ours.

`plan_team: 8`, or `plan_team: [{from: 2026-04-01, limit: 8}]`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tessera.foundations import places


class BadLimit(ValueError):
    """The council's own numbers do not fit: the words say where, and what to write."""


@dataclass(frozen=True)
class Ours:
    """The number in force where a council says nothing: of what, and where we have it from."""

    limit: int
    unit: str
    source: str
    least: int = 1
    most: int | None = None


@dataclass(frozen=True)
class Limit:
    limit: int
    effective_from: date = date.min


class Limits:
    """The numbers of one part of the service, and the file in which a council sets its own."""

    def __init__(self, file: str, ours: Mapping[str, Ours]) -> None:
        self.file = file
        self.ours = ours
        self._overlaid = lru_cache(maxsize=4)(self._read)

    def on(self, code: str, day: date) -> int:
        """The number in force on a day: the council's, or ours before its first."""
        own = self._overlaid(os.environ.get("TESSERA_LOCAL", "")).get(code, [])
        in_force = [each for each in own if each.effective_from <= day]
        if not in_force:
            return self.ours[code].limit
        return max(in_force, key=lambda each: each.effective_from).limit

    def problems(self) -> list[str]:
        """What is wrong with the council's own numbers, for the check at start-up."""
        try:
            self._overlaid(os.environ.get("TESSERA_LOCAL", ""))
        except BadLimit as bad:
            return [str(bad)]
        return []

    def forget(self) -> None:
        """The folder is read again when it is asked for next."""
        self._overlaid.cache_clear()

    def _read(self, overlay: str) -> Mapping[str, list[Limit]]:
        file = Path(overlay) / self.file
        if not overlay or not file.exists():
            return {}
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise BadLimit(f"{file}, line {line}: this is not YAML. Check colons here.") from error
        if not isinstance(content, dict):
            code, first = next(iter(self.ours.items()))
            raise BadLimit(f"{file}, line 1: write each limit as `{code}: {first.limit}`.")
        return {str(code): self._limits(str(code), given, file) for code, given in content.items()}

    def _limits(self, code: str, given: Any, file: Path) -> list[Limit]:
        if code not in self.ours:
            known = ", ".join(self.ours)
            raise BadLimit(f"{places.where(file, [code])}: not known. It may be {known}.")
        rows = given if isinstance(given, list) else [{"limit": given}]
        for number, row in enumerate(rows):
            place = places.where(file, [code, number] if isinstance(given, list) else [code])
            ours = self.ours[code]
            if not isinstance(row, dict) or not _is_limit(row.get("limit"), ours):
                span = f"from {ours.least}" + ("" if ours.most is None else f" to {ours.most}")
                raise BadLimit(f"{place}: write a number of {ours.unit}, {span}, as `limit`.")
            if not isinstance(row.get("from", date.min), date):
                raise BadLimit(f"{place}: write `from` as a day, such as 2026-04-01.")
        return [Limit(row["limit"], row.get("from", date.min)) for row in rows]


def _is_limit(value: Any, ours: Ours) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return ours.least <= value and (ours.most is None or value <= ours.most)
