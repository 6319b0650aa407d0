"""A table that grows by rows, or whose rows the record gives: each outcome of a plan, each action."""

from datetime import date
from decimal import Decimal

from tessera.engine.forms.kinds.base import Asked, Kind, is_typed, kind_of, register, said

MOST = 100
ROW, WORDS = "_row", "_words"
GONE = "No longer asked about"


@register("table")
class Table(Kind):
    """A list of rows, each {column key: stored value}. Empty rows are not kept.

    A row of the record has its key and its words beside: it reads the same when the record has moved on.
    """

    def read(self, field, post, name, asked):
        count = _count(post, name)
        rows = (self._row(field, post, f"{name}-{n}", asked) for n in range(count))
        if field.rows_from:
            words = {row.key: row.words for row in asked.rows(field)}
            keys = (str(post.get(f"{name}-{n}-row") or "")[:100] for n in range(count))
            rows = (
                {ROW: key, WORDS: words.get(key, GONE), **row} if row else {}
                for key, row in zip(keys, list(rows), strict=True)
            )
        return [row for row in rows if row] or None

    def _row(self, field, post, prefix, asked):
        values = {
            column.key: kind_of(column).read(column, post, f"{prefix}-{column.key}", asked)
            for column in field.columns
        }
        return {key: value for key, value in values.items() if value is not None}

    def store(self, value):
        return [_stored_row(row) for row in value]

    def python_of(self, field, value):
        """Each row for a handler: every column there, None where nothing of the kind was written."""
        return [
            {
                **({"row": row[ROW]} if field.rows_from else {}),
                **{c.key: _python(c, row.get(c.key)) for c in field.columns},
            }
            for row in value
        ]

    def problem(self, field, value, asked: Asked):
        if is_typed(value):
            return value["problem"]
        if field.rows_from:
            return _wrong_in_record(field, value, asked)
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
            (f"{row[WORDS]}: " if row.get(WORDS) else "")
            + "; ".join(said(c, row[c.key], on) for c in field.columns if c.key in row)
            for row in value
        )

    def names(self, field, name):
        return (f"{name}-count",)


def _python(column, value):
    """What was typed and is none of its kind is for the page, which says so; a handler has nothing of it."""
    return None if value is None or is_typed(value) else kind_of(column).python(value)


def say_of_the_rest(field, post, name) -> dict[str, str]:
    """What the button of a table adds to what was typed: its answer in each row that lacks one."""
    rest, said = field.rest, {}
    for n in range(_count(post, name)):
        box = f"{name}-{n}-{rest.column}"
        others = (key for key in post if key.startswith(f"{name}-{n}-") and key != box)
        if not post.get(box) and any(post.get(key) for key in others):
            said[box] = rest.value
    return said


def _count(post, name) -> int:
    try:
        return min(int(post.get(f"{name}-count") or 0), MOST)
    except ValueError:
        return 0


def _stored_row(row):
    """`row`, as handlers and the demo give it, is the record's row itself."""
    stored = {key: _stored(cell) for key, cell in row.items() if key != "row"}
    if "row" not in row:
        return stored
    return {ROW: row["row"].key, WORDS: row["row"].words, **stored}


def _wrong_in_record(field, value, asked: Asked) -> str:
    """Every row of the record is answered; one that is optional, wholly or not at all."""
    said_of = {row[ROW]: row for row in value}
    for each in asked.rows(field):
        row = said_of.get(each.key, {})
        if each.is_optional and not row:
            continue
        for column in field.columns:
            wrong = _wrong(column, row.get(column.key), asked)
            if wrong:
                return f"{each.words}: {wrong}"
    return ""


def _stored(cell):
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, Decimal) else cell


def _wrong(column, value, asked: Asked) -> str:
    if value is None:
        return (column.missing or f"fill in {column.label}") if column.required else ""
    return kind_of(column).problem(column, value, asked)
