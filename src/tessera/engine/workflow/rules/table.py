"""The timers of table A as dated data: the rooms define them, a council changes the local ones."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from tessera.foundations import places
from tessera.foundations.calendar import count_words

Unit: TypeAlias = Literal["h", "WD", "CD", "w", "m"]
Basis: TypeAlias = Literal["R", "G", "N", "L"]  # regulation, guidance, national minimum, local
Role: TypeAlias = Literal[
    "worker", "team_manager", "service_manager", "head_of_service", "director", "conference_chair",
    "quality_assurance", "early_help_manager", "data_team", "legal", "panel",
]  # fmt: skip
Tone: TypeAlias = Literal["plain", "soon", "due", "late"]

UNIT_WORDS: Mapping[Unit, str] = {
    "h": "hour", "WD": "working day", "CD": "day", "w": "week", "m": "month"
}  # fmt: skip
OVERLAY_FILE = "timers.yaml"
MOST = 1000


class UnknownTimer(LookupError):
    """No room has that timer, or it was not in force on that day."""


class RefusedOverride(ValueError):
    """A council's own timers may change local defaults, not law or guidance."""


class TimerDefinedTwice(ValueError):
    """Two rules of one code are in force at once."""


@dataclass(frozen=True)
class Rung:
    """Who sees a timer from a point of its own: day 30 of an assessment, hour 48.

    A number below nought counts back from the due day: 20 working days before a review.
    """

    after: int
    unit: Unit
    sees: tuple[Role, ...]


@dataclass(frozen=True)
class OwnWay:
    """How alone the day of a clock is moved, where no one person may: its code, and the words for it."""

    code: str
    words: str


@dataclass(frozen=True)
class TimerRule:
    """One row of table A in one period. `since` reads after "from": the referral.

    `since_kinds` are (trigger kind, words) of triggers that are called something else.

    `extendable_by` may move the day it is worked to, until `at_most`; nobody where it names no one,
    and where it has an `own_way`, by that alone.

    Late `at_once`, a child not seen, is told to the head of service the same day.
    """

    code: str
    name: str
    since: str
    limit: int
    unit: Unit
    basis: Basis
    source: str
    verify: bool = False
    at_most: int | None = None
    at_most_unit: Unit | None = None
    target: int | None = None
    before: bool = False
    timed: bool = False
    effective_from: date | None = None
    effective_to: date | None = None
    extendable_by: Role | Literal[""] = ""
    own_way: OwnWay | None = None
    ladder: tuple[Rung, ...] = ()
    colleagues: tuple[Role, ...] = ()
    at_once: bool = False
    since_kinds: tuple[tuple[str, str], ...] = ()

    def counted_from(self, trigger_kind: str) -> "TimerRule":
        """The rule with the words for what started this clock."""
        words = dict(self.since_kinds).get(trigger_kind)
        return replace(self, since=words) if words else self

    def in_force_on(self, day: date) -> bool:
        return (self.effective_from or day) <= day <= (self.effective_to or day)

    @property
    def limit_words(self) -> str:
        """10 working days."""
        return count_words(self.limit, UNIT_WORDS[self.unit])

    @property
    def statutory(self) -> bool:
        return self.basis != "L"


_timers: dict[str, list[TimerRule]] = {}


def define_timers(*rules: TimerRule) -> tuple[TimerRule, ...]:
    """A room's timers. Raises TimerDefinedTwice for one code with two rules in force at once."""
    for rule in rules:
        known = _timers.setdefault(rule.code, [])
        if rule in known:
            continue
        if any(_overlap(rule, other) for other in known):
            raise TimerDefinedTwice(rule.code)
        known.append(rule)
    return rules


def timer(code: str, *, on: date) -> TimerRule:
    """The rule in force on the day of the trigger, as the council has it. Raises UnknownTimer."""
    for rule in _timers.get(code, ()):
        for own in _as_the_council_has_it(rule):
            if own.in_force_on(on):
                return own
    raise UnknownTimer(f"There is no timer {code} on {on:%d %B %Y}")


