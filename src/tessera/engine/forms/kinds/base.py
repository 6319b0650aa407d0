"""What every kind of question does. Stored values are plain JSON; nothing typed is ever thrown away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tessera.engine.forms.definitions import FormField
from tessera.engine.forms.filling import Row

TYPED = "_typed"


def typed(raw: Any, problem: str) -> dict:
    """What someone typed that does not fit (31 February): kept as typed until it is put right."""
    return {TYPED: raw, "problem": problem}


def is_typed(value: Any) -> bool:
    return isinstance(value, dict) and TYPED in value


@dataclass(frozen=True)
class Asked:
    """The circumstances in which a field is read or judged.

    `known` finds a person, worker or organisation by public id, and gives {"id", "name"} or None;
    `rows` gives what the record puts into a table.
    """

    today: date
    name: str = ""
    known: Callable[[str, str], dict | None] = lambda kind, public_id: None
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Callable[[FormField], list[Row]] = lambda field: []


class Kind:
    """One kind. `read` turns what a page posted into a stored value; None is no answer.

    A kind that is not `is_typed_in` is kept in another way than with the words of its page.
    """

    is_typed_in = True

    def read(self, field: FormField, post: Mapping, name: str, asked: Asked) -> Any:
        return self.clean(field, (post.get(name) or "").strip(), asked)

    def clean(self, field: FormField, raw: str, asked: Asked) -> Any:
        return raw or None

    def store(self, value: Any) -> Any:
        """A Python value, as handlers and the demo give it, in its stored form."""
        return value

    def problem(self, field: FormField, value: Any, asked: Asked) -> str:
        """What is wrong with an answer, in words that say what to do; nothing when it is right."""
        return value["problem"] if is_typed(value) else ""

    def missing(self, field: FormField, asked: Asked) -> str:
        return in_words(field.missing or f"Answer: {field.label}", asked)

    def python(self, value: Any) -> Any:
        return value

    def python_of(self, field: FormField, value: Any) -> Any:
        """The stored value as handlers want it."""
        return self.python(value)

    def shown(self, field: FormField, value: Any, on: date) -> str:
        """The answer as it is read on a page and on paper."""
        return str(value)

    def names(self, field: FormField, name: str) -> tuple[str, ...]:
        """The input names that this field posts."""
        return (name,)


_kinds: dict[str, Kind] = {}


def register(name: str) -> Callable[[type[Kind]], type[Kind]]:
    def add(kind: type[Kind]) -> type[Kind]:
        _kinds[name] = kind()
        return kind

    return add


def kind_of(field: FormField) -> Kind:
    return _kinds[field.kind]


def said(field: FormField, value: Any, on: date) -> str:
    """Any stored value in words, also one that does not fit yet."""
    if value is None:
        return ""
    if is_typed(value):
        raw = value[TYPED]
        return (
            " ".join(str(part) for part in raw.values() if part) if isinstance(raw, dict) else raw
        )
    return kind_of(field).shown(field, value, on)


def in_words(text: str, asked: Asked) -> str:
    return text.replace("{name}", asked.name)
