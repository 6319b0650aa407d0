"""What later rooms say under a child's protection plan on the record, without this room knowing them."""

from collections.abc import Callable
from typing import Any

_notes: dict[str, tuple[Any, Callable[[Any], str]]] = {}


def plan_note(name: str, expression: Any, words: Callable[[Any], str]) -> None:
    """`expression` is read with the plan, in its one query; `words` make a sentence of it, or nothing.

    Called from a room's `panels.py`.
    """
    _notes[f"note_{name}"] = (expression, words)


def with_notes(plans):
    return plans.annotate(**{name: expression for name, (expression, _) in _notes.items()})


def notes_of(plan) -> list[str]:
    said = (words(getattr(plan, name)) for name, (_, words) in _notes.items())
    return [each for each in said if each]
