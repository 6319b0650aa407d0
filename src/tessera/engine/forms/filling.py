"""What the record already knows: answers that arrive filled, and statements that the page computes.

Rooms say what they can fill: `@filler("people.home")`. A filled answer is never a silent copy: it
comes with where it is from and how old it is, and the worker confirms, changes or clears it. An answer
may also arrive in its box, to be read over and changed where it is not so: `@arrival("meetings.asked")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Filled:
    """A value as answers store it, where it came from in words, and the day it was true."""

    value: Any
    label: str
    on: date | None = None


@dataclass(frozen=True)
class Row:
    """A row that the record gives to a table: what it is about, in words that the worker cannot change.

    An optional one may stay empty; `under` names the row from which it would differ.
    """

    key: str
    words: str
    about: str = ""
    is_optional: bool = False
    under: str = ""


Filler = Callable[..., Filled | None]
Statement = Callable[..., str]
Rows = Callable[[list, date], list[Row]]

_fillers: dict[str, tuple[Filler, bool]] = {}
_arrivals: dict[str, Filler] = {}
_statements: dict[str, tuple[Statement, bool]] = {}
_rows: dict[str, Rows] = {}


def filler(code: str, *, asks_for_actor: bool = False) -> Callable[[Filler], Filler]:
    """Register a source: a function of (child or None, day) that gives Filled or None.

    With `asks_for_actor` it gets the actor too, because what it says depends on who may know it.
    """

    def register(function: Filler) -> Filler:
        _fillers[code] = (function, asks_for_actor)
        return function

    return register


def arrival(code: str) -> Callable[[Filler], Filler]:
    """Register what stands in a box at first: a function of (step, children, actor, day)."""

    def register(function: Filler) -> Filler:
        _arrivals[code] = function
        return function

    return register


def statement(code: str, *, of_step: bool = False) -> Callable[[Statement], Statement]:
    """Register words that a form computes: a function of (subjects, day).

    With `of_step` it is a function of (step, actor, day). What is kept when the form is finished is said
    to no actor: anybody who may read the form reads it, so it tells nothing that only some may know.
    """

    def register(function: Statement) -> Statement:
        _statements[code] = (function, of_step)
        return function

    return register


def rows(code: str) -> Callable[[Rows], Rows]:
    """Register the rows of a table: a function of (subjects, day)."""

    def register(function: Rows) -> Rows:
        _rows[code] = function
        return function

    return register


def fill(code: str, child, on: date, actor) -> Filled | None:
    function, asks_for_actor = _fillers[code]
    return function(child, on, actor) if asks_for_actor else function(child, on)


def arrived(code: str, step, children: list, actor, on: date) -> Filled | None:
    return _arrivals[code](step, children, actor, on)


def state(code: str, subjects: list, on: date, *, step=None, actor=None) -> str:
    function, of_step = _statements[code]
    return function(step, actor, on) if of_step else function(subjects, on)


def rows_of(code: str, subjects: list, on: date) -> list[Row]:
    return _rows[code](subjects, on)


def sources() -> set[str]:
    return set(_fillers)


def arrivals() -> set[str]:
    return set(_arrivals)


def statements() -> set[str]:
    return set(_statements)


def row_sources() -> set[str]:
    return set(_rows)
