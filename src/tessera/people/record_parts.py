"""What a person's record is made of, as rooms register it on the record page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from tessera.foundations.records.models import Version
from tessera.foundations.records.prepared import ROWS, Prepared

NOW = "now"
"""The first page of a record. Another page that takes panels has a name of its own."""


@dataclass(frozen=True)
class Status:
    """Where a person stands: solid for a protection plan or care, outlined for the rest.

    One that only fills a gap is shown when nothing else says how they stand.
    """

    label: str
    rank: int = 50
    is_solid: bool = False
    fills_gap: bool = False


@dataclass(frozen=True)
class Panel:
    key: str
    title: str
    order: int
    template: str
    context: Callable[..., Mapping[str, Any] | None]
    column: str = "main"
    permission: str | None = None
    page: str = NOW


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    order: int
    url_name: str
    count: Callable[..., object] | None = None
    permission: str | None = None
    lines: tuple[str, ...] = ()
    note: Callable[..., object] | None = None


@dataclass(frozen=True)
class Standing:
    """One way to stand: `rows(ids, on)` are part of one query of all rooms, `read(detail)` says it."""

    code: str
    rows: Callable[..., QuerySet]
    person: str
    detail: Any
    read: Callable[[str], Status]


@dataclass(frozen=True)
class Button:
    key: str
    label: str
    order: int
    url_name: str
    permission: str


@dataclass(frozen=True)
class Entry:
    """What one line of the chronology says, read from its source. Never a protected place.

    `url` is a page of the source itself, where it has one. Without it, a line leads to the step that it came
    of: the end of a plan to the review that ended it, and not to the conference that made it. A line that no
    step made leads to `shown_at`.

    `who` is whom the source itself names: who visited, who decided. Where it names nobody, it is who wrote
    the step that the line came of, with who signed it off; without a step, who first recorded it.

    `childs_words` were said to them; where the line `says_more` than these, both stand. `voices` (person id
    -> words) are words that somebody told us of: those of a child stand in that child's chronology only.

    `rest` says where all of it stands, where the text is only its beginning: see `Kind.whole`.

    `fact` is what of the text is plain fact, where the rest is what somebody thinks or told in confidence,
    and `fact_title` the same of the title: a court is told these. `basis` is what a decision rests on.
    `timely` says what the work that the line came of did late.

    A child is told a line in the words of its kind, or of its kind `told_as` something, with the name that it
    is `told_of`: see `tellings.plain`.
    """

    title: str
    text: str = ""
    url: str | None = None
    shown_at: str | None = None
    who: str = ""
    recorded_by: str = ""
    signed_off_by: str = ""
    childs_words: str = ""
    says_more: bool = False
    voices: Mapping[int, str] = field(default_factory=dict)
    tag: str = ""
    tag_kind: str = ""
    fact: str | None = None
    fact_title: str = ""
    basis: str = ""
    rest: str = ""
    timely: str = ""
    told_as: str = ""
    told_of: str = ""


class Lines:
    """A reader of lines from one table: what several such read for a page is asked in one query.

    `entry(row)` says a line of its row. Where a line is told from more rows than its own, `source` names
    the column that leads to it, and `entry(rows)` is given them all. `told_by` is the column that the line
    tells of ("id", or that of an end): the line's `recorded_by` is whoever recorded it first, whoever changed
    the row after. `beside` are expressions that each row is given: what another table says of it.
    """

    def __init__(
        self,
        model,
        entry,
        *related: str,
        source: str = "pk",
        told_by: str = "",
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        self._model, self._entry, self._related, self._source = model, entry, related, source
        self._told_by, self._beside = told_by, beside or {}

    def __call__(self, ids) -> dict[int, Entry]:
        return self.said(self.prepared.ask(rows=ids))

    @cached_property
    def prepared(self) -> Prepared:
        rows = self._model.objects.filter(**{f"{self._source}__in": [ROWS]})
        rows = rows.annotate(**self._beside)
        if self._told_by:
            rows = rows.annotate(
                recorder=first_recorder(self._model, self._told_by, source=self._source)
            )
        # Without a name, Django would join all that a row points to.
        if self._related:
            rows = rows.select_related(*self._related)
        return Prepared(rows.order_by("pk"))

    def said(self, rows) -> dict[int, Entry]:
        if self._source == "pk":
            return {row.pk: self._recorded(self._entry(row), row) for row in rows}
        found: dict[int, list] = {}
        for row in rows:
            found.setdefault(getattr(row, self._source), []).append(row)
        return {
            source: self._recorded(self._entry(of_it), of_it[0]) for source, of_it in found.items()
        }

    def _recorded(self, entry: Entry, row) -> Entry:
        return replace(entry, recorded_by=row.recorder) if self._told_by else entry


def first_recorder(model, told_by: str, *, source: str = "pk"):
    """The name of who recorded it when its column was first filled: a later change is another's."""
    path = ""
    if source != "pk":
        path = source.removesuffix("_id")
        model, path = model._meta.get_field(path).related_model, f"{path}__"
    named = get_user_model().objects.filter(pk=OuterRef("recorded_by_id")).values("name")
    versions = Version.objects.filter(table_name=model._meta.db_table, row_id=OuterRef(source))
    told = versions.annotate(told=KeyTextTransform(told_by, "row")).filter(told__gt="")
    first = told.order_by("pk").annotate(name=Coalesce(Subquery(named[:1]), Value("")))
    now = F(f"{path}recorded_by__name")
    return Coalesce(Subquery(first.values("name")[:1]), now, Value(""))


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    read: Callable[[list[int]], Mapping[int, Entry]]
    group: str = ""
    to_child: bool = False
    to_court: int = 0
    to_manager: int = 0
    order: int = 50
    whole: Callable[..., Mapping[int, str]] | None = None


@dataclass(frozen=True)
class Said:
    """Where a room keeps what children said: `rows(child)` have words, in the columns that are named here.

    `at(detail)` says on what occasion: "at the review conference". `whole` is what is opened for all of it:
    `whole(detail)` its name, and `address(child, detail, ref)` where it is.
    """

    code: str
    permission: str
    rows: Callable[..., QuerySet]
    on: str
    words: str
    at: Callable[[str], str]
    whole: Callable[[str], str]
    address: Callable[..., str | None]
    heard_by: str = ""
    detail: Any = ""
    ref: str = "step_ref"
    """Words without one lead nowhere."""


@dataclass(frozen=True)
class Fact:
    key: str
    order: int
    read: Callable[..., tuple[str, Any] | None]
    is_slim: bool = False


@dataclass(frozen=True)
class Glance:
    """A few words about each of several people, for a list of them: `read(people, on)` in one query."""

    key: str
    label: str
    order: int
    read: Callable[..., Mapping[int, str]]
    permission: str
    is_column: bool = True
