"""What time it is: read by pages, tasks, commands and guards, and by nobody else."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
START_OF_A_WORKING_MORNING = time(9)

_offset: timedelta | None = None


class ClockRefused(RuntimeError):
    """A frozen or shifted clock was asked for where real children are."""


def now() -> datetime:
    """The present moment in UTC, so that differences are right across a change of summer time."""
    frozen = os.environ.get("TESSERA_NOW", "")
    if frozen:
        _refuse_in_production("TESSERA_NOW")
        return _moment(frozen) + _shift()
    return datetime.now(UTC) + _shift()


def today() -> date:
    """The day it is in London, where it may be tomorrow already by UTC."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on a London wall clock: for words, never for subtraction."""
    return moment.astimezone(LONDON)


def start_of(day: date) -> datetime:
    """Midnight at which a day begins in London."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last minute of a day in London: the moment of a limit that is counted in days."""
    return datetime.combine(day, time(23, 59), LONDON).astimezone(UTC)


def day_over(day: date) -> datetime:
    """The moment at which a day in London is over: for what was known by its end."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def set_offset(seconds: float | None) -> None:
    """Shift this process's clock: the demo council tells its years through time. None undoes it."""
    global _offset
    if seconds is not None:
        _refuse_in_production("a clock offset")
    _offset = None if seconds is None else timedelta(seconds=seconds)


def _shift() -> timedelta:
    if _offset is not None:
        return _offset
    seconds = os.environ.get("TESSERA_CLOCK_OFFSET", "")
    if not seconds:
        return timedelta()
    _refuse_in_production("TESSERA_CLOCK_OFFSET")
    return timedelta(seconds=float(seconds))


def _moment(text: str) -> datetime:
    """A bare date means nine in the morning; a time without a zone is London time."""
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-03-31"):
        moment = datetime.combine(moment.date(), START_OF_A_WORKING_MORNING)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    return moment.astimezone(UTC)


def _refuse_in_production(what: str) -> None:
    if os.environ.get("TESSERA_PRODUCTION", "").lower() not in ("", "0", "false", "no"):
        raise ClockRefused(f"{what} is for the demo and for tests; production keeps the real time")
