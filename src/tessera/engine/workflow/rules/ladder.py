"""Who sees a timer, and from which day: the default ladder of the practice reference 0.4.

Half gone: the worker. 80% gone, or 5 working days before: the team manager too. Due: amber. Late by
1, 5 and 10 working days: team manager, service manager, head of service, each with those before: local
numbers, dated, that a council sets in its `ladder.yaml`. A rule's own rungs stand beside these.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tessera.engine.workflow.rules.counting import Due, day_and_moment, is_late, moved
from tessera.engine.workflow.rules.table import UNIT_WORDS, Role, Rung, Tone, Unit
from tessera.foundations.calendar import (
    BankHolidays,
    add_working_days,
    clock,
    count_words,
    working_days_between,
)

OVERLAY_FILE = "ladder.yaml"


@dataclass(frozen=True)
class Rise:
    """From how many working days late a manager sees it, from a day on."""

    role: Role
    late_by: int
    effective_from: date = date.min


RISES = (Rise("team_manager", 1), Rise("service_manager", 5), Rise("head_of_service", 10))
"""Practice reference 0.4, local."""


def rises_to(role: str, *, on: date) -> int | None:
    """How many working days late a thing is when it rises to this role; None if it never does."""
    own = _overlaid(os.environ.get("TESSERA_LOCAL", "")).get(role)
    steps = own or [rise for rise in RISES if rise.role == role]
    in_force = [rise for rise in steps if rise.effective_from <= on]
    return max(in_force, key=lambda rise: rise.effective_from).late_by if in_force else None


def late_ladder(on: date) -> list[tuple[int, tuple[Role, ...]]]:
    """Each number of working days late, with everyone who sees it then: those before see it too."""
    days = {rise.role: rises_to(rise.role, on=on) for rise in RISES}
    known = sorted({late_by for late_by in days.values() if late_by is not None})
    return [
        (late_by, ("worker", *(role for role, d in days.items() if d is not None and d <= late_by)))
        for late_by in known
    ]


def ladder_problems() -> list[str]:
    """What is wrong with the council's own ladder, for the check at start-up."""
    try:
        _overlaid(os.environ.get("TESSERA_LOCAL", ""))
    except BadLadder as bad:
        return [str(bad)]
    return []


class BadLadder(ValueError):
    """The council's ladder does not fit; the words say where, and what to write."""


@lru_cache(maxsize=4)
def _overlaid(overlay: str) -> dict[str, list[Rise]]:
    """ladder.yaml: `service_manager: 3`, or `service_manager: [{from: 2026-04-01, late_by: 3}]`."""
    file = Path(overlay) / OVERLAY_FILE
    if not overlay or not file.exists():
        return {}
    content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    return {role: _rises(role, given, file) for role, given in content.items()}


def _rises(role: str, given: Any, file: Path) -> list[Rise]:
    known = next((rise.role for rise in RISES if rise.role == role), None)
    rows: list[dict[str, Any]] = given if isinstance(given, list) else [{"late_by": given}]
    if known is None:
        roles = ", ".join(rise.role for rise in RISES)
        raise BadLadder(f"{file}: {role}: not known. It may be {roles}.")
    for row in rows:
        late_by, since = row.get("late_by"), row.get("from", date.min)
        if not isinstance(late_by, int) or late_by < 1 or not isinstance(since, date):
            raise BadLadder(f"{file}: {role}: write a number of working days, from 1, and a day.")
    return [Rise(known, row["late_by"], row.get("from", date.min)) for row in rows]


@dataclass(frozen=True)
class Stage:
    """One rung of the ladder in the calendar: from this day these people see it."""

    name: str
    on: date
    sees: tuple[Role, ...]
    tone: Tone
    at: datetime | None = None


