"""How like two people are, or a person and a search: a figure to order by, and why in words.

The database finds a hundred by index; these few lines order them. The weights are ours, set by the
tables in the tests, and are not statutory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import JaroWinkler

from tessera.people.rules.ages import date_slips
from tessera.people.rules.identifiers import outward_code
from tessera.people.rules.names import (
    joined_readings,
    name_tokens,
    nickname_groups,
    sound_keys,
)
from tessera.people.rules.search import ANY_KIND, SearchQuery

Band = Literal["same", "likely", "possible", "unlike"]

ONE_PERSON_ONLY = frozenset({"nhs", "upn", "uln", "la_child_id", "national_insurance"})
LIKELY, POSSIBLE = 78.0, 58.0
EXACT, SPELLING, BEGINS, NICKNAME, SOUNDS = 100.0, 92.0, 90.0, 88.0, 84.0
LEAST_LIKE_SPELLING = 0.78
SHORT_FORMS_OF_ONE_NAME = 62.0
SAME_NUMBER = 100.0
NAMES_DIFFER, NAME_CHANGED, GIVEN_NAMES_FAR, NO_BIRTH = 55.0, 62.0, 74.0, 76.0
ONE_NAME_ONLY = 70.0
NOT_NAMED_YET = frozenset({"baby", "unborn", "infant", "unknown"})


@dataclass(frozen=True)
class KnownPerson:
    """What is known of a person, as far as likeness asks: every name, number and postcode."""

    names: tuple[str, ...]
    born_on: date | None = None
    expected_on: date | None = None
    sex: str = ""
    postcodes: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def birth(self) -> date | None:
        return self.born_on or self.expected_on


@dataclass(frozen=True)
class Likeness:
    score: float
    reasons: tuple[str, ...]
    band: Band


@dataclass(frozen=True)
class _Part:
    """One thing compared: how much it counts, how alike it is of 100, and what to say."""

    weight: float
    score: float
    reason: str = ""


def score(query: SearchQuery, person: KnownPerson) -> Likeness:
    """How well a person answers a search: higher first."""
    if exact := _exact(query, person):
        return Likeness(SAME_NUMBER, (exact,), "same")
    parts = [
        *_query_names(query, person),
        *_query_birth(query, person),
        *_query_postcode(query, person),
    ]
    if query.exact:
        parts.append(_Part(30, 0))
    return _weighed(parts)


def likeness(one: KnownPerson, other: KnownPerson) -> Likeness:
    """Whether two records may be one person; twins of one birth and home are not."""
    if number := _shared_number(one, other):
        return Likeness(SAME_NUMBER, (number,), "same")
    names = _names_alike(one, other)
    parts = [names, *_births_alike(one, other), *_homes_alike(one, other)]
    found = _weighed(parts)
    ceiling = _ceiling(one, other, names)
    capped = min(found.score, ceiling)
    return Likeness(capped, found.reasons, _band(capped))


def could_be_one(one: KnownPerson, other: KnownPerson) -> bool:
    """Whether they are one person if their names are the same: a quick look before the long one."""
    if _shared_number(one, other):
        return True
    best = [_Part(50, EXACT), *_births_alike(one, other), *_homes_alike(one, other)]
    return _weighed(best).band != "unlike"


def births_that_may_be_one(born_on: date) -> tuple[date, date]:
    """Between which days others of the same name are born who could be this person, by name alone.

    A slip of the hand, a number or a home that is the same may show one person across the years.
    """
    return date(born_on.year, 1, 1), date(born_on.year, 12, 31)


def _exact(query: SearchQuery, person: KnownPerson) -> str:
    for kind, number in query.identifiers:
        for known_kind, known in person.identifiers:
            if kind in (ANY_KIND, known_kind) and number.casefold() == known.casefold():
                return "same number"
    if query.phone and query.phone in person.phones:
        return "same telephone number"
    if query.email and query.email.casefold() in map(str.casefold, person.emails):
        return "same e-mail address"
    return ""


def _query_names(query: SearchQuery, person: KnownPerson) -> Iterable[_Part]:
    if not query.words:
        return
    names = [name_tokens(name) for name in person.names]
    fits = [_fit(query.words, name) for name in names] or [(0.0, "")]
    fits += [
        _fit(words, name)
        for words in joined_readings(query.words)
        for name in names
        if _sound_alike(set(words) - set(query.words), name)
    ]
    everything = tuple(token for name in names for token in name)
    alike, reason = max([*fits, (_fit(query.words, everything)[0] - 2, "another name")])
    yield _Part(60, alike, reason if alike >= 60 else "")


def _sound_alike(joined: set[str], name: tuple[str, ...]) -> bool:
    """Two words count as one name only when they are said as one of this person's."""
    said = {sound for token in name for sound in sound_keys(token)}
    return any(said & set(sound_keys(word)) for word in joined)


