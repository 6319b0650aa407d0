"""A person's chronology: lines by keyset, each read from its source."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection

from tessera.people import record_page, tellings
from tessera.people.models import Line
from tessera.people.record_page import Entry

PAGE = 50
COUNTED = 1000
MOST_COUNTED = 500


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for. `people` are ids: the child, and perhaps brothers and sisters.

    `version` says which lines there are, and how they are told: see `tellings`. For a `reader` (an actor)
    lines that tell the beginning of an account tell all of it, as far as that reader may have it.
    """

    people: tuple[int, ...]
    least: int = 1
    kinds: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None
    version: str = tellings.FULL
    reader: Any = None


@dataclass(frozen=True)
class Shown:
    line: Line
    entry: Entry
    kind: record_page.Kind
    person_ids: tuple[int, ...] = ()

    @property
    def voices(self) -> list[tuple[int, str]]:
        """(person id, words): each child's own words, of those whose line it is."""
        if self.entry.childs_words:
            return [(self.person_ids[0], self.entry.childs_words)]
        return [(pk, self.entry.voices[pk]) for pk in self.person_ids if pk in self.entry.voices]


@dataclass
class Page:
    lines: list[Shown] = field(default_factory=list)
    older: str = ""  # the key of the next page, or nothing
    newer: str = ""

    @property
    def years(self):
        """[(year, lines)], newest first."""
        found: dict[int, list[Shown]] = {}
        for each in self.lines:
            found.setdefault(each.line.on.year, []).append(each)
        return list(found.items())


@dataclass(frozen=True)
class Counts:
    """How many of each, counted no further than COUNTED: `is_all` says whether that was the end."""

    is_all: bool
    rows: tuple[tuple[int, int, str, int], ...]  # significance, year, kind, how many

    def at_least(self, significance: int, kinds: Iterable[str] | None = None) -> int:
        wanted = None if kinds is None else set(kinds)
        return sum(
            number
            for level, _, kind, number in self.rows
            if level >= significance and (wanted is None or kind in wanted)
        )

    def in_year(self, year: int) -> int:
        return sum(number for _, of, _, number in self.rows if of == year)

    @property
    def kinds(self) -> set[str]:
        return {kind for _, _, kind, _ in self.rows}


@dataclass(frozen=True)
class Part:
    """A stretch of a long chronology, as much as one document holds, and how to ask for it."""

    newest_on: date
    oldest_on: date
    lines: int
    after: str


class BadKey(ValueError):
    """The page's key was not made by us."""


def chronology_page(wanted, *, after="", before="", size=PAGE):
    """One page, newest first. `after` and `before` are keys that an earlier page gave."""
    backwards = bool(before)
    rows = _lines(wanted, key=_unpack(before or after), backwards=backwards, limit=size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    page = Page(lines=_read(_in_order(rows), wanted.version, wanted.reader))
    if rows and (more or backwards):
        page.older = _pack(rows[-1])
    if rows and (after or (backwards and more)):
        page.newer = _pack(rows[0])
    return page


def latest_lines(person, most=4, least=1):
    return chronology_page(Wanted((person.pk,), least=least), size=most).lines


def latest_and_counts(person, on, most=4):
    """The latest lines up to a day, and how many there are of each kind (`lines_of_each_kind`), in two
    queries. What is set for a day to come has not happened yet.
    """
    kinds = [kind.code for kind in record_page.kinds()]
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_AND_COUNTS, [person.pk, on, most, kinds, person.pk])
        rows = cursor.fetchall()
    lines = [Line(**dict(zip(_OF_A_LINE, row, strict=False))) for row in rows if row[0]]
    return _read(_in_order(lines)), {row[4]: row[-1] for row in rows if not row[0]}


