"""What waits for a worker in a room's own pages, and is no step: rooms say so from their `panels.py`.

Something that the worker began and has not finished; or something that a colleague asks of them.
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


Reader = Callable[..., list[Begun]]
_begun: list[Reader] = []
_asked: list[Reader] = []


def reads(reader: Reader) -> Reader:
    """fn(actor) gives what the worker began, the oldest first."""
    _begun.append(reader)
    return reader


def asks(reader: Reader) -> Reader:
    """fn(actor) gives what colleagues ask of the worker, the oldest first."""
    _asked.append(reader)
    return reader


def begun_by(actor) -> list[Begun]:
    return [each for reader in _begun for each in reader(actor)]


def asked_of(actor) -> list[Begun]:
    return [each for reader in _asked for each in reader(actor)]
