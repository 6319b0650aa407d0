"""Runs the statements over an empty database, or over a smaller large record."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from tessera.demo.bulk import cases, people, staff, stock, story
from tessera.engine.forms import actions as forms
from tessera.foundations.records.triggers import fact_tables
from tessera.people.models import Person
from tessera.practice.front_door import permissions as front_door

OTHER_TABLES = (
    "people_search_key", "people_address", "people_line", "forms_sheet", "workflow_subject",
    "workflow_step_event", "workflow_work_item",
)  # fmt: skip
FORMS = ("visit", "case_note", "case_summary", "management_decision", "close_case")

Say = Callable[[str], None]


def fill(*, people_wanted: int, today: date, say: Say) -> int:
    """Add people until there are so many. Gives how many were added."""
    there = Person.objects.aggregate(last=Max("pk"))["last"] or 0
    first, last = there + 1, people_wanted // 4 * 4
    if first > last:
        return 0
    parameters = {
        "first": first,
        "last": last,
        "today": today,
        "clock": stock.VISIT_CLOCK,
        "shared": story.SHARED_LINES,
        "signs": front_door.CLOSE_REFERRAL,
        **staff.parameters(people_wanted),
    }
    for code in FORMS:
        forms.current_version(code)
    tables = sorted({*fact_tables(), *OTHER_TABLES})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SELECT setseed(0.25)")
        stock.lay_out(cursor, today=today)
        with _bare(cursor, tables, say):
            for module in (staff, people, cases, story):
                for words, statement in module.STATEMENTS:
                    _run(cursor, words, statement, parameters, say)
        _go_on_counting(cursor)
        cursor.execute("DROP TABLE stock_given, stock_family, stock_street, stock_due")
    _look_over(say)
    return last - first + 1


def _run(cursor, words: str, statement: str, parameters: dict, say: Say) -> None:
    begun = time.monotonic()
    cursor.execute(statement, parameters)
    if words:
        say(f"{words}: {max(cursor.rowcount, 0):,} in {time.monotonic() - begun:.1f} s")


@contextmanager
def _bare(cursor, tables: list[str], say: Say) -> Iterator[None]:
    """Without triggers of ours, and with indexes and references made once, when all is there."""
    put_back = []
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        put_back += _constraints(cursor, table) + _indexes(cursor, table)
    for drop, _ in sorted(put_back, key=lambda pair: "FOREIGN KEY" not in pair[1]):
        cursor.execute(drop)
    yield
    begun = time.monotonic()
    for _, make in sorted(put_back, key=lambda pair: "FOREIGN KEY" in pair[1]):
        cursor.execute(make)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    say(f"indexes and references: {len(put_back)} in {time.monotonic() - begun:.1f} s")


def _constraints(cursor, table: str) -> list[tuple[str, str]]:
    """References, exclusions and keys that are not the table's own: how to drop and make each."""
    cursor.execute(
        "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'x')"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint d WHERE d.confrelid = %s::regclass"
        "                 AND d.conindid = pg_constraint.conindid AND pg_constraint.contype <> 'f')",
        [table, table],
    )
    return [
        (
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}",
        )
        for name, text in cursor.fetchall()
    ]


def _indexes(cursor, table: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = %s::regclass AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype <> 'f')",
        [table],
    )
    return [(f"DROP INDEX {name}", text) for name, text in cursor.fetchall()]


def _go_on_counting(cursor) -> None:
    """The next row that anybody adds gets the next number."""
    cursor.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND column_name = 'id' AND is_identity = 'YES'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            " HAVING max(id) IS NOT NULL"
        )


def _look_over(say: Say) -> None:
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say(f"looked over in {time.monotonic() - begun:.1f} s")
