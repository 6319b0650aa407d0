"""As at a day, and as known at a moment: both asked here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from tessera.foundations.records.models import Fact, Installation, Version
from tessera.foundations.records.triggers import fact_tables


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

    Within one transaction, each table of facts is covered by a temporary view of the same name, which
    PostgreSQL finds first: current rows recorded by then, and earlier versions not yet replaced then.
    Nothing written inside is kept.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in fact_tables():
                cursor.execute(_view(table, moment))
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _view(table: str, moment: datetime) -> str:
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    quote = connection.ops.quote_name
    names = [quote(str(f.column)) for f in model._meta.concrete_fields]
    columns = ", ".join(names)
    when = f"'{moment.isoformat()}'::timestamptz"
    # Names and a time of our own making: nothing here comes from outside.
    return (
        f"CREATE TEMP VIEW {quote(table)} AS "  # noqa: S608
        f"SELECT {columns} FROM public.{quote(table)} WHERE recorded_at <= {when} "
        f"UNION ALL SELECT {', '.join('(r).' + name for name in names)} "
        f"FROM (SELECT jsonb_populate_record(NULL::public.{quote(table)}, row) AS r "
        f"FROM public.records_version WHERE table_name = '{table}' "
        f"AND recorded_at <= {when} AND replaced_at > {when}) AS earlier"
    )
