"""Where a worker is expected today, at which hour: rooms say so from their `panels.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Appointment:
    at: datetime
    title: str
    href: str
    people: Sequence[Any]


Reader = Callable[..., list[Appointment]]
_readers: list[Reader] = []


def meets(reader: Reader) -> Reader:
    """fn(worker, *, actor) gives what the worker has on `actor.today`, and may know of."""
    _readers.append(reader)
    return reader


def appointments_of(worker, *, actor) -> list[Appointment]:
    found = [each for reader in _readers for each in reader(worker, actor=actor)]
    return sorted(found, key=lambda each: each.at)
