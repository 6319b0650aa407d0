"""Letters as a council has them: what each says and looks like; of those on a record, what each asks for.

The layout is ours, set as PDF; or the council's own `TESSERA_LOCAL/letters/<code>.docx`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core import checks

from tessera.engine.documents import passages, word, wording
from tessera.engine.documents.rules import PDF
from tessera.engine.documents.wording import BadLetter, UnknownLetter

IN_A_LAYOUT = ("address", "title", "greeting", "opening", "words", "closing", "sign")
"""What a council's own layout may name besides the fields of the letter."""
IN_A_COPY = ("address", "title", "greeting", "opening", passages.NAME, "closing", "sign", "today")
"""The same, in what goes out after a meeting."""
COPY_NEEDS = ("opening", passages.NAME)
"""What no layout of such a copy leaves out: what it tells, and what it is put in the place of."""


@dataclass(frozen=True)
class Field:
    """Something that a letter names: filled from the record, or asked of the writer, or both: then the box
    begins with what the record says."""

    name: str
    label: str
    filled_from: str = ""
    hint: str = ""
    is_asked: bool = False


@dataclass(frozen=True, kw_only=True)
class Worded:
    """What a letter says and looks like. `digest` changes with every word and every byte of the layout."""

    code: str
    texts: Mapping[str, Any]
    digest: str = ""
    layout: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Template(Worded):
    """One kind of letter that a worker writes on a record."""

    label: str
    kind: str
    to: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    steps: tuple[str, ...] = ()
    free: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.is_asked)

    @property
    def filled(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if not each.is_asked)


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


def worded(code: str) -> Worded:
    """Any letter, also one that a room fills and sends. Raises UnknownLetter."""
    texts = wording.letters().get(code)
    if texts is None:
        raise UnknownLetter(code)
    return Worded(code=code, texts=texts, **_kept(code, texts))


def made(
    mine: Worded, *, values: Callable[[], Mapping[str, object]], pdf: Callable[[], bytes]
) -> tuple[bytes, str]:
    """A letter as bytes, and what they are: in the council's own Word layout, or else set by us."""
    if mine.layout is not None:
        return word.render(mine.layout, values()), word.WORD.media_type
    return pdf(), PDF.media_type


def layout_names(texts: Mapping[str, Any]) -> set[str]:
    """Everything that may stand in a layout of this letter: `{{ words }}`."""
    more = IN_A_LAYOUT if wording.is_on_a_record(texts) else IN_A_COPY
    return wording.field_names(texts) | {*more}


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
    if mine is None:
        raise BadLetter(
            f"{file}: there is no letter {file.stem}. Name it as one, such as plain.docx or"
            f" conference_decisions.docx, or add {wording.OWN}{file.stem}.yaml with its words."
        )
    layout = file.read_bytes()
    try:
        word.check(layout, layout_names(mine), () if wording.is_on_a_record(mine) else COPY_NEEDS)
    except word.BadLayout as bad:
        raise BadLetter(f"{file}: {bad}") from bad
    return layout


def _template(code: str, texts: Mapping[str, Any]) -> Template:
    return Template(
        code=code,
        label=texts["label"],
        kind=texts["kind"],
        to=tuple(texts["to"]),
        texts=texts,
        fields=tuple(
            Field(
                name,
                each["label"],
                each.get("from", ""),
                each.get("hint", ""),
                "from" not in each or "ask" in each,
            )
            for name, each in (texts["fields"] or {}).items()
        ),
        steps=tuple(texts.get("steps", ())),
        free=texts.get("free", {}),
        **_kept(code, texts),
    )


def _kept(code: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    said = json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()
    layout = _layouts(wording.local_folder()).get(code)
    return {"digest": hashlib.sha256(said + (layout or b"")).hexdigest(), "layout": layout}
