"""Every letter as it would look, about nobody: for whoever changes the wording or the layout."""

from collections.abc import Mapping
from typing import Any

from tessera.engine.documents import typesetting, word, wording, written
from tessera.engine.documents.rules import PDF

NOBODY = {
    "recipient": "Wren Ashdown",
    "child": "Robin Ashdown",
    "children": "Robin Ashdown",
    "child_first": "Robin",
    "worker": "Alex Invented",
    "worker_title": "Social worker",
    "worker_telephone": "01632 960999",
    "team": "Invented team",
    "today": "1 April 2026",
    "sender": "Alex Invented",
    "sender_title": "Business support",
    "chair": "Sam Invented",
    "held_on": "1 April 2026",
    "meeting": "Review child protection conference",
}
ADDRESS = "Wren Ashdown\n1 Invented Street\nNowhere\nZZ1 1ZZ"
WORDS = "Here stand the words of whoever writes the letter."


def sample(code: str, *, council: str) -> tuple[bytes, str]:
    """The letter about an invented person, and what it is. Raises UnknownLetter."""
    texts = wording.letters().get(code)
    if texts is None:
        raise wording.UnknownLetter(code)
    values = _values(texts, council)
    said = wording.letter(code, values)
    mine = written.templates().get(code)
    if mine is not None and mine.layout is not None:
        return word.render(mine.layout, _in_layout(said, values)), word.WORD.media_type
    return typesetting.letter_pdf(_data(said, council, mine)), PDF.media_type


def _values(texts: Mapping[str, Any], council: str) -> dict[str, str]:
    fields = texts["fields"] or ()
    labels = (
        {name: each["label"] for name, each in fields.items()} if isinstance(fields, dict) else {}
    )
    names = wording.field_names(texts)
    found = {name: labels.get(name) or NOBODY.get(name) or name.replace("_", " ") for name in names}
    return found | {"council": council}


def _in_layout(said: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, object]:
    return {
        **values,
        **{key: said[key] for key in ("title", "greeting", "sign")},
        "opening": "\n\n".join(said["opening"]),
        "words": WORDS,
        "closing": "\n\n".join(said["closing"]),
        "address": ADDRESS,
    }


def _data(said: Mapping[str, Any], council: str, mine: written.Template | None) -> dict[str, Any]:
    free = [WORDS] if mine is None or mine.free else []
    return {
        "title": said["title"],
        "council": council,
        "marking": "An example about nobody",
        "addressee": ADDRESS,
        "on": NOBODY["today"],
        "reference": "",
        "greeting": said["greeting"],
        "paragraphs": [*said["opening"], *free, *said["closing"]],
        "closing": said["sign"],
        "made": "",
    }