def counts(wanted):
    """Counted in one query over at most COUNTED + 1 lines."""
    where, values = _where(wanted)
    sql = (
        "SELECT significance, date_part('year', line.on)::int, kind, count(*) FROM "  # noqa: S608
        f'(SELECT significance, "on", kind FROM people_line WHERE person_id = ANY(%s) {where}'
        f" LIMIT {COUNTED + 1}) AS line GROUP BY 1, 2, 3"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(wanted.people), *values])
        rows = cursor.fetchall()
    return Counts(sum(row[3] for row in rows) <= COUNTED, tuple(rows))


def parts(wanted, *, size):
    """All of a chronology in stretches of `size` lines, newest first: one query over its index."""
    where, values = _where(wanted)
    sql = (
        'SELECT line."on", line.id, line.n FROM ('  # noqa: S608 - the clauses are ours, the values apart
        'SELECT "on", id, row_number() OVER (ORDER BY "on" DESC, id DESC) AS n, count(*) OVER () AS all_lines'
        f" FROM people_line WHERE person_id = ANY(%s) {where}) AS line"
        " WHERE line.n %% %s IN (0, 1) OR line.n = line.all_lines ORDER BY line.n"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(wanted.people), *values, size])
        rows = cursor.fetchall()
    found, first, after = [], None, ""
    for on, pk, number in rows:
        first = first or (on, number)
        if number % size == 0 or number == rows[-1][2]:
            found.append(Part(first[0], on, number - first[1] + 1, after))
            first, after = None, _key(on, pk)
    return found


def lines_of_each_kind(person):
    """kind -> how many lines, each counted no further than MOST_COUNTED: by its index, however long."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_EACH_KIND, [[kind.code for kind in record_page.kinds()], person.pk])
        return dict(cursor.fetchall())


_OF_EACH_KIND = f"""
SELECT kind, found.lines FROM unnest(%s::text[]) AS kind CROSS JOIN LATERAL (
  SELECT count(*) AS lines FROM (
    SELECT 1 FROM people_line WHERE person_id = %s AND people_line.kind = kind.kind LIMIT {MOST_COUNTED}
  ) AS counted) AS found
 WHERE found.lines > 0
"""  # noqa: S608 - made of constants

_OF_A_LINE = ("id", "person_id", "on", "at", "kind", "source_id", "significance", "step_ref")
_LATEST_AND_COUNTS = f"""
(SELECT id, person_id, "on", "at", kind, source_id, significance, step_ref, NULL::bigint AS counted
   FROM people_line
  WHERE person_id = %s AND "on" <= %s ORDER BY "on" DESC, id DESC LIMIT %s)
