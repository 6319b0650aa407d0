"""Every letter as it would look, about nobody: for whoever changes the wording or the layout."""

from collections.abc import Mapping
from typing import Any

from tessera.engine.documents import passages, typesetting, wording, written

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
    if not wording.is_on_a_record(texts):
        mine = written.worded(code)
        data = {**_headed(said, council), **said, "sections": passages.EXAMPLE}
        return written.made(
            mine,
            values=lambda: _in_layout(said, values) | {"sections": passages.EXAMPLE},
            pdf=lambda: typesetting.decisions_pdf(data),
        )
    template = written.template(code)
    return written.made(
        template,
        values=lambda: _in_layout(said, values) | {"words": WORDS},
        pdf=lambda: typesetting.letter_pdf(_letter(said, council, template)),
    )


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
        "closing": "\n\n".join(said["closing"]),
        "address": ADDRESS,
        "today": NOBODY["today"],
    }


def _headed(said: Mapping[str, Any], council: str) -> dict[str, Any]:
    return {
        "title": said["title"],
        "council": council,
        "marking": "An example about nobody",
        "addressee": ADDRESS,
        "on": NOBODY["today"],
        "made": "",
    }


def _letter(said: Mapping[str, Any], council: str, mine: written.Template) -> dict[str, Any]:
    free = [WORDS] if mine.free else []
    return {
        **_headed(said, council),
        "reference": "",
        "greeting": said["greeting"],
        "paragraphs": [*said["opening"], *free, *said["closing"]],
        "closing": said["sign"],
    }
