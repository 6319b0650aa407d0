"""What other rooms show on a person's record, without `people` knowing them.

A room registers from its `panels.py`: `status`, `fact`, `button`, `panel`, `section`; and, where it
writes chronology lines, their kind with `chronology_kind`. Every reader is set-based: it is asked
once for all the people or lines of a page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from tessera.foundations.records.prepared import PEOPLE, Prepared, Question, Wanted, ask_together
from tessera.people.record_parts import (
    NOW,
    Button,
    Entry,
    Fact,
    Glance,
    Kind,
    Lines,
    Panel,
    Said,
    Section,
    Standing,
    Status,
)

WORKING = "working"
"""Who works with somebody: rooms say there who holds what, and how it is given to another."""
DETAILS = "details"
"""The particulars: rooms say there what is still to be asked."""


class RegisteredTwice(Exception):
    """Two rooms register the same key."""


@dataclass
class _Registers:
    statuses: list[Callable[..., Mapping[int, list[Status]]]] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    buttons: dict[str, Button] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    glances: dict[str, Glance] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    authors: tuple[Callable[[], Prepared], Callable[[UUID, str], str]] | None = None
    timeliness: Callable[..., Mapping[tuple[UUID, int | None], str]] | None = None


_registers = _Registers()


def status(reader):
    """`reader(people, on)` gives person_id -> list of Status, for all of them in one query."""
    _registers.statuses.append(reader)
    return reader


def standing(code, rows, person, read, detail="") -> None:
    """A status whose rows are read together with those of all other rooms, in one query.

    `rows(ids, on)` is a queryset, `person` its column of the person's id, `detail` a field or expression
    that `read(detail)` turns into a Status.
    """
    _once(_registers.standings, code, Standing(code, rows, person, detail, read))


def fact(key: str, order: int, reader, slim: bool = False) -> None:
    """A fact of the identity bar: `reader(child, request)` gives (label, words) or None.

    A slim one stands on every page of the record, not on "Now" alone.
    """
    _once(_registers.facts, key, Fact(key, order, reader, slim))


def button(key: str, label: str, order: int, url_name: str, permission: str) -> None:
    """A button of the identity bar; the first is the main one. Its address takes `person_id`."""
    _once(_registers.buttons, key, Button(key, label, order, url_name, permission))


def panel(
    key, title, order, template, context, column="main", permission=None, *, page=NOW
) -> None:
    """A panel of "Now", or of another page: `context(child, request)` is for its template, or None to
    stay away. On "Now" it stands in `column` "main" or "side"; at the "top" only what cannot wait.
    """
    panel_ = Panel(key, title, order, template, context, column, permission, page)
    _once(_registers.panels, key, panel_)


def section(
    key, title, order, url_name, count=None, permission=None, *, lines=(), note=None
) -> None:
    """A part of the record, in the side list, perhaps with a number or a few words beside it.

    `lines` are kinds of chronology lines to count, not far, all sections in one query; `note(record)` says
    something from what the page has read already; `count(child)` asks for itself.
    """
    section_ = Section(key, title, order, url_name, count, permission, tuple(lines), note)
    _once(_registers.sections, key, section_)


def chronology_kind(
    code, label, read, group="", to_child=False, *, to_court=0, to_manager=0, order=50, whole=None
) -> None:
    """A kind of line. `read(source_ids)` gives source_id -> Entry; `group` is a tick of the filter.

    With `to_child` it stands in the child's own chronology, in words of a table (see `tellings.plain`).
    `to_court` and `to_manager` are how significant such a line must be
    to stand in the chronology for a court and for a manager: 0, never (see `tellings`).

    `order` is where such a line stands among those of its day whose hour nobody knows: what brings about
    comes before what it brings about (see `queries.chronology`). `whole(source_ids, actor, to_court=False)`
    gives all that was told, where the line tells its beginning, to whoever may read it.
    """
    kind_ = Kind(code, label, read, group or label, to_child, to_court, to_manager, order, whole)
    _once(_registers.kinds, code, kind_)


def authors(reader: Callable[[], Prepared], address: Callable[[UUID, str], str]) -> None:
    """Who wrote and who signed off the steps that lines came of: asked for `these` steps, it answers
    (step, its code, who wrote it, who signed it off) of each. `address(step, code)` is where one is read.
    """
    if _registers.authors is not None:
        raise RegisteredTwice("authors")
    _registers.authors = reader, address


def timeliness(reader: Callable[..., Mapping[tuple[UUID, int | None], str]]) -> None:
    """What the work that lines came of did late: `reader(steps)` gives (step, person) -> words."""
    if _registers.timeliness is not None:
        raise RegisteredTwice("timeliness")
    _registers.timeliness = reader


def timely_of(steps: Iterable[UUID]) -> Mapping[tuple[UUID, int | None], str]:
    """(step, person) -> how late, of the work that answered a clock after its day. One query."""
    wanted = list(steps)
    return _registers.timeliness(wanted) if wanted and _registers.timeliness else {}


def glance(key: str, label: str, order: int, read, permission: str, *, is_column=True) -> None:
    """A few words about a child on lists: a column of a worker's own, or in a manager's sitting alone."""
    _once(_registers.glances, key, Glance(key, label, order, read, permission, is_column))


def said(source: Said) -> None:
    """One place more in which the words of children stand: see `queries.words`."""
    _once(_registers.said, source.code, source)


def said_for(actor) -> list[Said]:
    """The places of words that this worker may read."""
    return [each for each in _registers.said.values() if actor.may(each.permission)]


def glances_for(actor) -> list[Glance]:
    """The columns of a worker's own list of children."""
    return [each for each in all_glances_for(actor) if each.is_column]