def _query_birth(query: SearchQuery, person: KnownPerson) -> Iterable[_Part]:
    if query.born_on:
        yield _birth(query.born_on, person.birth, weight=40)
    elif query.birth_year:
        same = person.birth is not None and person.birth.year == query.birth_year
        yield _Part(25, 100 if same else 0, "same year of birth" if same else "")


def _query_postcode(query: SearchQuery, person: KnownPerson) -> Iterable[_Part]:
    asked = query.postcode or query.outward
    if not asked:
        return
    # Half a postcode is its first part, with or without the figure that begins the second.
    near = any(
        p.startswith(asked) if " " in asked else outward_code(p) == asked for p in person.postcodes
    )
    whole = query.postcode in person.postcodes
    if query.postcode and not whole:
        near = any(outward_code(p) == outward_code(asked) for p in person.postcodes)
        yield _Part(25, 50 if near else 0, "near the same postcode" if near else "")
    else:
        yield _Part(25, 100 if near else 0, "same postcode" if near else "")


def _fit(asked: tuple[str, ...], known: tuple[str, ...]) -> tuple[float, str]:
    """Each word asked takes the best name left, in any order; the poorest word weighs most."""
    if not asked or not known:
        return 0.0, ""
    left, fits = list(range(len(known))), []
    pairs = sorted(
        ((_alike(a, k), i, j) for i, a in enumerate(asked) for j, k in enumerate(known)),
        key=lambda pair: (-pair[0][0], abs(pair[1] - pair[2])),
    )
    done: set[int] = set()
    for alike, i, j in pairs:
        if i not in done and j in left:
            done.add(i)
            left.remove(j)
            fits.append((i, j, alike))
    values = [alike[0] for _, _, alike in fits] + [0.0] * (len(asked) - len(fits))
    swapped = [j for i, j, _ in sorted(fits)] != sorted(j for _, j, _ in fits)
    together = 0.5 * sum(values) / len(values) + 0.5 * min(values) - (2 if swapped else 0)
    unused = len(left) / (len(known) * 10)
    reason = min((alike for _, _, alike in fits), default=(0.0, ""))[1]
    return max(together - unused, 0.0), "names the other way round" if swapped else reason


@lru_cache(maxsize=65_536)
def _alike(one: str, other: str) -> tuple[float, str]:
    """Two single names, from best to worst of: same, short form, beginning, sound, spelling."""
    if one == other:
        return EXACT, "same name"
    shared = set(nickname_groups(one)) & set(nickname_groups(other))
    sounds = bool(set(sound_keys(one)) & set(sound_keys(other)))
    if shared and sounds:
        return SPELLING, "another spelling of the name"
    if shared & {one, other}:
        return NICKNAME, "a short form of the name"
    if other.startswith(one):
        return BEGINS - 20 / len(one), "the name begins so"
    spelling = JaroWinkler.similarity(one, other)
    if sounds:
        return SOUNDS * (0.85 + 0.15 * spelling), "the name sounds alike"
    if spelling >= LEAST_LIKE_SPELLING:
        return 90 * spelling - 5, "the name is spelt alike"
    if shared:  # Lily and Lisa are both Elizabeth, and are mostly two people.
        return SHORT_FORMS_OF_ONE_NAME, "short forms of one name"
    return 0.0, ""


