"""What the return will say of one child, part by part in words, and in which form each was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from tessera.engine.workflow import register
from tessera.engine.workflow.lines import address_of_step
from tessera.engine.workflow.models import Step
from tessera.insight.cin_census import layout, putting_right, words
from tessera.insight.cin_census.checks import child_findings
from tessera.insight.cin_census.putting_right import ToPutRight
from tessera.insight.cin_census.queries import child_in_return
from tessera.insight.cin_census.shape import Child, Review, Row
from tessera.insight.cin_census.years import Year
from tessera.people.models import Person


@dataclass(frozen=True)
class Value:
    """One field: its name, what it says in words, and the code in the file."""

    label: str
    said: str
    code: str = ""


@dataclass
class Part:
    """A row of the return: its fields, and where it was written."""

    title: str
    values: list[Value] = field(default_factory=list)
    href: str = ""
    source: str = ""


@dataclass(frozen=True)
class Told:
    parts: list[Part]
    asked: list[ToPutRight]


def told_of(person: Person, year: Year) -> Told | None:
    """The return's own row of one child, with what its rules ask. None: the child is not in that return."""
    child = child_in_return(person, year.number)
    if child is None:
        return None
    return Told(_parts(person, child, year), asked_of(person, child, year))


def asked_of(person: Person, child: Child, year: Year) -> list[ToPutRight]:
    """What the rules of that year find in the child's row. What compares children with each other is asked
    of the whole return alone."""
    return [putting_right.thing(each, person) for each in child_findings(child, year)]


def _parts(person: Person, child: Child, year: Year) -> list[Part]:
    rows = list(_rows(layout.CHILD, child, year.number))
    steps = Step.objects.filter(public_id__in=[row.step_ref for _, row in rows if row.step_ref])
    codes = dict(steps.values_list("public_id", "code"))
    return [_part(person, part, row, year.number, codes) for part, row in rows]


def _rows(part: layout.Rows, row: Row, year: int) -> Iterator[tuple[layout.Rows, Row]]:
    """Each row with its element: the child's, then case by case."""
    yield part, row
    for inner in _flat(part):
        if isinstance(inner, layout.Rows) and inner.since <= year:
            for each in getattr(row, inner.name):
                yield from _rows(inner, each, year)


def _flat(part: layout.Rows | layout.Wrapper) -> Iterator[Any]:
    """The parts of a row, out of the elements that only hold others."""
    for each in part.parts:
        if isinstance(each, layout.Wrapper):
            yield from _flat(each)
        else:
            yield each


def _part(person: Person, part: layout.Rows, row: Row, year: int, codes: dict[UUID, str]) -> Part:
    found = Part(words.ROWS[part.tag])
    if isinstance(row, Review):
        found.values.append(_value("CPPreviewDate", row.held_on, year))
    for each in _flat(part):
        if _is_told(each, year):
            found.values.append(_value(each.tag, getattr(row, each.name), year))
    found.href, found.source = _source(person, part, row, codes)
    return found


def _is_told(part: Any, year: int) -> bool:
    if isinstance(part, layout.Leaf):
        return part.since <= year <= part.until
    return isinstance(part, layout.Values)


def _value(tag: str, value: Any, year: int) -> Value:
    return Value(
        words.field_words(tag), words.value_words(tag, value, year), words.codes_of(tag, value)
    )


def _source(person: Person, part: layout.Rows, row: Row, codes: dict[UUID, str]) -> tuple[str, str]:
    """The form that the row was begun in; without one, the page of the record that holds it."""
    code = codes.get(row.step_ref) if row.step_ref else None
    if row.step_ref and code:
        return address_of_step(row.step_ref, code), register.step(code).title
    if part is layout.CHILD:
        return reverse("people:details", args=[person.public_id]), "Details"
    return putting_right.where(part.tag, person)