def stages(found: Due, *, bank_holidays: BankHolidays | None = None) -> tuple[Stage, ...]:
    """The whole ladder of one timer, by date: the default of 0.4, and the rungs of its own.

    Half gone: worker. 80% gone, or 5 working days before: with the team manager. Due: amber. Late by
    1, 5 and 10 working days: team manager, service manager, head of service, each with those below.
    """
    rule, (started_on, started_at) = found.rule, day_and_moment(found.triggered)
    ladder = [*_before_due(found, started_on, bank_holidays)]
    ladder.append(Stage("due", found.on, ("worker", "team_manager"), "due", found.at))
    for late_by, sees in late_ladder(found.on):
        on = add_working_days(found.on, late_by, bank_holidays=bank_holidays)
        also = rule.colleagues if late_by >= 5 else ()
        ladder.append(
            Stage(f"late by {count_words(late_by, 'working day')}", on, sees + also, "late")
        )
    ladder += [
        _own_rung(rung, found, started_on, started_at, bank_holidays) for rung in rule.ladder
    ]
    return tuple(sorted(ladder, key=_when))


def stage_on(
    found: Due, moment: datetime, *, bank_holidays: BankHolidays | None = None
) -> Stage | None:
    """The stage a timer has come to, seen by all whom any stage so far has told."""
    reached = [s for s in stages(found, bank_holidays=bank_holidays) if _reached(s, moment)]
    if not reached:
        return None
    told = dict.fromkeys(role for stage in reached for role in stage.sees)
    return replace(reached[-1], sees=tuple(told), tone=_tone(found, moment, reached[-1]))


def _before_due(
    found: Due, started_on: date, bank_holidays: BankHolidays | None
) -> Iterable[Stage]:
    span = working_days_between(started_on, found.on, bank_holidays=bank_holidays)
    if found.rule.unit == "h" or found.rule.before or span < 2:
        return
    half = add_working_days(started_on, -(-span // 2), bank_holidays=bank_holidays)
    most = add_working_days(started_on, -(-span * 4 // 5), bank_holidays=bank_holidays)
    near = add_working_days(found.on, -5, bank_holidays=bank_holidays)
    soon = max(min(most, near) if near > started_on else most, half)
    yield Stage("half gone", half, ("worker",), "plain")
    if soon < found.on:
        yield Stage("nearly due", soon, ("worker", "team_manager"), "soon")


def _own_rung(
    rung: Rung,
    found: Due,
    started_on: date,
    started_at: datetime | None,
    bank_holidays: BankHolidays | None,
) -> Stage:
    name = f"{UNIT_WORDS[rung.unit]} {abs(rung.after)}{' before' if rung.after < 0 else ''}"
    if rung.unit == "h" and started_at is not None:
        return _rung_at(rung, found, started_at, name)
    number = -(-rung.after // 24) if rung.unit == "h" else rung.after
    unit: Unit = "CD" if rung.unit == "h" else rung.unit
    on = moved(found.on if number < 0 else started_on, number, unit, bank_holidays)
    return Stage(name, on, rung.sees, "late" if on > found.on else "soon")


def _rung_at(rung: Rung, found: Due, started_at: datetime, name: str) -> Stage:
    """Hour 28 of a limit of one working day is four hours late, though a weekend lay between."""
    at = started_at.astimezone(UTC) + timedelta(hours=rung.after)
    if found.rule.unit == "WD" and found.at is not None:
        at = found.at + timedelta(hours=rung.after - 24 * found.rule.limit)
    tone: Tone = "late" if found.at and at >= found.at else "soon"
    return Stage(name, clock.local(at).date(), rung.sees, tone, at)


def _when(stage: Stage) -> tuple[date, datetime]:
    return stage.on, stage.at or datetime.combine(stage.on, datetime.min.time(), clock.LONDON)


def _reached(stage: Stage, moment: datetime) -> bool:
    return stage.at <= moment if stage.at else stage.on <= clock.local(moment).date()


def _tone(found: Due, moment: datetime, stage: Stage) -> Tone:
    if is_late(found, moment):
        return "late"
    return "due" if found.on == clock.local(moment).date() else stage.tone
