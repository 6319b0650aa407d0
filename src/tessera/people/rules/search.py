"""What someone typed into the search box, taken apart: names, dates, postcodes and numbers."""

import re
from dataclasses import dataclass, field
from datetime import date

from tessera.people.rules.ages import parse_date
from tessera.people.rules.identifiers import (
    INWARD_SHAPE,
    OUTWARD_SHAPE,
    NotValid,
    clean_email,
    clean_nhs_number,
    clean_phone,
    clean_upn,
)
from tessera.people.rules.names import SearchKeys, name_tokens, search_keys

LONGEST_QUERY = 200
ANY_KIND = "any"
NOISE = frozenset({"dob", "born", "nhs", "upn", "aka", "the", "family", "number", "no", "edd"})

EMAIL = re.compile(r"\S+@\S+")
NHS = re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")
UPN = re.compile(r"\b[A-Za-z]\d{11}[A-Za-z\d]\b")
PHONE = re.compile(r"(?:(?<!\w)\+\d|(?<![\w/.-])0)(?:[\s()-]?\d){8,12}(?!\d)")
POSTCODE = re.compile(rf"\b({OUTWARD_SHAPE.pattern})\s*({INWARD_SHAPE.pattern})\b", re.I)
HALF_POSTCODE = re.compile(rf"\b({OUTWARD_SHAPE.pattern})(?:\s+(\d[A-Z]?))?(?!\w)", re.I)
DATE = re.compile(
    r"(?<![\w/.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s\-]*[a-z]{3,9}\.?,?[\s\-]*(?:\d{4}|\d{2})"
    r"|[a-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{8})(?![\w/-])",
    re.I,
)
YEAR = re.compile(r"(?<!\w)(?:19|20)\d{2}(?!\w)")
NUMBER = re.compile(r"(?<!\w)[A-Za-z/-]*\d[A-Za-z\d/-]*")


@dataclass(frozen=True)
class SearchQuery:
    """Empty in every part when there is nothing to search for."""

    text: str = ""
    words: tuple[str, ...] = ()
    born_on: date | None = None
    birth_year: int | None = None
    postcode: str = ""
    outward: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    phone: str = ""
    email: str = ""
    keys: SearchKeys = field(default=SearchKeys((), (), ()))

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.exact or self.born_on or self.birth_year or self.outward)

    @property
    def exact(self) -> bool:
        """Names one person by a number, a telephone or an e-mail address."""
        return bool(self.identifiers or self.phone or self.email)


def parse_query(text: str, *, today: date) -> SearchQuery:
    """Surest first: an e-mail, numbers with a check, dates, postcodes; what is left is names."""
    return _taken_apart(text, today)[0]


def _taken_apart(text: str, today: date) -> tuple[SearchQuery, str]:
    rest = _Rest(text[:LONGEST_QUERY])
    email = rest.take(EMAIL, clean_email)
    identifiers = [("nhs", number)] if (number := rest.take(NHS, clean_nhs_number)) else []
    identifiers += [("upn", number)] if (number := rest.take(UPN, clean_upn)) else []
    born_on = rest.take_date(today)
    phone = rest.take(PHONE, clean_phone)
    postcode = rest.take(POSTCODE, lambda found: _spaced(POSTCODE, found))
    outward = postcode.partition(" ")[0] or rest.take(
        HALF_POSTCODE, lambda found: _spaced(HALF_POSTCODE, found)
    )
    year = rest.take(YEAR, lambda found: found if 1900 < int(found) <= today.year + 1 else "")
    while number := rest.take(NUMBER, str.upper):
        identifiers.append((ANY_KIND, number))
    words = tuple(token for token in name_tokens(rest.text) if token not in NOISE)
    query = SearchQuery(
        text=text.strip(),
        words=words,
        born_on=born_on,
        birth_year=int(year) if year else None,
        postcode=postcode,
        outward=outward,
        identifiers=tuple(identifiers),
        phone=phone,
        email=email,
        keys=search_keys(*words),
    )
    return query, rest.text


def typed_name(text: str, *, today: date) -> tuple[str, str]:
    """First name and surname as somebody typed them: "Maya Hill", "Hill, Maya", "the Hill family"."""
    _, names = _taken_apart(text, today)
    if names.islower():
        names = names.title()
    before, _, after = names.partition(",")
    family, given = _names_in(before), _names_in(after)
    if not (family and given):
        given, family = _in_order(_names_in(names), "family" in name_tokens(names))
    return " ".join(given), " ".join(family)


def _in_order(words: list[str], is_of_a_family: bool) -> tuple[list[str], list[str]]:
    return ([], words) if is_of_a_family else (words[:1], words[1:])


def _names_in(text: str) -> list[str]:
    bare = (word.strip(".,;:()") for word in text.split())
    return [word for word in bare if set(name_tokens(word)) - NOISE]


class _Rest:
    """The part of the text that has not been understood yet."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, shape: re.Pattern[str], clean) -> str:  # type: ignore[no-untyped-def]
        for found in shape.finditer(self.text):
            try:
                value: str = clean(found[0])
            except NotValid:
                continue
            if value:
                self._cut(found)
                return value
        return ""

    def take_date(self, today: date) -> date | None:
        for found in DATE.finditer(self.text):
            if day := parse_date(found[0], today=today):
                self._cut(found)
                return day
        return None

    def _cut(self, found: re.Match[str]) -> None:
        self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"


def _spaced(shape: re.Pattern[str], found: str) -> str:
    match = shape.search(found)
    parts = match.groups() if match else ()
    return " ".join(part.upper() for part in parts if part)