def all_glances_for(actor) -> list[Glance]:
    return _ordered(g for g in _registers.glances.values() if actor.may(g.permission))


def standings_of(people: Iterable, on) -> dict[int, dict[str, str]]:
    """person_id -> {code: detail} for every way in which each stands on a day. One query."""
    people = list(people)
    if not people or not _registers.standings:
        return {person.pk: {} for person in people}
    return standings_wanted(people, on).answer()


def standings_wanted(people: Iterable, on) -> Wanted[dict[int, dict[str, str]]]:
    """The same for a page that asks for more at once."""
    ids = [person.pk for person in people]

    def stand(rows):
        found: dict[int, dict[str, str]] = {pk: {} for pk in ids}
        for code, person_id, detail in rows:
            found[person_id][code] = detail
        return found

    return Wanted(_all_standings(on, standing_codes()), {"people": ids}, stand)


@lru_cache(maxsize=8)
def _all_standings(on, codes: tuple[str, ...]) -> Prepared:
    """Kept for the days in use. Made of the registers, which only grow while the site starts."""
    parts = [_said(rows) for rows in standing_rows([PEOPLE], on)]
    return Prepared(parts[0].union(*parts[1:], all=True))


def standing_codes() -> tuple[str, ...]:
    """What a query made of all standings was made of."""
    return tuple(_registers.standings)


def standing_rows(ids, on) -> list[QuerySet]:
    """For a query that asks of more at once: rows with standing_code, standing_person, standing_detail."""
    return [_rows(each, ids, on) for each in _registers.standings.values()]


def _said(rows):
    return rows.values_list("standing_code", "standing_person", "standing_detail")


def _rows(each: Standing, ids, on):
    detail = F(each.detail) if isinstance(each.detail, str) and each.detail else each.detail
    return (
        each.rows(ids, on)
        .order_by()
        .annotate(
            standing_code=Value(each.code, CharField()),
            standing_person=F(each.person),
            standing_detail=Cast(detail or Value(""), CharField()),
        )
    )


def statuses_of(people: Iterable, on, standings=None) -> dict[int, list[Status]]:
    """Where each person stands, weightiest first."""
    people = list(people)
    standings = standings_of(people, on) if standings is None else standings
    found: dict[int, list[Status]] = {
        person.pk: [_registers.standings[c].read(d) for c, d in standings[person.pk].items()]
        for person in people
    }
    for reader in _registers.statuses:
        for person_id, more in reader(people, on).items():
            found[person_id].extend(more)
    return {pk: _weightiest_first(each) for pk, each in found.items()}


def _weightiest_first(statuses: list[Status]) -> list[Status]:
    telling = [each for each in statuses if not each.fills_gap]
    return sorted(telling or statuses, key=lambda s: (s.rank, s.label))