UNION ALL
SELECT NULL, NULL, NULL, NULL, counts.kind, NULL, NULL, NULL, counts.lines FROM ({_OF_EACH_KIND}) AS counts
"""  # noqa: S608 - made of constants


def _lines(wanted, *, key, backwards, limit):
    """The next lines of each person by index, then merged: as quick at the end as at the start."""
    where, values = _where(wanted)
    order = "ASC" if backwards else "DESC"
    if key is not None:
        where += f' AND ("on", id) {">" if backwards else "<"} (%s, %s)'
        values = [*values, *key]
    sql = (
        "SELECT line.* FROM unnest(%s::bigint[]) AS one(person_id) CROSS JOIN LATERAL ("  # noqa: S608
        f"SELECT * FROM people_line WHERE person_id = one.person_id {where}"
        f' ORDER BY "on" {order}, id {order} LIMIT {int(limit)}'
        f') AS line ORDER BY line."on" {order}, line.id {order} LIMIT {int(limit)}'
    )
    return list(Line.objects.raw(sql, [list(wanted.people), *values]))


def _where(wanted):
    clauses, values = "", []
    levels = tellings.levels(record_page.kinds(), wanted.version)
    least = max(wanted.least, min(levels.values(), default=1) if levels is not None else 1)
    if least > 1:
        clauses += " AND significance >= %s"
        values.append(least)
    if wanted.kinds is not None:
        clauses += " AND kind = ANY(%s)"
        values.append(list(wanted.kinds))
    if levels is not None:
        clause, more = _of_version(levels)
        clauses += clause
        values += more
    if wanted.since:
        clauses += ' AND "on" >= %s'
        values.append(wanted.since)
    if wanted.until:
        clauses += ' AND "on" <= %s'
        values.append(wanted.until)
    return clauses, values


def _of_version(levels):
    """The kinds of a version, each from its own significance on."""
    at: dict[int, list[str]] = {}
    for code, level in levels.items():
        at.setdefault(level, []).append(code)
    each = ["(kind = ANY(%s) AND significance >= %s)"] * len(at)
    values = [part for level, codes in sorted(at.items()) for part in (codes, level)]
    return f" AND ({' OR '.join(each) or 'false'})", values


def _in_order(rows):
    """Newest first, and within a day as one thing led to another.

    The hour decides where it is known: of what one form made, the hour of one is that of all. Of the rest,
    what brings about comes before what it brings about (`Kind.order`): a conference before the plan that it
    made. A day that two pages share is in order on each.
    """
    days: dict[date, list] = {}
    for row in rows:
        days.setdefault(row.on, []).append(row)
    return [row for day in sorted(days, reverse=True) for row in reversed(_one_day(days[day]))]


def _one_day(rows):
    """Earliest first."""
    hours = {(row.step_ref, row.person_id): row.at for row in rows if row.step_ref and row.at}
    known = {row.pk: row.at or hours.get((row.step_ref, row.person_id)) for row in rows}
    by_cause = sorted(rows, key=lambda row: (_order(row), row.pk))
    timed = iter(
        sorted(
            (row for row in by_cause if known[row.pk]),
            key=lambda row: (known[row.pk], _order(row), row.pk),
        )
    )
    return [next(timed) if known[row.pk] else row for row in by_cause]


def _order(row):
    kind = record_page.kind(row.kind)
    return kind.order if kind else 50


def _read(rows, version=tellings.FULL, reader=None):
    """A line without a source any more is left out."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.source_id)
    steps = {(row.kind, row.source_id): row.step_ref for row in rows if row.step_ref}
    entries = record_page.entries_of(by_kind, steps)
    whole = {}
    if reader is not None and version != tellings.CHILD:
        whole = record_page.whole_of(by_kind, reader, to_court=version == tellings.COURT)
    timely = _timely(rows) if version == tellings.MANAGER else {}
    shown: dict[Any, Shown] = {}
    keys: dict[tuple[str, int], Any] = {}
    for row in rows:
        source = (row.kind, row.source_id)
        if source not in entries:
            continue
        kind = record_page.kind(row.kind)
        entry = tellings.told(kind, entries[source], version, whole.get(source, ""))
        entry = replace(entry, timely=timely.get(row.pk, entry.timely))
        # One event of several brothers and sisters is one line with all their names.
        key = keys.setdefault(source, _alike(row, entry) or source)
        if key in shown:
            first = shown[key]
            entry = replace(
                entry,
                url=first.entry.url,
                voices={**first.entry.voices, **entry.voices},
                timely=entry.timely or first.entry.timely,
            )
            shown[key] = Shown(first.line, entry, kind, (*first.person_ids, row.person_id))
        else:
            shown[key] = Shown(row, entry, kind, (row.person_id,))
    return list(shown.values())


def _alike(row, entry):
    """What one form wrote of each child in the same words; what differs for one of them stands apart."""
    if not row.step_ref:
        return None
    return (row.kind, row.on, row.step_ref, repr(replace(entry, url="", shown_at=None, voices={})))


def _timely(rows):
    """line id -> what its work did late. Of several lines of one piece of work, the first says it."""
    late = record_page.timely_of({row.step_ref for row in rows if row.step_ref})
    first = {(row.step_ref, row.person_id): row.pk for row in rows}
    return {first[of]: words for of, words in late.items() if of in first}


def _pack(row):
    return _key(row.on, row.pk)


def _key(on, pk):
    return f"{on:%Y%m%d}-{pk}"


def _unpack(key):
    if not key:
        return None
    day, _, pk = key.partition("-")
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), int(pk)
    except ValueError:
        raise BadKey(key) from None
