"""Reads the code sets, ours and the council's wording over them, and refuses what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tessera.foundations.codesets.sets import Code, CodeSet

DATA = Path(__file__).with_name("data")
# The loader written in C, where it is built in, reads the lists ten times as fast; both are safe.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OVERLAY_FILE = "codesets.yaml"
SET_FIELDS = {"title", "source", "statutory", "codes"}
CODE_FIELDS: dict[str, type | tuple[type, ...]] = {
    "code": str,
    "label": str,
    "group": str,
    "first_year": int,
    "last_year": int,
    "first_on": date,
    "last_on": date,
    "label_from": dict,
}


class BadCodeSet(ValueError):
    """A code set or its overlay is wrong: names the file, the set and the code."""


def load(overlay: str = "") -> dict[str, CodeSet]:
    """Every code set, with the council's overlay folder laid over it."""
    sets: dict[str, CodeSet] = {}
    for file in sorted(DATA.glob("*.yaml")):
        for code_set in _sets_in(file):
            if code_set.name in sets:
                raise BadCodeSet(f"{file.name}: the set {code_set.name} is there twice")
            sets[code_set.name] = code_set
    own = Path(overlay) / OVERLAY_FILE if overlay else None
    if own and own.exists():
        _lay_over(sets, own)
    return sets


def parse(name: str, content: Any, *, where: str) -> CodeSet:
    """One set from its YAML, checked: codes are text, unique, labelled, with years in order."""
    if not isinstance(content, dict) or content.keys() - SET_FIELDS:
        raise BadCodeSet(f"{where}: {name}: a set has {', '.join(sorted(SET_FIELDS))} and no more")
    if not content.get("title") or not content.get("source") or not content.get("codes"):
        raise BadCodeSet(f"{where}: {name}: a set needs a title, a source and codes")
    codes = [
        _code(name, entry, order, where=where) for order, entry in enumerate(content["codes"], 1)
    ]
    return CodeSet(
        name=name,
        title=content["title"],
        source=content["source"],
        statutory=content.get("statutory", False) is True,
        codes=_unique(codes, where=f"{where}: {name}"),
    )


def _sets_in(file: Path) -> Iterator[CodeSet]:
    content = _read(file)
    for name, entry in content.items():
        yield parse(str(name), entry, where=file.name)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=SAFE_LOADER) or {}  # noqa: S506
    except yaml.YAMLError as problem:
        raise BadCodeSet(f"{file}: {problem}") from problem
    if not isinstance(content, dict):
        raise BadCodeSet(f"{file}: expected the names of sets")
    return content


def _code(name: str, entry: Any, order: int, *, where: str) -> Code:
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
        raise BadCodeSet(f"{where}: {name}: {entry!r} needs a code in quotation marks")
    here = f"{where}: {name}: {entry['code']}"
    if not entry.get("label"):
        raise BadCodeSet(f"{here} needs a label")
    if empty := [key for key, value in entry.items() if value is None]:
        raise BadCodeSet(f"{here}: {empty[0]} has no value; a comma needs quotation marks")
    known = {key: value for key, value in entry.items() if key in CODE_FIELDS}
    for key, value in known.items():
        if not isinstance(value, CODE_FIELDS[key]):
            raise BadCodeSet(f"{here}: {key} cannot be {value!r}")
    code = Code(
        set=name, order=order, **known, extra={k: entry[k] for k in entry.keys() - known.keys()}
    )
    if _backwards(code.first_year, code.last_year) or _backwards(code.first_on, code.last_on):
        raise BadCodeSet(f"{here} ends before it begins")
    return code


def _backwards(first: Any, last: Any) -> bool:
    return first is not None and last is not None and bool(last < first)


def _unique(codes: Iterable[Code], *, where: str) -> dict[str, Code]:
    unique: dict[str, Code] = {}
    for code in codes:
        if code.code in unique:
            raise BadCodeSet(f"{where}: the code {code.code} is there twice")
        unique[code.code] = code
    return unique


def _lay_over(sets: dict[str, CodeSet], file: Path) -> None:
    """`labels` rewords any code; `add` and `hide` are for sets that the law does not fix."""
    for name, change in _read(file).items():
        if name not in sets:
            raise BadCodeSet(f"{file}: there is no code set {name}")
        if not isinstance(change, dict) or change.keys() - {"labels", "add", "hide"}:
            raise BadCodeSet(f"{file}: {name}: use labels, add or hide")
        sets[name] = _changed(sets[name], change, where=str(file))


def _changed(code_set: CodeSet, change: Mapping[str, Any], *, where: str) -> CodeSet:
    here = f"{where}: {code_set.name}"
    added, hidden = change.get("add") or [], set(change.get("hide") or [])
    if code_set.statutory and (added or hidden):
        raise BadCodeSet(f"{here} is fixed by law or by a return: it can only be reworded")
    labels = change.get("labels") or {}
    if missing := (labels.keys() | hidden) - code_set.codes.keys():
        raise BadCodeSet(f"{here} has no code {', '.join(sorted(map(str, missing)))}")
    start = len(code_set.codes) + 1
    codes = [
        *code_set.codes.values(),
        *(_code(code_set.name, entry, start + at, where=where) for at, entry in enumerate(added)),
    ]
    reworded = [
        replace(code, label=labels[code.code], label_from={}) if code.code in labels else code
        for code in codes
    ]
    # A hidden code is no longer offered, yet what was recorded with it keeps its words.
    offered = [
        replace(code, last_on=date.min) if code.code in hidden else code for code in reworded
    ]
    return replace(code_set, codes=_unique(offered, where=here))
