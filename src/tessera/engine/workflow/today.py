"""Where a worker is expected, today and soon, at which hour: rooms say so from their `panels.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


def meets(reader: Reader) -> Reader:
    """fn(worker, until, *, actor) gives what the worker has from `actor.today` to a day, and may know of."""
    _readers.append(reader)
    return reader


def appointments_of(worker, until: date, *, actor) -> list[Appointment]:
    """The first first, with those of the last day."""
    found = [each for reader in _readers for each in reader(worker, until, actor=actor)]
    return sorted(found, key=lambda each: each.at)
