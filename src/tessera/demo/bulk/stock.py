"""The limited stock that a large record is made of: names with their keys, places, due days."""

from collections.abc import Iterable
from datetime import date, timedelta

from tessera.demo.names import _STREETS as STREETS
from tessera.demo.names import BOYS, FAMILIES, GIRLS, MEN, WOMEN
from tessera.engine.workflow.rules import due_from
from tessera.people.queries.candidates import keys_of
from tessera.people.rules import name_key

ENDINGS = ("", "son", "wick", "ley")
VISIT_CLOCK = "T081"

TABLES = """
CREATE TEMP TABLE stock_given (part text, n int, word text, key text, keys varchar[]);
CREATE TEMP TABLE stock_family (n int PRIMARY KEY, word text, key text, keys varchar[]);
CREATE TEMP TABLE stock_street (n int PRIMARY KEY, word text, key text);
CREATE TEMP TABLE stock_due (triggered_on date PRIMARY KEY, due_on date, why text);
"""


def lay_out(cursor, *, today: date) -> None:
    """Put the stock into temporary tables, its keys made by the people room's own functions."""
    cursor.execute(TABLES)
    for part, words in (("F", WOMEN), ("M", MEN), ("f", GIRLS), ("m", BOYS)):
        _copy(
            cursor,
            "stock_given",
            ([part, n, word, name_key(word), keys_of(word)] for n, word in enumerate(words)),
        )
    _copy(
        cursor,
        "stock_family",
        ([n, word, name_key(word), keys_of(word)] for n, word in enumerate(family_names())),
    )
    _copy(cursor, "stock_street", ([n, w, name_key(w)] for n, w in enumerate(STREETS)))
    _copy(cursor, "stock_due", _due_days(today))
    cursor.execute("ANALYZE stock_given; ANALYZE stock_family; ANALYZE stock_street")


def family_names() -> list[str]:
    """Some four thousand: the lived council's, and longer ones made of them."""
    return [name + ending for name in FAMILIES for ending in ENDINGS]


def _due_days(today: date) -> Iterable[list]:
    for days in range(60):
        triggered_on = today - timedelta(days=days)
        due = due_from(VISIT_CLOCK, triggered_on)
        yield [triggered_on, due.on, due.why]


def _copy(cursor, table: str, rows: Iterable[list]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)
