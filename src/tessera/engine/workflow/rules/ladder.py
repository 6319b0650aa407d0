"""Who sees a timer, and from which day: the default ladder of the practice reference 0.4.

Half gone: the worker. 80% gone, or 5 working days before: the team manager too. Due: amber. Late by
1, 5 and 10 working days: team manager, service manager, head of service, each with those before. A
child not seen: the head of service the same day. The numbers are `figures`; a rule's own rungs stand
beside these.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from tessera.engine.workflow.rules.counting import Due, day_and_moment, is_late, moved
from tessera.engine.workflow.rules.figures import figure
from tessera.engine.workflow.rules.table import UNIT_WORDS, Role, Rung, Tone, Unit
from tessera.foundations.calendar import (
    BankHolidays,
    add_working_days,
    clock,
    count_words,
    working_days_between,
)

MANAGERS: tuple[Role, ...] = ("team_manager", "service_manager", "head_of_service")
BEFORE_DUE = ("worker_percent", "team_manager_percent", "team_manager_days_before")
AT_ONCE: Role = "head_of_service"
"""Who hears the same day of a child not seen, and of one more breach on the same child."""


def rises_to(role: str, *, on: date) -> int | None:
    """How many working days late a thing is when it rises to this role; None if it never does."""
    return figure(role, on=on) if role in (*MANAGERS, "colleagues") else None


def late_ladder(on: date) -> list[tuple[int, tuple[Role, ...]]]:
    """Each number of working days late, with everyone who sees it then: those before see it too."""
    days = {role: rises_to(role, on=on) for role in MANAGERS}
    known = sorted({late_by for late_by in days.values() if late_by is not None})
    return [
        (late_by, ("worker", *(role for role, d in days.items() if d is not None and d <= late_by)))
        for late_by in known
    ]


Needed = Literal["", "words", "date"]


def still_needed(
    *, due_on: date, said_on: date | None, new_on: date | None, may_move: bool = True
) -> Needed:
    """What a manager still owes to late work: words said since it was late, and a new day to work to.

    `due_on` is the day it is worked to now: once a new day has passed too, new words are asked for.
    Where this manager may not move it, the words are enough.
    """
    if said_on is None or said_on <= due_on:
        return "words"
    if not may_move:
        return ""
    return "" if new_on is not None and new_on > due_on else "date"


@dataclass(frozen=True)
class Stage:
    """One rung of the ladder in the calendar: from this day these people see it."""

    name: str
    on: date
    sees: tuple[Role, ...]
    tone: Tone
    at: datetime | None = None


def stages(found: Due, *, bank_holidays: BankHolidays | None = None) -> tuple[Stage, ...]:
    """The whole ladder of one timer, by date: the default of 0.4, and the rungs of its own."""
    rule, (started_on, started_at) = found.rule, day_and_moment(found.triggered)
    ladder = [*_before_due(found, started_on, bank_holidays)]
    ladder.append(Stage("due", found.on, ("worker", "team_manager"), "due", found.at))
    ladder += _late(found, bank_holidays)
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
    part, most_part, days_before = (figure(name, on=found.on) or 0 for name in BEFORE_DUE)
    half = add_working_days(started_on, -(-span * part // 100), bank_holidays=bank_holidays)
    most = add_working_days(started_on, -(-span * most_part // 100), bank_holidays=bank_holidays)
    near = add_working_days(found.on, -days_before, bank_holidays=bank_holidays)
    soon = max(min(most, near) if near > started_on else most, half)
    yield Stage("half gone", half, ("worker",), "plain")
    if soon < found.on:
        yield Stage("nearly due", soon, ("worker", "team_manager"), "soon")


def _late(found: Due, bank_holidays: BankHolidays | None) -> Iterable[Stage]:
    if found.rule.at_once:
        on = found.on if found.at else found.on + timedelta(days=1)
        yield Stage("child not seen", on, ("worker", *MANAGERS), "late", found.at)
    rungs = late_ladder(found.on)
    also = rises_to("colleagues", on=found.on)
    if also is not None and found.rule.colleagues:
        rungs.append((also, found.rule.colleagues))
    for late_by, sees in rungs:
        on = add_working_days(found.on, late_by, bank_holidays=bank_holidays)
        yield Stage(f"late by {count_words(late_by, 'working day')}", on, sees, "late")


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
