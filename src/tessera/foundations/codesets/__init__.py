"""Code lists with the years in which each code is valid: `codesets.codes("cin.referral_source")`.

A model holds the code; a page shows the label; a return for a year uses that year's list.
"""

import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from tessera.foundations.codesets.loading import BadCodeSet, load, parse
from tessera.foundations.codesets.sets import Code, CodeSet, year_of

__all__ = [
    "BadCodeSet",
    "Code",
    "CodeSet",
    "UnknownCode",
    "UnknownCodeSet",
    "choices",
    "codes",
    "get",
    "groups",
    "is_statutory",
    "is_valid",
    "label",
    "names",
    "parse",
    "title",
    "year_of",
]


class UnknownCodeSet(LookupError):
    """There is no code set of that name."""


class UnknownCode(LookupError):
    """The code set has never had that code."""


def codes(name: str, *, on: date | None = None, year: int | None = None) -> tuple[Code, ...]:
    """In the set's own order; every code that ever was, when neither a day nor a year is given."""
    return tuple(code for code in _set(name).codes.values() if code.valid(on=on, year=year))


def get(name: str, code: str) -> Code:
    """Raises UnknownCode."""
    try:
        return _set(name).codes[code]
    except KeyError:
        raise UnknownCode(f"{name} has no code {code!r}") from None


def label(name: str, code: str, *, on: date | None = None, year: int | None = None) -> str:
    """The words for a code. A code that the set never had is shown as it is, never hidden."""
    known = _set(name).codes.get(code)
    return known.words(on=on, year=year) if known else code


def is_valid(name: str, code: str, *, on: date | None = None, year: int | None = None) -> bool:
    known = _set(name).codes.get(code)
    return known is not None and known.valid(on=on, year=year)


def choices(
    name: str, *, on: date | None = None, year: int | None = None, blank: bool = False
) -> list[tuple[str, str]]:
    """Code and words, as a form field takes them."""
    offered = [(code.code, code.words(on=on, year=year)) for code in codes(name, on=on, year=year)]
    return [("", ""), *offered] if blank else offered


def groups(
    name: str, *, on: date | None = None, year: int | None = None
) -> list[tuple[str, list[Code]]]:
    """The codes under their headings, in the order in which the headings first come."""
    grouped: dict[str, list[Code]] = {}
    for code in codes(name, on=on, year=year):
        grouped.setdefault(code.group, []).append(code)
    return list(grouped.items())


def names() -> tuple[str, ...]:
    return tuple(_all())


def title(name: str) -> str:
    return _set(name).title


def is_statutory(name: str) -> bool:
    return _set(name).statutory


def _set(name: str) -> CodeSet:
    try:
        return _all()[name]
    except KeyError:
        raise UnknownCodeSet(f"There is no code set {name!r}") from None


def _all() -> Mapping[str, CodeSet]:
    return _loaded(os.environ.get("TESSERA_LOCAL", ""))


@lru_cache(maxsize=4)
def _loaded(overlay: str) -> Mapping[str, CodeSet]:
    return load(overlay)