def _names_alike(one: KnownPerson, other: KnownPerson) -> _Part:
    fits = [_names_fit(mine, theirs) for mine in _whole(one) for theirs in _whole(other)]
    alike, reason = max(fits, default=(0.0, ""))
    return _Part(50, alike, reason if alike >= 60 else "")


def _whole(person: KnownPerson) -> list[tuple[str, ...]]:
    """Names of two parts or more, where there are any: Mo alone says little."""
    names = [tokens for name in person.names if (tokens := name_tokens(name))]
    return [name for name in names if len(name) > 1] or names


def _names_fit(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, str]:
    named = [
        tuple(token for token in name if token not in NOT_NAMED_YET) for name in (mine, theirs)
    ]
    fewer, more = sorted(named, key=len)
    alike, reason = _fit(fewer, more)
    return (min(alike, ONE_NAME_ONLY), reason) if len(fewer) < 2 else (alike, reason)


def _births_alike(one: KnownPerson, other: KnownPerson) -> Iterable[_Part]:
    if one.birth and other.birth:
        unborn = one.born_on is None or other.born_on is None
        part = _birth(one.birth, other.birth, weight=40)
        near = abs((one.birth - other.birth).days) <= 30
        yield _Part(40, 90, "born close to the date expected") if unborn and near else part


def _homes_alike(one: KnownPerson, other: KnownPerson) -> Iterable[_Part]:
    if set(one.phones) & set(other.phones):
        yield _Part(10, 100, "same telephone number")
    if {each.casefold() for each in one.emails} & {each.casefold() for each in other.emails}:
        yield _Part(10, 100, "same e-mail address")
    if one.postcodes and other.postcodes:
        same = bool(set(one.postcodes) & set(other.postcodes))
        yield _Part(10, 100 if same else 30, "same postcode" if same else "")


def _birth(asked: date, known: date | None, *, weight: float) -> _Part:
    if known is None:
        return _Part(weight, 30)
    if asked == known:
        return _Part(weight, 100, "same date of birth")
    if asked in date_slips(known):
        return _Part(weight, 80, "date of birth differs by one slip")
    if asked.year == known.year:
        return _Part(weight, 25)
    return _Part(weight, 0)


def _shared_number(one: KnownPerson, other: KnownPerson) -> str:
    shared = set(one.identifiers) & set(other.identifiers)
    return "same number" if any(kind in ONE_PERSON_ONLY for kind, _ in shared) else ""


def _ceiling(one: KnownPerson, other: KnownPerson, names: _Part) -> float:
    """What evidence alone cannot carry: a name without a birth, or two different NHS numbers."""
    ceiling = 97.0
    mine, theirs = dict(one.identifiers), dict(other.identifiers)
    differs = any(
        mine[kind] != theirs[kind] for kind in ("nhs",) if kind in mine and kind in theirs
    )
    if differs or _sexes_differ(one, other):
        ceiling -= 25
    if not (one.birth and other.birth):
        ceiling = min(ceiling, NO_BIRTH)
    if names.score < 60:
        ceiling = min(ceiling, NAME_CHANGED if _same_given_and_home(one, other) else NAMES_DIFFER)
    elif names.score < ONE_NAME_ONLY + 5 and one.born_on and other.born_on:
        ceiling = min(ceiling, GIVEN_NAMES_FAR)
    return ceiling


def _same_given_and_home(one: KnownPerson, other: KnownPerson) -> bool:
    """A child may come to be called by a step-parent's name."""
    mine, theirs = ({name[0] for name in _whole(person)} for person in (one, other))
    at_home = set(one.postcodes) & set(other.postcodes)
    return bool(mine & theirs and at_home and one.birth == other.birth)


def _sexes_differ(one: KnownPerson, other: KnownPerson) -> bool:
    return {one.sex, other.sex} == {"F", "M"}


def _weighed(parts: list[_Part]) -> Likeness:
    weight = sum(part.weight for part in parts)
    total = sum(part.weight * part.score for part in parts) / weight if weight else 0.0
    reasons = tuple(part.reason for part in parts if part.reason)
    return Likeness(round(total, 1), reasons, _band(total))


def _band(total: float) -> Band:
    if total >= LIKELY:
        return "likely"
    return "possible" if total >= POSSIBLE else "unlike"
