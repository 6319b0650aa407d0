"""A query that is built once and asked many times: building a large one costs more than its answer.

It is built with stand-ins, numbers that no row has, for the people and the worker it is about; each
asking puts the real ones in their places. Whatever else it was built with, its day above all, belongs
to the key under which the caller keeps it.
"""

import re
from typing import Any

from django.db import connection
from django.db.models import QuerySet

PEOPLE, CHILD, WORKER = -7_310_001, -7_310_002, -7_310_003
_NAMES = {PEOPLE: "people", CHILD: "child", WORKER: "worker"}
_PLACE = re.compile(r"IN \(%s\)|%%|%s")


class MisplacedStandIn(Exception):
    """A stand-in for several stands where only one value can."""


class Prepared:
    """`rows` holds PEOPLE or CHILD as the only member of a list, and WORKER as a value."""

    def __init__(self, rows: QuerySet) -> None:
        sql, values = rows.query.sql_with_params()
        self._values = list(values)
        coming = iter(self._values)

        def place(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return found[0]
            value = next(coming)
            if found[0] == "%s":
                if value in (PEOPLE, CHILD):
                    raise MisplacedStandIn
                return "%s"
            return "= ANY(%s::bigint[])" if value in (PEOPLE, CHILD) else found[0]

        self._sql = _PLACE.sub(place, sql)

    def ask(self, **given: object) -> list[tuple]:
        """By `people`, `child` and `worker`, each where it was built with its stand-in."""
        values: list[Any] = [_real(value, given) for value in self._values]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            return cursor.fetchall()


def _real(value: object, given: dict[str, object]) -> object:
    """Raises KeyError for what was not given: nobody is asked about in somebody else's name."""
    if not isinstance(value, int) or value not in _NAMES:
        return value
    real = given[_NAMES[value]]
    return [real] if value == CHILD else real
