"""The wording of letters as data: `letters/<code>.yaml` in a room, with a council's own words over it.

A council changes any of the texts in `TESSERA_LOCAL/letters/<code>.yaml`. What stands in braces is
filled from the record: `{recipient}`. A name that the letter does not have is refused at the start.
"""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core import checks

TEXTS = ("title", "greeting", "opening", "closing", "sign")
PLACE = re.compile(r"\{(\w+)\}")


class BadLetter(ValueError):
    """A letter's wording does not fit: the file and what is wrong with it."""


class UnknownLetter(LookupError):
    """No room has a letter of this code."""


def letter(code: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a letter with its fields filled in. Raises UnknownLetter, BadLetter."""
    texts = _letters(os.environ.get("TESSERA_LOCAL", "")).get(code)
    if texts is None:
        raise UnknownLetter(code)
    return {
        key: [_filled(each, fields) for each in value]
        if isinstance(value, list)
        else _filled(value, fields)
        for key, value in texts.items()
        if key != "fields"
    }


def letters() -> Mapping[str, Mapping[str, Any]]:
    """Every letter by code, as the council has it."""
    return _letters(os.environ.get("TESSERA_LOCAL", ""))


@checks.register("letters")
def every_letter_can_be_filled(app_configs: object = None, **kwargs: object) -> list:
    try:
        letters()
    except BadLetter as bad:
        return [checks.Error(str(bad), id="documents.E001")]
    return []


def _filled(text: str, fields: Mapping[str, str]) -> str:
    return PLACE.sub(lambda found: fields[found[1]], text)


@lru_cache(maxsize=4)
def _letters(overlay: str) -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "letters").glob("*.yaml")):
            found[file.stem] = _read(file)
    for file in sorted(Path(overlay, "letters").glob("*.yaml")) if overlay else ():
        if file.stem not in found:
            raise BadLetter(f"{file}: there is no letter {file.stem} to change.")
        found[file.stem] |= _read(file, over=found[file.stem])
    return found


def _read(file: Path, over: Mapping[str, Any] | None = None) -> dict[str, Any]:
    texts = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    known = set(TEXTS) | ({"fields"} if over is None else set())
    if not isinstance(texts, dict) or texts.keys() - known:
        raise BadLetter(f"{file}: only {', '.join(TEXTS)} may be there.")
    if over is None and set(texts) != known:
        raise BadLetter(f"{file}: {', '.join(sorted(known - set(texts)))} missing.")
    fields = set((over or texts)["fields"])
    for key in set(texts) - {"fields"}:
        for text in texts[key] if isinstance(texts[key], list) else [texts[key]]:
            strange = {each for each in PLACE.findall(str(text)) if each not in fields}
            if not isinstance(text, str) or strange:
                names = ", ".join(sorted(strange)) or "a text that is no text"
                raise BadLetter(f"{file}: {key}: {names} cannot be filled in.")
    return texts
