"""A sheet's answers as a handler or a page asks for them: for all, or for one child."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tessera.engine.forms.chosen import chosen
from tessera.engine.forms.definitions import FormDefinition, FormField
from tessera.engine.forms.kinds import is_typed, kind_of
from tessera.engine.forms.kinds.base import Asked, in_words
from tessera.engine.forms.kinds.people import Chosen

Key = tuple[str, int | None]


@dataclass(frozen=True)
class Problem:
    """What stands in the way of finishing: where, whose, what to do, and where else it is done."""

    section: str
    field: str
    child: Any
    words: str
    href: str = ""


class AnswerSet(Mapping):
    """Answers of one sheet. `answers["field"]` is what was said for all; `answers.of(child)` for one.

    A field that the form does not have is a KeyError; one that is not answered, or not shown because
    of another answer, is None.
    """

    def __init__(self, form: FormDefinition, stored: Mapping[Key, Any], child=None, chosen=None):
        self.form = form
        self.child = child
        self._stored = stored
        self._chosen = {} if chosen is None else chosen

    def of(self, child) -> "AnswerSet":
        """This child's answers, falling back to those given for all."""
        return AnswerSet(self.form, self._stored, child, self._chosen)

    def stored(self, key: str) -> Any:
        """The value as it is kept, whether or not it is shown."""
        if self.child is not None and (key, self.child.pk) in self._stored:
            return self._stored[key, self.child.pk]
        return self._stored.get((key, None))

    def is_shown(self, key: str) -> bool:
        when = self.form.field(key).show_when
        return when is None or all(self._brings_up(one) for one in when.all)

    def _brings_up(self, when) -> bool:
        """By what this child said; of a question to all, by what was said of any of them."""
        if not self.is_shown(when.field):
            return False
        field = self.form.field(when.field)
        if self.child is None and self.form.section_of(when.field).is_each_child(field):
            return any(when.holds(v) for (key, _), v in self._stored.items() if key == when.field)
        return when.holds(self.stored(when.field))

    def counted(self, key: str) -> Any:
        """The stored value, if the field is shown and what was typed fits."""
        value = self.stored(key) if self.is_shown(key) else None
        return None if is_typed(value) else value

    def typed(self) -> dict[str, Any]:
        """Every stored value that counts."""
        return {f.key: self.counted(f.key) for f in self.form.fields}

    def everyones(self, key: str) -> list:
        """What was said for all and for each child, each answer once: for what may follow a step."""
        field = self.form.field(key)
        said = [v for (k, _), v in self._stored.items() if k == key and v is not None]
        return [
            self._python(field, v)
            for n, v in enumerate(said)
            if v not in said[:n] and not is_typed(v)
        ]

    def __getitem__(self, key: str) -> Any:
        return self._python(self.form.field(key), self.counted(key))

    def __iter__(self):
        return (field.key for field in self.form.fields)

    def __len__(self):
        return len(self.form.fields)

    def _python(self, field: FormField, value: Any) -> Any:
        if value is None:
            return None
        kind = kind_of(field)
        if isinstance(kind, Chosen):
            return self._find(kind.noun, value["id"])
        return kind.python_of(field, value)

    def _find(self, noun: str, public_id: str):
        if (noun, public_id) not in self._chosen:
            self._chosen[noun, public_id] = chosen(noun, public_id)
        return self._chosen[noun, public_id]


def problems(answers: AnswerSet, subjects: Iterable, asked: Asked) -> list[Problem]:
    """Everything that is still missing or does not fit, in the order of the form."""
    subjects = list(subjects)
    found = []
    for section in answers.form.sections:
        for field in section.fields:
            each = subjects if section.is_each_child(field) and subjects else [None]
            for child in each:
                words = problem(answers.of(child), field, asked)
                if words:
                    found.append(Problem(section.key, field.key, child, words))
    return found


def problem(answers: AnswerSet, field: FormField, asked: Asked) -> str:
    """What is wrong with one field for one child, or nothing."""
    if not field.is_asked or not answers.is_shown(field.key):
        return ""
    value = answers.stored(field.key)
    name = first_name(answers.child) if answers.child is not None else asked.name
    values = {f.key: answers.stored(f.key) for f in bounds(field, answers)}
    asked = replace(asked, name=name, values=values)
    if field.rows_from and value is None:
        return in_words(kind_of(field).problem(field, [], asked), asked)
    if value is None:
        return kind_of(field).missing(field, asked) if field.required else ""
    return in_words(kind_of(field).problem(field, value, asked), asked)


def bounds(field: FormField, answers: AnswerSet) -> list[FormField]:
    """The other fields that this one is measured against."""
    return [
        answers.form.field(key)
        for key in (field.not_after, field.not_before)
        if key in answers.form
    ]


def first_name(child) -> str:
    return child.known_as or child.given_name or child.name
