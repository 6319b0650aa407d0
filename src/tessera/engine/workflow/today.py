"""Where a worker is expected, today and soon, at which hour, and for when a piece of work is set: rooms
say so from their `panels.py`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tessera.engine.workflow import register
from tessera.foundations.calendar.clock import local


@dataclass(frozen=True)
class Appointment:
    at: datetime
    title: str
    href: str
    people: Sequence[Any]

    @property
    def on(self) -> date:
        return local(self.at).date()


Reader = Callable[..., list[Appointment]]
_readers: list[Reader] = []
SetFor = Callable[[list[UUID]], dict[UUID, datetime]]
_settings: list[SetFor] = []


def meets(reader: Reader) -> Reader:
    """fn(worker, until, *, actor) gives what the worker has from `actor.today` to a day, and may know of."""
    _readers.append(reader)
    return reader


def appointments_of(worker, until: date, *, actor) -> list[Appointment]:
    """The first first, with those of the last day."""
    found = [each for reader in _readers for each in reader(worker, until, actor=actor)]
    return sorted(found, key=lambda each: each.at)


def sets(reader: SetFor) -> SetFor:
    """fn(steps) gives the moment that somebody has set for each of these meetings that has one."""
    _settings.append(reader)
    return reader


def set_for(steps: Iterable[Any]) -> dict[UUID, datetime]:
    """The moment for which each of these is set, by its public id: of meetings, all else has a last day."""
    ids = [each.public_id for each in steps if register.step(each.code).story == "meeting"]
    found: dict[UUID, datetime] = {}
    for reader in _settings if ids else ():
        found |= reader(ids)
    return found
