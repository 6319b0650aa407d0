"""A query that is built once and asked many times: building a large one costs more than its answer.

It is built with stand-ins, values that no row has, for whom and what it is about; each asking puts
the real ones in their places. Whatever else it was built with, its day above all, belongs to the key
under which the caller keeps it. The answer is what the queryset would have given: models with all
that was selected with them, or rows of values.

Where connections are kept (`settings.KEEPS_PLANS`) the database keeps the plan too. Several that a page
needs at once are one question with `ask_together`.
"""

import copy
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection, connections
from django.db.models import QuerySet
from psycopg import Connection, sql

from tessera.foundations.records.queries import moment_known

CHILD, WORKER, ROW = -7_310_001, -7_310_002, -7_310_008
THIS = UUID("73100003-0000-4000-8000-000000000000")
PEOPLE, ACTS_FOR, TEAMS, ROWS = -7_310_004, -7_310_005, -7_310_006, -7_310_007
THESE = UUID("73100009-0000-4000-8000-000000000000")
_ONE = {CHILD: "child", WORKER: "worker", ROW: "row", THIS: "this"}
_SEVERAL: dict[object, str] = {
    PEOPLE: "people",
    ACTS_FOR: "acts_for",
    TEAMS: "teams",
    ROWS: "rows",
    THESE: "these",
}
_TYPES = {"child": "bigint", "worker": "bigint", "row": "bigint", "this": "uuid", "these": "uuid[]"}
_PLACE = re.compile(r"IN \(%s\)|%%|%s")

_numbers = itertools.count(1)
_planned: "WeakKeyDictionary[Connection, set[str]]" = WeakKeyDictionary()


class MisplacedStandIn(Exception):
    """A stand-in for several stands where only one value can."""


