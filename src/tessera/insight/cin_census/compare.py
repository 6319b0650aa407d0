"""Two returns of one year laid side by side: which children came, went, or are told otherwise."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.insight.cin_census import layout, shape, words

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs: where it stands, in words, and what it was and is."""

    row: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedChild:
    la_child_id: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ChangedChild, ...]
    unchanged: int

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(before: Iterable[shape.Child], after: Iterable[shape.Child], year: int) -> Comparison:
    """Children by their id, in order; rows within a child by the day they began."""
    old = {child.la_child_id or "": child for child in before}
    new = {child.la_child_id or "": child for child in after}
    both = sorted(old.keys() & new.keys())
    changed = [
        ChangedChild(each, changes)
        for each in both
        if old[each] != new[each] and (changes := tuple(_changes(old[each], new[each], year)))
    ]
    return Comparison(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(changed),
        unchanged=len(both) - len(changed),
    )


def _changes(before: shape.Child, after: shape.Child, year: int) -> Iterator[Change]:
    old, new = _flat(before), _flat(after)
    for place in {**old, **new}:
        was, now = old.get(place), new.get(place)
        if was != now:
            row, tag = place
            yield Change(
                row,
                words.field_words(tag),
                words.value_words(tag, was, year),
                words.value_words(tag, now, year),
            )


def _flat(child: shape.Child) -> dict[Place, Any]:
    values: dict[Place, Any] = {}
    _add(values, layout.CHILD.parts, child, words.ROWS["Child"])
    return values


def _add(values: dict[Place, Any], parts: Iterable[Any], row: Any, label: str) -> None:
    for part in parts:
        if isinstance(part, layout.Leaf):
            _put(values, label, part.tag, getattr(row, part.name))
        elif isinstance(part, layout.Values):
            _put(values, label, part.tag, tuple(sorted(getattr(row, part.name))))
        elif isinstance(part, layout.Wrapper):
            _add(values, part.parts, row, label)
        else:
            _add_rows(values, part, getattr(row, part.name))


def _put(values: dict[Place, Any], label: str, tag: str, value: Any) -> None:
    if value not in (None, "", ()):
        values[label, tag] = value


def _add_rows(values: dict[Place, Any], part: layout.Rows, rows: Iterable[shape.Row]) -> None:
    """Rows that began on the same day are told apart by a number."""
    times: Counter[str] = Counter()
    for row in rows:
        label = f"{words.ROWS[part.tag]} of {_day(row)}"
        times[label] += 1
        if times[label] > 1:
            label = f"{label} ({times[label]})"
        if part is layout.REVIEW:
            _put(values, label, part.tag, getattr(row, "held_on", None))
        else:
            _add(values, part.parts, row, label)


def _day(row: shape.Row) -> str:
    for name in ("referred_on", "started_on", "held_on"):
        on = getattr(row, name, None)
        if isinstance(on, date):
            return words.date_words(on)
    return "an unknown day"
