"""Thousands of new rows at once, copied in: triggers and constraints see each as they see any other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

# Stamped by the trigger on every fact, whatever is given.
STAMPED = ("recorded_at", "recorded_by", "recorded_why")


def insert(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, each with its own number afterwards. Inside an action only.

    Rows that they point to must have theirs already.
    """
    if not rows:
        return
    model = type(rows[0])
    if isinstance(model._meta.pk, models.AutoField):
        _number(model, rows)
    fields = [field for field in model._meta.concrete_fields if field.name not in STAMPED]
    values_of = _reader(fields)

    def values() -> Iterator[Sequence[Any]]:
        for row in rows:
            row._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]
            yield values_of(row)

    copy_in(model, [str(field.column) for field in fields], values())
    for row in rows:
        row._state.adding = False


def copy_in(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Rows as bare values, for narrow tables of which nobody needs the numbers."""
    quote = connection.ops.quote_name
    named = ", ".join(map(quote, columns))
    statement = f"COPY {quote(str(model._meta.db_table))} ({named}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _number(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Numbers of the table's own sequence, so that later rows go on from there."""
    names = [model._meta.db_table, str(model._meta.pk.column)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [*names, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def _reader(fields: Sequence[models.Field]) -> Callable[[models.Model], list]:
    """Values as the driver takes them: only documents need wrapping."""
    names = [field.attname for field in fields]
    documents = [n for n, field in enumerate(fields) if isinstance(field, models.JSONField)]

    def values_of(row: models.Model) -> list:
        values = [getattr(row, name) for name in names]
        for n in documents:
            values[n] = fields[n].get_db_prep_save(values[n], connection=connection)
        return values

    return values_of
