"""The two records that are measured: the large one, and beside it a hundredth of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from tessera.foundations.access.commands import BadInput
from tessera.foundations.access.models import User
from tessera.foundations.records.releases import between_releases

HUNDREDTH = "tessera_bench_hundredth"
NO_TABLES = (
    "The database has no tables yet, so there is nothing to fill. Make them first: `tessera migrate`,"
    " with the same TESSERA_DATA or DATABASE_OWNER_URL."
)
BEHIND = "The database `{name}` is behind this release. Bring it up: `{set_}tessera migrate`."
NOT_EMPTY = "The database is not empty. Use a new TESSERA_DATA."
NOT_FILLED = (
    "There is no record here that a bench has filled. Leave out --again, on an empty database."
)


def refuse_unready(*, filled: bool = False) -> None:
    """Raises BadInput unless there are tables, empty ones; or, where asked, what an earlier bench filled."""
    if User._meta.db_table not in connection.introspection.table_names():
        raise BadInput(NO_TABLES)
    if filled and not _has_hundredth():
        raise BadInput(NOT_FILLED)
    _refuse_behind("")
    if filled:
        with within(HUNDREDTH):
            _refuse_behind(f"TESSERA_DATABASE_NAME={HUNDREDTH} ")
    if not filled and User.objects.exists():
        raise BadInput(NOT_EMPTY)


def keep_hundredth() -> None:
    """Copy the record as it stands, to be measured beside what it grows to."""
    _statement(f"DROP DATABASE IF EXISTS {HUNDREDTH} WITH (FORCE)")
    _statement(f"CREATE DATABASE {HUNDREDTH} TEMPLATE {_own_name()}")


@contextmanager
def within(name: str) -> Iterator[None]:
    """Every query of this process goes to another database of the same server."""
    before = {each: each.settings_dict["NAME"] for each in connections.all()}
    _go_to(dict.fromkeys(before, name))
    try:
        yield
    finally:
        _go_to(before)


def own_name() -> str:
    return str(connection.settings_dict["NAME"])


def _own_name() -> str:
    return connection.ops.quote_name(own_name())


def _go_to(names: dict) -> None:
    for each, name in names.items():
        each.close()
        each.settings_dict["NAME"] = name


def _refuse_behind(set_: str) -> None:
    executor = MigrationExecutor(connection)
    if between_releases(connection) or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BadInput(BEHIND.format(name=own_name(), set_=set_))


def _has_hundredth() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [HUNDREDTH])
        return cursor.fetchone() is not None


def _statement(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