def timers() -> tuple[TimerRule, ...]:
    """Every rule of every room, by code, as the council has it."""
    return tuple(
        own
        for code in sorted(_timers)
        for rule in _timers[code]
        for own in _as_the_council_has_it(rule)
    )


def overlay_problems() -> list[str]:
    """What is wrong with the council's own timers, for the check at start-up."""
    overlay = os.environ.get("TESSERA_LOCAL", "")
    try:
        codes = _overrides(overlay).keys()
        timers()
    except RefusedOverride as refusal:
        return [str(refusal)]
    file = Path(overlay) / OVERLAY_FILE
    return [
        f"{places.where(file, [code])}: there is no timer {code}. Check how it is spelt."
        for code in codes
        if code not in _timers
    ]


def _overlap(one: TimerRule, other: TimerRule) -> bool:
    starts = max(one.effective_from or date.min, other.effective_from or date.min)
    return starts <= min(one.effective_to or date.max, other.effective_to or date.max)


def _as_the_council_has_it(rule: TimerRule) -> tuple[TimerRule, ...]:
    """The rule; or in its place the council's own, each from its day on, and ours before the first."""
    overlay = os.environ.get("TESSERA_LOCAL", "")
    changes = _overrides(overlay).get(rule.code)
    if not changes:
        return (rule,)
    if rule.statutory:
        place = places.where(Path(overlay) / OVERLAY_FILE, [rule.code])
        raise RefusedOverride(
            f"{place}: {rule.name} is set by {rule.source}, not by a council. Take it out."
        )
    first, last = rule.effective_from or date.min, rule.effective_to or date.max
    found, current, start = [], rule, first
    for since, change in changes:
        day = max(since, first)
        if start < day <= last:
            found.append(_in_days(current, start, day - timedelta(days=1)))
        if day <= last:
            unit = rule.at_most_unit or rule.unit
            current, start = replace(rule, **change, at_most_unit=unit), day
    return (*found, _in_days(current, start, last))


def _in_days(rule: TimerRule, first: date, last: date) -> TimerRule:
    return replace(
        rule,
        effective_from=None if first == date.min else first,
        effective_to=None if last == date.max else last,
    )


@lru_cache(maxsize=4)
def _overrides(overlay: str) -> Mapping[str, list[tuple[date, dict[str, Any]]]]:
    """timers.yaml: `T081: {limit: 15, unit: WD}`, or dated, `T081: [{from: 2026-04-01, limit: 15}]`."""
    file = Path(overlay) / OVERLAY_FILE
    if not overlay or not file.exists():
        return {}
    content = places.mapping_in(file, "T081: {limit: 15}", RefusedOverride)
    return {str(code): _changes(str(code), given, file) for code, given in content.items()}


def _changes(code: str, given: Any, file: Path) -> list[tuple[date, dict[str, Any]]]:
    found = []
    for number, row in enumerate(given if isinstance(given, list) else [given]):
        place = places.where(file, [code, number] if isinstance(given, list) else [code])
        if not isinstance(row, dict) or row.keys() - {"limit", "unit", "target", "from"}:
            raise RefusedOverride(f"{place}: only limit, unit, target and from can be set.")
        for name in ("limit", "target"):
            if name in row and not places.is_number(row[name], most=MOST):
                raise RefusedOverride(f"{place}: write `{name}` as a whole number, 1 to {MOST}.")
        if "unit" in row and row["unit"] not in list(UNIT_WORDS):
            raise RefusedOverride(f"{place}: `unit` may be {', '.join(UNIT_WORDS)}.")
        since = row.get("from", date.min)
        if not places.is_day(since):
            raise RefusedOverride(f"{place}: write `from` as a day, such as 2026-04-01.")
        found.append((since, {name: value for name, value in row.items() if name != "from"}))
    return sorted(found, key=lambda each: each[0])