def facts_for(child, request, *, slim: bool = False) -> list[tuple[str, Any]]:
    wanted = _ordered(f for f in _registers.facts.values() if f.is_slim or not slim)
    answers = (each.read(child, request) for each in wanted)
    return [answer for answer in answers if answer is not None]


def buttons() -> list[Button]:
    return _ordered(_registers.buttons.values())


def panels_for(actor, page: str = NOW) -> list[Panel]:
    panels = (p for p in _registers.panels.values() if p.page == page)
    return _ordered(p for p in panels if _may(actor, p.permission))


def shown_panels(child, request, page: str = NOW) -> list[tuple[Panel, dict[str, Any]]]:
    """Each panel of a page with what its template is given, without those that stay away."""
    asked = ((each, each.context(child, request)) for each in panels_for(request.actor, page))
    return [
        (each, {"child": child, "panel": each, **said}) for each, said in asked if said is not None
    ]


def sections_for(actor) -> list[Section]:
    return _ordered(s for s in _registers.sections.values() if _may(actor, s.permission))


def kind(code: str) -> Kind | None:
    return _registers.kinds.get(code)


def entries_of(
    sources: Mapping[str, list[int]], steps: Mapping[tuple[str, int], UUID]
) -> dict[tuple[str, int], Entry]:
    """(kind, source id) -> what the line says, for all lines of a page. `steps` are what they came of."""
    known = {code: kind for code in sources if (kind := _registers.kinds.get(code))}
    # In the order of the register, so that the same kinds are the same query.
    together = [k for k in _registers.kinds.values() if k.code in known and _is_lines(k)]
    questions: list[Question] = [(k.read.prepared, {"rows": sources[k.code]}) for k in together]  # type: ignore[attr-defined]
    who_wrote = _registers.authors if steps else None
    if who_wrote is not None:
        questions.append((who_wrote[0](), {"these": list(set(steps.values()))}))
    asked = ask_together(questions)
    written = {} if who_wrote is None else {step: by for step, *by in asked.pop()}
    found = {
        k.code: k.read.said(rows)  # type: ignore[attr-defined]
        for k, rows in zip(together, asked, strict=True)
    }
    for code, each in known.items():
        if code not in found:
            found[code] = dict(each.read(sources[code]))
    return {
        (code, pk): _of_step(entry, steps.get((code, pk)), written)
        for code, said in found.items()
        for pk, entry in said.items()
    }


def whole_of(sources: Mapping[str, list[int]], actor, *, to_court: bool) -> dict:
    """(kind, source id) -> all that was told, of the kinds whose lines tell only its beginning."""
    return {
        (code, pk): words
        for code, ids in sources.items()
        if (kind := _registers.kinds.get(code)) and kind.whole
        for pk, words in kind.whole(ids, actor, to_court=to_court).items()
    }


def _of_step(entry: Entry, step: UUID | None, written: Mapping[UUID, list]) -> Entry:
    """The entry with whom and where it comes from, as far as its source did not say it."""
    if step is None or step not in written:
        url, wrote, signed = entry.shown_at, None, None
    else:
        code, wrote, signed = written[step]
        url = _registers.authors[1](step, code) if _registers.authors else None
    entry = replace(entry, url=entry.url or url)
    if entry.who:
        return entry
    if wrote:
        return replace(entry, who=wrote, signed_off_by=signed or "")
    return replace(entry, who=entry.recorded_by)


def _is_lines(kind: Kind) -> bool:
    return isinstance(kind.read, Lines)


def kinds() -> list[Kind]:
    return sorted(_registers.kinds.values(), key=lambda k: (k.group, k.label))


def kind_groups() -> dict[str, list[str]]:
    """The ticks of the chronology's filter: group -> codes."""
    groups: dict[str, list[str]] = {}
    for each in kinds():
        groups.setdefault(each.group, []).append(each.code)
    return groups


def _may(actor, permission):
    return permission is None or actor.may(permission)


def _ordered(items):
    return sorted(items, key=lambda item: (item.order, item.key))


def _once(register, key, value):
    if key in register:
        raise RegisteredTwice(key)
    register[key] = value
