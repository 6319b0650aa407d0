"""What waits for a worker in a room's own pages, and is no step: rooms say so from their `panels.py`.

Something that the worker began and has not finished; something that a colleague asks of them; or what
waits for their team or agency together, and has no name yet.
"""

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


@dataclass(frozen=True)
class Shared:
    """How much of one kind waits for a worker's team or agency, and where; `note` says by when."""

    title: str
    href: str
    count: int
    late: int = 0
    note: str = ""


Reader = Callable[..., list[Begun]]
Together = Callable[..., Shared | None]
_begun: list[Reader] = []
_asked: list[Reader] = []
_shared: list[Together] = []


def reads(reader: Reader) -> Reader:
    """fn(actor) gives what the worker began, the oldest first."""
    _begun.append(reader)
    return reader


def asks(reader: Reader) -> Reader:
    """fn(actor) gives what colleagues ask of the worker, the oldest first."""
    _asked.append(reader)
    return reader


def shares(reader: Together) -> Together:
    """fn(actor) gives what is due, or late, with nobody's name on it, for those who may do it; or None."""
    _shared.append(reader)
    return reader


def shared_with(actor) -> list[Shared]:
    found = (reader(actor) for reader in _shared)
    return [each for each in found if each is not None and each.count]


def begun_by(actor) -> list[Begun]:
    return [each for reader in _begun for each in reader(actor)]


def asked_of(actor) -> list[Begun]:
    return [each for reader in _asked for each in reader(actor)]
