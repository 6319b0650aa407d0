"""As at a day, and as known at a moment: both asked here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from tessera.foundations.records.models import Fact, Installation, Version
from tessera.foundations.records.triggers import fact_tables, moved_tables


def true_on(day: date) -> Q:
    """Facts with a period that are true on a day: from the first day to the day before the end."""
    return (Q(started_on=None) | Q(started_on__lte=day)) & (Q(ended_on=None) | Q(ended_on__gt=day))


def is_invented() -> bool:
    """Whether the council of this installation is made up: nothing then leaves the house."""
    return Installation.objects.filter(is_invented=True).exists()


def versions_of(fact: Fact) -> list[Version]:
    """The earlier versions of one fact, oldest first."""
    return list(
        Version.objects.filter(table_name=fact._meta.db_table, row_id=fact.pk).order_by("pk")
    )


@contextmanager
def as_known(moment: datetime) -> Iterator[None]:
    """See every fact as it was known at a moment, in any query made inside.

    Nothing written inside is kept.
    """
    with transaction.atomic():
        cover_facts()
        try:
            with known_at(moment):
                yield
        finally:
            transaction.set_rollback(True)


def cover_facts() -> None:
    """Lay a temporary view over each table of facts, for this transaction; nothing looks at them yet.

    Before the transaction is made read-only, which forbids it. Only inside `known_at` does PostgreSQL find
    the views first: whether somebody may see a record is always asked of what is true now.
    """
    with connection.cursor() as cursor:
        for table in fact_tables():
            cursor.execute(_view(table, _FACTS_KNOWN))
        for table in moved_tables():
            cursor.execute(_view(table, _LINES_KNOWN))
        cursor.execute(f"SET LOCAL search_path TO {_AS_IT_IS}")


@contextmanager
def known_at(moment: datetime) -> Iterator[None]:
    """Within a transaction whose facts are covered: each as it was known at a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tessera.known_at', %s, true)", [moment.isoformat()])
        cursor.execute(f"SET LOCAL search_path TO {_AS_KNOWN}")
    before = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(before)
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL search_path TO {_AS_IT_IS}")


def moment_known() -> datetime | None:
    """The moment as at which facts are seen, for what is no fact and must leave out what came later."""
    return _moment.get()


_moment: ContextVar[datetime | None] = ContextVar("known_at", default=None)
_AS_IT_IS, _AS_KNOWN = "public, pg_temp", "pg_temp, public"
_WHEN = "(SELECT current_setting('tessera.known_at')::timestamptz)"

# Current rows recorded by then, and earlier versions not yet replaced then.
_FACTS_KNOWN = (  # the names are our own, nothing here comes from outside
    f"SELECT {{columns}} FROM public.{{table}} WHERE recorded_at <= {_WHEN}"  # noqa: S608
    " UNION ALL SELECT {earlier} FROM ("
    "SELECT jsonb_populate_record(NULL::public.{table}, row) AS r FROM public.records_version"
    f" WHERE table_name = '{{name}}' AND recorded_at <= {_WHEN} AND replaced_at > {_WHEN}) AS earlier"
)
# A pointer does not say when it was written, but when it was moved: the first move after then says where it
# stood. Whether it stood at all, its source says, which is a fact.
_LINES_KNOWN = (
    "SELECT {columns} FROM public.{table} AS now WHERE NOT EXISTS ("  # noqa: S608
    "SELECT 1 FROM public.records_version AS moved WHERE moved.table_name = '{name}'"
    f" AND moved.row_id = now.id AND moved.replaced_at > {_WHEN})"
    " UNION ALL SELECT {as_text} FROM public.records_version AS first"
    f" WHERE table_name = '{{name}}' AND replaced_at > {_WHEN} AND NOT EXISTS ("
    "SELECT 1 FROM public.records_version AS before WHERE before.table_name = '{name}'"
    f" AND before.row_id = first.row_id AND before.replaced_at > {_WHEN} AND before.id < first.id)"
)


def _view(table: str, query: str) -> str:
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    names = [quote(str(field.column)) for field in fields]
    selected = query.format(
        table=quote(table),
        name=table,
        columns=", ".join(names),
        earlier=", ".join(f"(r).{name}" for name in names),
        # Column by column, so that whose line it is can be found by an index.
        as_text=", ".join(
            f"(row->>'{field.column}')::{field.rel_db_type(connection) or 'text'}"
            for field in fields
        ),
    )
    return f"CREATE TEMP VIEW {quote(table)} AS {selected}"
