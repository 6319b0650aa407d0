"""Letters that a worker writes on a record: what each asks for, says, and looks like.

The layout is ours, set as PDF; or the council's own `TESSERA_LOCAL/letters/<code>.docx`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core import checks

from tessera.engine.documents import word, wording
from tessera.engine.documents.wording import BadLetter, UnknownLetter

IN_A_LAYOUT = ("address", "title", "greeting", "opening", "words", "closing", "sign")
"""What a council's own layout may name besides the fields of the letter."""


@dataclass(frozen=True)
class Field:
    """Something that a letter names: filled from the record, or asked of the writer."""

    name: str
    label: str
    filled_from: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Template:
    """One kind of letter. `digest` changes with every word of it and every byte of its layout."""

    code: str
    label: str
    kind: str
    to: tuple[str, ...]
    texts: Mapping[str, Any]
    fields: tuple[Field, ...] = ()
    steps: tuple[str, ...] = ()
    free: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    layout: bytes | None = None

    @property
    def asked(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if not each.filled_from)


def templates() -> dict[str, Template]:
    """Every letter that may be written on a record, by code."""
    return {
        code: _template(code, texts)
        for code, texts in wording.letters().items()
        if wording.is_on_a_record(texts)
    }


def template(code: str) -> Template:
    """Raises UnknownLetter."""
    try:
        return templates()[code]
    except KeyError:
        raise UnknownLetter(code) from None


def layout_names(texts: Mapping[str, Any]) -> set[str]:
    """Everything that may stand in a layout of this letter: `{{ words }}`."""
    return wording.field_names(texts) | {*IN_A_LAYOUT}


def problems() -> list[str]:
    """What is wrong with the council's wording and layouts, file by file; the folder is read afresh."""
    found = wording.problems()
    texts = wording.letters_that_fit()
    for file in _files(wording.local_folder()):
        try:
            _layout(file, texts)
        except BadLetter as bad:
            found.append(str(bad))
    return found


@checks.register("letters")
def every_layout_can_be_filled(app_configs: object = None, **kwargs: object) -> list:
    try:
        _layouts(wording.local_folder())
    except BadLetter as bad:
        return [checks.Error(str(bad), id="documents.E002")]
    return []


@lru_cache(maxsize=4)
def _layouts(overlay: str) -> Mapping[str, bytes]:
    """Read once, when the site starts, as all of a council's layer."""
    texts = wording.letters_that_fit()
    return {file.stem: _layout(file, texts) for file in _files(overlay)}


def _files(overlay: str) -> list[Path]:
    """Word's own lock files, which stand beside a document that is open, are passed over."""
    found = sorted(Path(overlay, "letters").glob("*.docx")) if overlay else []
    return [file for file in found if not file.name.startswith("~$")]


def _layout(file: Path, texts: Mapping[str, Mapping[str, Any]]) -> bytes:
    mine = texts.get(file.stem)
    if mine is None or not wording.is_on_a_record(mine):
        raise BadLetter(
            f"{file}: there is no letter {file.stem} that is written on a record. Name it as one, such as"
            f" plain.docx, or add {wording.OWN}{file.stem}.yaml with its words."
        )
    layout = file.read_bytes()
    try:
        word.check(layout, layout_names(mine))
    except word.BadLayout as bad:
        raise BadLetter(f"{file}: {bad}") from bad
    return layout


def _template(code: str, texts: Mapping[str, Any]) -> Template:
    said = json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()
    layout = _layouts(wording.local_folder()).get(code)
    return Template(
        code=code,
        label=texts["label"],
        kind=texts["kind"],
        to=tuple(texts["to"]),
        texts=texts,
        fields=tuple(
            Field(name, each["label"], each.get("from", ""), each.get("hint", ""))
            for name, each in (texts["fields"] or {}).items()
        ),
        steps=tuple(texts.get("steps", ())),
        free=texts.get("free", {}),
        digest=hashlib.sha256(said + (layout or b"")).hexdigest(),
        layout=layout,
    )
