"""What waits for a worker in a room's own pages, and is no step: rooms say so from their `panels.py`.

Something that the worker began and has not finished; something that a colleague asks of them; or what
waits for their team or agency together, and has no name yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.foundations.records.prepared import Question, ask_together


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
First = Callable[[Any], Question | None]
Together = Callable[..., Shared | None]


@dataclass(frozen=True)
class _Reading:
    """A reader, and what it wants to know first: most have nothing waiting, so all are asked in one query."""

    read: Reader
    first: First | None = None


_begun: list[_Reading] = []
_asked: list[_Reading] = []
_shared: list[Together] = []


def reads(reader: Reader | None = None, *, first: First | None = None) -> Any:
    """fn(actor) gives what the worker began, the oldest first.

    With `first`, fn(actor, rows): `first(actor)` is a prepared question, or None where this actor is not
    asked at all, and the rows are its answer.
    """
    return _registered(_begun, reader, first)


def asks(reader: Reader | None = None, *, first: First | None = None) -> Any:
    """The same of what colleagues ask of the worker."""
    return _registered(_asked, reader, first)


def _registered(readings: list[_Reading], reader: Reader | None, first: First | None) -> Any:
    def register(fn: Reader) -> Reader:
        readings.append(_Reading(fn, first))
        return fn

    return register if reader is None else register(reader)


def shares(reader: Together) -> Together:
    """fn(actor) gives what is due, or late, with nobody's name on it, for those who may do it; or None."""
    _shared.append(reader)
    return reader


def shared_with(actor: Any) -> list[Shared]:
    found = (reader(actor) for reader in _shared)
    return [each for each in found if each is not None and each.count]


def waiting_for(actor: Any) -> tuple[list[Begun], list[Begun]]:
    """What the worker began, and what colleagues ask of them."""
    found = _read([*_begun, *_asked], actor)
    begun = [each for one in found[: len(_begun)] for each in one]
    return begun, [each for one in found[len(_begun) :] for each in one]


def asked_of(actor: Any) -> list[Begun]:
    return [each for one in _read(_asked, actor) for each in one]


def _read(readings: Sequence[_Reading], actor: Any) -> list[list[Begun]]:
    questions = {n: each.first(actor) for n, each in enumerate(readings) if each.first}
    asked = {n: question for n, question in questions.items() if question is not None}
    answers = dict(zip(asked, ask_together(list(asked.values())), strict=True))
    return [_said(n, each, actor, answers) for n, each in enumerate(readings)]


def _said(number: int, reading: _Reading, actor: Any, answers: dict[int, list]) -> list[Begun]:
    if reading.first is None:
        return reading.read(actor)
    rows = answers.get(number)
    return reading.read(actor, rows) if rows else []
