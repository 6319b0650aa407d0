"""A child's own words, wherever somebody wrote them down: each room says where it keeps such (`Said`)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import CharField, Count, F, TextField, Value, Window
from django.db.models.functions import Cast, Coalesce

from tessera.foundations.records.prepared import CHILD, Prepared, Wanted
from tessera.people.record_page import said_for
from tessera.people.record_parts import Said
from tessera.ui.formatting import upper_first


@dataclass(frozen=True)
class Words:
    """What a child said once: when, to whom or on what occasion, and where all of it is read."""

    text: str
    on: date
    heard_by: str
    place: str
    whole: str
    url: str | None

    @property
    def told(self) -> str:
        """ "Told to Hannah Treloyd, at home", "At the review conference"."""
        to = f"told to {self.heard_by}" if self.heard_by else ""
        return upper_first(", ".join(part for part in (to, self.place) if part))


@dataclass(frozen=True)
class Heard:
    """The latest words of a child, and how many times in all somebody wrote any down."""

    latest: Words | None = None
    count: int = 0


def heard_wanted(child, actor, on) -> Wanted[Heard] | None:
    """For a page that asks for more at once; nothing for whoever may read none of what holds such words."""
    sources = _by_code(actor)
    if not sources:
        return None
    rows = _latest_of_each(tuple(sources.values()), on)

    def made(found):
        if not found:
            return Heard()
        latest = max(found, key=lambda row: row[1])
        return Heard(_words(child, sources, latest), sum(row[-1] for row in found))

    return Wanted(rows, {"child": child.pk}, made)


def words_of(child, actor, on) -> list[Words]:
    """All of them, newest first. One query."""
    sources = _by_code(actor)
    parts = [_rows(each, child.pk, on) for each in sources.values()]
    found = parts[0].union(*parts[1:], all=True) if parts else []
    newest_first = sorted(found, key=lambda row: row[1], reverse=True)
    return [_words(child, sources, row) for row in newest_first]


def _by_code(actor) -> dict[str, Said]:
    return {each.code: each for each in said_for(actor)}


@lru_cache(maxsize=32)
def _latest_of_each(sources: tuple[Said, ...], on) -> Prepared:
    """Kept for the days in use, and for what the roles may read."""
    parts = [_rows(each, CHILD, on)[:1] for each in sources]
    return Prepared(parts[0].union(*parts[1:], all=True))


def _rows(each: Said, child, on):
    """(code, day, words, who heard them, detail, ref, how many in all), newest first."""
    rows = each.rows(child).filter(**{f"{each.on}__lte": on}).order_by(f"-{each.on}", "-pk")
    heard_by = Coalesce(F(each.heard_by), Value("")) if each.heard_by else Value("")
    detail = F(each.detail) if isinstance(each.detail, str) and each.detail else each.detail
    return rows.values_list(
        Value(each.code, CharField()),
        F(each.on),
        Cast(F(each.words), TextField()),
        Cast(heard_by, CharField()),
        Cast(detail or Value(""), CharField()),
        F(each.ref),
        Window(Count("pk")),
    )


def _words(child, sources, row) -> Words:
    code, on, text, heard_by, detail, ref, _ = row
    source = sources[code]
    url = source.address(child, detail, ref) if ref else None
    return Words(text, on, heard_by, source.at(detail), source.whole(detail), url)
