"""One migrated template for a state of the code, and a quick copy of it for each worker of a run.

Names carry the process number of their run, so that several people may test on one server, and what a
killed run left behind is known and cleared by the next.
"""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from tessera.website import connections as servers
from tessera.website.schema_digest import digest

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATE = "tessera_template_"
CLONE = "tessera_test_"
TEMPLATES_KEPT = 6
ONE_AT_A_TIME = 7_365_747_002


@contextlib.contextmanager
def _as_owner() -> Iterator[psycopg.Connection]:
    given = servers.parameters(as_owner=True)
    if not servers.has_own_server():
        given["dbname"] = "postgres"
    with contextlib.closing(psycopg.connect(**given, autocommit=True)) as connection:
        yield connection


def make_template() -> str:
    """The template's name; migrated first where nobody has done it yet."""
    name = TEMPLATE + digest()
    with _as_owner() as connection:
        connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        if name not in _named(connection, TEMPLATE):
            making = f"{CLONE}{os.getpid()}_making"
            _drop(connection, making)
            _execute(connection, "create database {}", making)
            _migrate(making)
            # Nobody may sign in to it: a database that somebody reads cannot be copied.
            _execute(connection, "alter database {} with allow_connections false", making)
            connection.execute(
                sql.SQL("alter database {} rename to {}").format(
                    sql.Identifier(making), sql.Identifier(name)
                )
            )
        _clear_leftovers(connection, keep=name)
    return name


def make_clone(name: str, *, template: str) -> None:
    """Files are copied as they are: through the log, as is usual, takes twice as long here."""
    with _as_owner() as connection:
        _drop(connection, name)
        connection.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def drop_clone(name: str) -> None:
    with _as_owner() as connection:
        _drop(connection, name)


def clone_name(*, run: int, worker: str) -> str:
    return f"{CLONE}{run}_{worker}"


def _migrate(database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tessera.website.command_line", "migrate", "--verbosity=0"],
        env={**os.environ, "TESSERA_DATABASE_NAME": database, "PYTHONPATH": str(PROJECT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The template database could not be migrated:\n{done.stderr}")


def _clear_leftovers(connection: psycopg.Connection, *, keep: str) -> None:
    for name in _named(connection, CLONE):
        run = re.match(rf"{CLONE}(\d+)_", name)
        if run and not Path(f"/proc/{run[1]}").exists():
            _drop(connection, name)
    older = [name for name in _named(connection, TEMPLATE) if name != keep]
    for name in older[: -(TEMPLATES_KEPT - 1)]:
        _drop(connection, name)


def _named(connection: psycopg.Connection, prefix: str) -> list[str]:
    found = connection.execute(
        "select datname from pg_database where starts_with(datname, %s) order by oid", [prefix]
    )
    return [name for (name,) in found]


def _drop(connection: psycopg.Connection, name: str) -> None:
    _execute(connection, "drop database if exists {} with (force)", name)


def _execute(connection: psycopg.Connection, statement: str, name: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
