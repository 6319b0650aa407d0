"""The wording of letters as data: `letters/<code>.yaml` in a room, with a council's own words over it.

A council changes any of the texts in `TESSERA_LOCAL/letters/<code>.yaml`, and adds letters of its own as
`local_<name>.yaml`. What stands in braces is filled from the record: `{recipient}`. A name that the
letter does not have is refused at the start.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core import checks

TEXTS = ("title", "greeting", "opening", "closing", "sign")
ABOUT = ("label", "kind", "to")
"""What a letter that a worker writes on a record says of itself, besides its texts."""
MAY = ("steps", "free")
PLACE = re.compile(r"\{(\w+)\}")
OWN = "local_"
ALWAYS = (
    "recipient", "child", "child_first", "worker", "worker_title", "worker_telephone", "team",
    "council", "today",
)  # fmt: skip
"""What every letter on a record may name without asking for it."""
RECIPIENTS = ("child", "family", "agency")


class BadLetter(ValueError):
    """A letter's wording does not fit: the file, what is wrong with it, and what to do."""


class UnknownLetter(LookupError):
    """No room has a letter of this code."""


def letter(code: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a letter with its fields filled in. Raises UnknownLetter, BadLetter."""
    texts = letters().get(code)
    if texts is None:
        raise UnknownLetter(code)
    return {key: filled(texts[key], fields) for key in TEXTS}


def filled(text: Any, fields: Mapping[str, str]) -> Any:
    """A text, or a list of them, with what stands in braces filled in."""
    if isinstance(text, list):
        return [filled(each, fields) for each in text]
    return PLACE.sub(lambda found: fields[found[1]], text)


def letters() -> Mapping[str, Mapping[str, Any]]:
    """Every letter by code, as the council has it."""
    return _letters(local_folder())


def local_folder() -> str:
    return os.environ.get("TESSERA_LOCAL", "")


def problems() -> list[str]:
    """What is wrong with the council's own wording, file by file; the folder is read afresh."""
    return _read_afresh()[1]


def letters_that_fit() -> Mapping[str, Mapping[str, Any]]:
    """Every letter by code as the folder is now, without what does not fit."""
    return _read_afresh()[0]


def _read_afresh() -> tuple[Mapping[str, Mapping[str, Any]], list[str]]:
    found, wrong = _ours(), []
    for file in _files(local_folder()):
        try:
            _laid_over(found, file)
        except BadLetter as bad:
            wrong.append(str(bad))
    return found, wrong


def whose(code: str) -> str:
    """Ours, changed by the council, or the council's own: in words for a page."""
    if code.startswith(OWN):
        return "Your own"
    return "As we ship it" if _ours().get(code) == letters()[code] else "Changed by you"


def is_on_a_record(texts: Mapping[str, Any]) -> bool:
    """Whether a worker writes it on a record; the others are filled by the room that sends them."""
    return "label" in texts


@checks.register("letters")
def every_letter_can_be_filled(app_configs: object = None, **kwargs: object) -> list:
    try:
        letters()
    except BadLetter as bad:
        return [checks.Error(str(bad), id="documents.E001")]
    return []


@lru_cache(maxsize=4)
def _letters(overlay: str) -> Mapping[str, Mapping[str, Any]]:
    found = _ours()
    for file in _files(overlay):
        _laid_over(found, file)
    return found


def _ours() -> dict[str, dict[str, Any]]:
    found = {}
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "letters").glob("*.yaml")):
            found[file.stem] = _whole(file)
    return found


def _files(overlay: str) -> list[Path]:
    return sorted(Path(overlay, "letters").glob("*.yaml")) if overlay else []


def _laid_over(found: dict[str, dict[str, Any]], file: Path) -> None:
    if file.stem.startswith(OWN):
        found[file.stem] = _whole(file)
    elif file.stem in found:
        found[file.stem] = _changed(file, found[file.stem])
    else:
        raise BadLetter(
            f"{file}: there is no letter {file.stem} to change. A letter of your own has a name that"
            f" begins with {OWN}."
        )


def _whole(file: Path) -> dict[str, Any]:
    texts = _read(file)
    on_record = is_on_a_record(texts)
    wanted = {*TEXTS, "fields", *(ABOUT if on_record else ())}
    _only(file, texts, wanted | ({*MAY} if on_record else set()))
    if wanted - texts.keys():
        raise BadLetter(f"{file}: {', '.join(sorted(wanted - texts.keys()))} missing. Add it.")
    _fits(file, texts, texts)
    return texts


def _changed(file: Path, over: Mapping[str, Any]) -> dict[str, Any]:
    """Ours with the council's texts; what a letter is filled from stays ours."""
    texts = _read(file)
    _only(file, texts, {*TEXTS, *(("label", "free") if is_on_a_record(over) else ())})
    whole = {**over, **texts}
    _fits(file, texts, whole)
    return whole


def _read(file: Path) -> dict[str, Any]:
    try:
        texts = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadLetter(
            f"{file}, line {line}: this is not YAML. Check colons, quotes and indents here."
        ) from error
    if not isinstance(texts, dict):
        raise BadLetter(f"{file}: this is no list of texts. Begin each line with its name: title.")
    return texts


def _only(file: Path, texts: Mapping[str, Any], known: set[str]) -> None:
    strange = sorted(str(key) for key in texts.keys() - known)
    if strange:
        raise BadLetter(
            f"{file}: {', '.join(strange)}: only {', '.join(sorted(known))} may be there."
        )


def _fits(file: Path, texts: Mapping[str, Any], whole: Mapping[str, Any]) -> None:
    if is_on_a_record(whole):
        _about_fits(file, whole)
    names = field_names(whole)
    for key, text in _texts(texts):
        if not isinstance(text, str):
            raise BadLetter(f"{file}: {key}: a text is no text. Put it between quotes.")
        strange = sorted(set(PLACE.findall(text)) - names)
        if strange:
            raise BadLetter(
                f"{file}: {key}: {', '.join(strange)} cannot be filled in. This letter has"
                f" {', '.join(sorted(names))}."
            )


def field_names(texts: Mapping[str, Any]) -> set[str]:
    """Everything that may stand in braces in this letter."""
    return {*texts["fields"], *(ALWAYS if is_on_a_record(texts) else ())}


def _texts(texts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in TEXTS:
        value = texts.get(key, [])
        yield from ((key, each) for each in (value if isinstance(value, list) else [value]))
    free = texts.get("free")
    if isinstance(free, dict):
        yield from ((f"free {key}", text) for key, text in free.items() if key != "required")


def _about_fits(file: Path, whole: Mapping[str, Any]) -> None:
    to = whole["to"]
    if not isinstance(to, list) or not to or not set(to) <= set(RECIPIENTS):
        raise BadLetter(f"{file}: to: a list of {', '.join(RECIPIENTS)}.")
    free = whole.get("free", {})
    if not isinstance(free, dict) or free.keys() - {"label", "hint", "text", "required"}:
        raise BadLetter(f"{file}: free: label, hint, text and required may be there.")
    if free and "label" not in free:
        raise BadLetter(f"{file}: free: give it a label: what the page calls the box.")
    fields = whole["fields"] or {}
    if not isinstance(fields, dict):
        raise BadLetter(f"{file}: fields: each name with its label, and where it is filled from.")
    for name, each in fields.items():
        one = isinstance(each, dict) and "label" in each and ("from" in each or "ask" in each)
        if not one or each.keys() - {"label", "hint", "from", "ask"}:
            raise BadLetter(
                f"{file}: fields: {name}: give it a label, and either from (what fills it) or"
                " ask: true, or both."
            )