class Prepared:
    """`rows` holds each stand-in for several as the only member of a list; those for one anywhere."""

    def __init__(self, rows: QuerySet) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(rows.db)
        text, values = self._compiler.as_sql()
        self.parts = list(_parts(text, iter(values)))
        self._statement = _Statement(self.parts)
        chosen = [column for column, *_ in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(chosen)

    def ask(self, **given: object) -> list[Any]:
        """By the names of its stand-ins: several for `people`, `acts_for`, `teams`, `rows`, `these`.

        Raises KeyError for what was not given: nobody is asked about in somebody else's name.
        """
        return self.made_of(self._statement.answer(given))

    @property
    def width(self) -> int:
        """How many columns its answer has."""
        return len(self._compiler.select)

    def made_of(self, answer: list[tuple]) -> list[Any]:
        """What Django makes of such an answer, by its own makers of models and rows."""
        if not answer:
            return []
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[self._rows.db]
        width = compiler.col_count if compiler.has_extra_select else None
        compiler.execute_sql = lambda *_, **__: [[row[:width] for row in answer]]
        compiler.get_converters = lambda _: self._converters
        makes: Callable[[_Answered], Iterable] = self._rows._iterable_class  # type: ignore[assignment]
        return list(makes(_Answered(self._rows, compiler)))


Question = tuple[Prepared, dict[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted(Generic[T]):
    """A question with what is made of its answer: a page asks all that it wants at once (`answers`)."""

    asked: Prepared
    given: dict[str, Any]
    made: Callable[[list[Any]], T]

    def answer(self) -> T:
        return self.made(self.asked.ask(**self.given))


def answers(*wanted: Wanted) -> list[Any]:
    """What each would answer by itself, in one query."""
    found = ask_together([(each.asked, each.given) for each in wanted])
    return [each.made(rows) for each, rows in zip(wanted, found, strict=True)]


def ask_together(questions: Sequence[Question]) -> list[list[Any]]:
    """What each would answer by itself, in one query. Raises KeyError as `Prepared.ask` does."""
    if not questions:
        return []
    asked = [each for each, _ in questions]
    given = {
        f"{name} {number}": value
        for number, (_, values) in enumerate(questions)
        for name, value in values.items()
    }
    rows = _together(tuple(asked)).answer(given)
    return [each.made_of(found) for each, found in zip(asked, _apart(asked, rows), strict=True)]


@lru_cache(maxsize=128)
def _together(asked: tuple[Prepared, ...]) -> "_Statement":
    """Side by side, each in its own columns and in its own order: a row is of the one whose number it has."""
    parts: list[str | _Slot] = ["SELECT * FROM "]
    for number, each in enumerate(asked):
        parts.append("(SELECT row_number() OVER (), each.* FROM (")
        parts += [_of(part, number) for part in each.parts]
        parts.append(f") AS each) AS q{number}" + (" ON false" if number else ""))
        parts.append(" FULL JOIN " if number < len(asked) - 1 else "")
    return _Statement(parts)


def _of(part: "str | _Slot", number: int) -> "str | _Slot":
    return _Slot(f"{part.name} {number}", part.type) if isinstance(part, _Slot) else part


def _apart(asked: Sequence[Prepared], rows: list[tuple]) -> Iterator[list[tuple]]:
    start = 0
    for each in asked:
        end = start + 1 + each.width
        found = sorted((row[start:end] for row in rows if row[start] is not None), key=_place_in)
        yield [row[1:] for row in found]
        start = end


def _place_in(row: tuple) -> int:
    return row[0]


class _Slot:
    """The place of a stand-in in the text."""

    def __init__(self, name: str, type_: str = "") -> None:
        self.name = name
        self.type = type_ or _TYPES.get(name, "bigint[]")
        self.typed = f"%s::{self.type}"

    def real(self, given: dict[str, Any]) -> Any:
        return list(given[self.name]) if self.type.endswith("[]") else given[self.name]


class _Statement:
    """The text that is sent the first time, and the plan that answers what is asked again."""

    _was_asked = False

    def __init__(self, parts: list["str | _Slot"]) -> None:
        self._slots = [part for part in parts if isinstance(part, _Slot)]
        self._text = "".join(p.typed if isinstance(p, _Slot) else _once_more(p) for p in parts)
        self._plan = _Plan(parts, list({slot.name: slot for slot in self._slots}.values()))

    def answer(self, given: dict[str, Any]) -> list[tuple]:
        with connection.cursor() as cursor:
            # A plan is for what is asked again: some are of a day long past, looked at once.
            if self._was_asked and _keeps_plans():
                cursor.execute(*self._plan.asked(given))
            else:
                cursor.execute(self._text, [slot.real(given) for slot in self._slots])
                self._was_asked = True
            return cursor.fetchall()


class _Plan:
    """The same query as a statement that each connection prepares once."""

    def __init__(self, parts: list["str | _Slot"], slots: list[_Slot]) -> None:
        self._slots = slots
        numbers = {slot.name: f"${number}" for number, slot in enumerate(slots, 1)}
        body = "".join(numbers[p.name] if isinstance(p, _Slot) else p for p in parts)
        types = ", ".join(slot.type for slot in slots)
        self._name = f"tessera_{next(_numbers)}"
        self._prepare = f"PREPARE {self._name}{f' ({types})' if types else ''} AS {body}"
        places = ", ".join(["%s"] * len(slots))
        self._execute = f"EXECUTE {self._name}{f' ({places})' if slots else ''}"

    def asked(self, given: dict[str, Any]) -> tuple[str, list[Any]]:
        planned = _planned.setdefault(connection.connection, set())
        if self._name not in planned:
            # Not through Django's cursor: it is no question, and counts as none.
            connection.connection.cursor().execute(self._prepare)
            planned.add(self._name)
        return self._execute, [slot.real(given) for slot in self._slots]


class _Answered:
    """Stands where a queryset and its query would, for Django's makers of rows: the answer is here."""

    def __init__(self, rows: QuerySet, compiler: Any) -> None:
        self._rows = rows
        self._compiler = compiler
        self.query = self

    def get_compiler(self, *_: object, **__: object) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)


def _parts(text: str, values: Iterator[Any]) -> Iterator["str | _Slot"]:
    """The text with its constants written in, and a slot for every stand-in. Raises MisplacedStandIn."""
    connection.ensure_connection()
    end = 0
    for found in _PLACE.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        if found[0] == "%%":
            yield "%"
        else:
            yield from _place(found[0], next(values))
    yield text[end:]


def _place(place: str, value: Any) -> Iterable["str | _Slot"]:
    if isinstance(value, list) and len(value) == 1 and value[0] in _SEVERAL:
        return [_Slot(_SEVERAL[value[0]])]
    is_one_of = place != "%s"
    if isinstance(value, int | UUID) and value in _ONE:
        slot = _Slot(_ONE[value])
        return ["= ", slot] if is_one_of else [slot]
    if isinstance(value, int | UUID) and value in _SEVERAL:
        if not is_one_of:
            raise MisplacedStandIn
        return ["= ANY(", _Slot(_SEVERAL[value]), ")"]
    literal = sql.Literal(value).as_string(connection.connection)
    return [f"IN ({literal})" if is_one_of else literal]


def _once_more(text: str) -> str:
    return text.replace("%", "%%")


def _keeps_plans() -> bool:
    """Not while the past is seen: a plan that was made of the present would go on seeing it."""
    return settings.KEEPS_PLANS and moment_known() is None
