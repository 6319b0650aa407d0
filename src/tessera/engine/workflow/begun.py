"""What workers began in a room's own pages and have not finished: rooms say so from their `panels.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Begun:
    """Something that waits for a worker on My work, since a day; `note` says what is the matter with it."""

    title: str
    href: str
    people: Sequence[Any]
    since: date
    note: str = ""


_readers: list[Callable[..., list[Begun]]] = []


def reads(reader):
    """fn(actor) gives the `Begun` of a worker, the oldest first."""
    _readers.append(reader)
    return reader


def begun_by(actor) -> list[Begun]:
    return [each for reader in _readers for each in reader(actor)]
