"""A table that grows by rows: who else was there, what was agreed, by whom."""

from datetime import date
from decimal import Decimal

from tessera.engine.forms.kinds.base import Asked, Kind, is_typed, kind_of, register, said

MOST = 100


@register("table")
class Table(Kind):
    """A list of rows, each {column key: stored value}. Empty rows are not kept."""

    def read(self, field, post, name, asked):
        try:
            count = min(int(post.get(f"{name}-count") or 0), MOST)
        except ValueError:
            count = 0
        rows = (self._row(field, post, f"{name}-{n}", asked) for n in range(count))
        return [row for row in rows if row] or None

    def _row(self, field, post, prefix, asked):
        values = {
            column.key: kind_of(column).read(column, post, f"{prefix}-{column.key}", asked)
            for column in field.columns
        }
        return {key: value for key, value in values.items() if value is not None}

    def store(self, value):
        return [{key: _stored(cell) for key, cell in row.items()} for row in value]

    def python_of(self, field, value):
        """Each row for a handler: every column there, None where nothing was written."""
        return [
            {
                c.key: kind_of(c).python(row[c.key]) if row.get(c.key) is not None else None
                for c in field.columns
            }
            for row in value
        ]

    def problem(self, field, value, asked: Asked):
        if is_typed(value):
            return value["problem"]
        for number, row in enumerate(value, 1):
            for column in field.columns:
                wrong = _wrong(column, row.get(column.key), asked)
                if wrong:
                    return f"Row {number}: {wrong}"
        if len(value) < field.least:
            return f"{field.label}: add at least {field.least}"
        return ""

    def shown(self, field, value, on):
        return "\n".join(
            "; ".join(said(c, row[c.key], on) for c in field.columns if c.key in row)
            for row in value
        )

    def names(self, field, name):
        return (f"{name}-count",)


def _stored(cell):
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, Decimal) else cell


def _wrong(column, value, asked: Asked) -> str:
    if value is None:
        return (column.missing or f"fill in {column.label}") if column.required else ""
    return kind_of(column).problem(column, value, asked)
