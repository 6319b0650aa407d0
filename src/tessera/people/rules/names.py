"""Keys by which a name is found though it is spelt, said or shortened another way.

`name_key` is the spelling without capitals, accents and marks. `sound_keys` are our own: the
consonants as they are said in England, vowels dropped, with a second key where a letter has two
sounds (Gill and Jill, Michael and Mikael, Jasmin and Yasmin). They are plain text, so that a
person's keys are stored as an array and an index finds the overlap. PostgreSQL's own double
metaphone is not used, so that Python and the database can never differ.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path

import yaml

NICKNAMES = Path(__file__).parents[1] / "rules_data" / "nicknames.yaml"
LETTERS_WITHOUT_A_BASE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"}
)
APOSTROPHES = re.compile(r"['’‘`´ʼʻ]")
NOT_LETTERS = re.compile(r"[\W_]+")
LONGEST_SOUND = 8

# Each letter of the result stands for one sound; X is both sh and ch. The order matters.
SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(spelt), sound)
    for spelt, sound in (
        (r"^ma?c(?=[bcdfghjklmnpqrtvwz])", "mk"),
        (r"^[kgp]n", "n"),
        (r"^wr|^rh", "r"),
        (r"^wh", "w"),
        (r"^(x|ps|ts|cz(?=a))", "s"),
        (r"^y(?![aeiou])", "e"),
        (r"x", "ks"),
        (r"tch|sch|cz|sz|sh|ti(?=on)|ci(?=a)", "X"),
        (r"ght", "t"),
        (r"(?<=[a-z])gh(?=$|[^aeiou])|(?<=[aou])gh", ""),
        (r"ph|v", "f"),
        (r"kh|ck|q", "k"),
        (r"mps", "ms"),
        (r"mb$", "m"),
        (r"dg(?=[eiy])", "j"),
        (r"(?<=[dbtgjl])h", ""),
        (r"c(?=[eiy])", "s"),
        (r"t?z|ts(?=$)", "s"),
    )
)


SHORT_PART = 4


@dataclass(frozen=True)
class SearchKeys:
    """What a person is found by: store each as an array."""

    tokens: tuple[str, ...]
    sounds: tuple[str, ...]
    groups: tuple[str, ...]


def name_key(text: str) -> str:
    """obrien luk for O'Brien-Łuk: small letters, no accents, no marks, single spaces."""
    plain = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))
    folded = plain.casefold().translate(LETTERS_WITHOUT_A_BASE)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return NOT_LETTERS.sub(" ", bare).strip()


def name_tokens(text: str) -> tuple[str, ...]:
    return tuple(name_key(text).split())


def joined_readings(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The same words with two of them as one name: Lee Ann is Leanne, De Souza is Desouza."""
    return tuple(
        (*words[:place], one + other, *words[place + 2 :])
        for place, (one, other) in enumerate(pairwise(words))
        if len(one) <= SHORT_PART
    )


def joined_name(given: str, family: str) -> str:
    """How a name of several parts is written by those who write each as one word; else nothing."""
    parts = [name_tokens(given), name_tokens(family)]
    if all(len(tokens) < 2 for tokens in parts):
        return ""
    return " ".join("".join(tokens) for tokens in parts if tokens)


@lru_cache(maxsize=65_536)
def sound_keys(token: str) -> tuple[str, ...]:
    """One key for each way the name may be said; at most eight, mostly one."""
    letters = re.sub(r"[^a-z]", "", name_key(token))
    if not letters:
        return ()
    spoken: dict[str, None] = {}
    for ch, soft_g, first in product(*_two_ways(letters)):
        said = re.sub(r"^[jy]", first, letters) if first else letters
        said = re.sub(r"g(?=[eiy])", soft_g, said)
        said = re.sub(r"(?<![ts])ch", ch, said)
        spoken[_sound(said)] = None
    return tuple(spoken)


def name_sounds(*names: str) -> tuple[str, ...]:
    """The sound keys of every part of every name, without repeats."""
    return _unique(
        key for name in names for token in name_tokens(name) for key in sound_keys(token)
    )


def nickname_groups(token: str) -> tuple[str, ...]:
    """The names for which this may be short, or another spelling: bob is robert."""
    return _groups_by_name().get(name_key(token), ())


def nicknames_of(token: str) -> frozenset[str]:
    """Every other name in the groups of this one."""
    names = _names_by_group()
    others = {name for group in nickname_groups(token) for name in names[group]}
    return frozenset(others - {name_key(token)})


def search_keys(*names: str) -> SearchKeys:
    """The keys of all of a person's names, or of the words typed into the search box."""
    tokens = _unique(token for name in names for token in name_tokens(name))
    return SearchKeys(
        tokens=tokens,
        sounds=name_sounds(*names),
        groups=_unique(group for token in tokens for group in nickname_groups(token)),
    )


def _two_ways(letters: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return (
        ("X", "k") if re.search(r"(?<![ts])ch", letters) else ("X",),
        ("j", "g") if re.search(r"g(?=[eiy])", letters) else ("g",),
        ("j", "y") if re.match(r"[jy][aeiou]", letters) else ("",),
    )


def _sound(letters: str) -> str:
    for spelt, sound in SOUNDS:
        letters = spelt.sub(sound, letters)
    letters = letters.replace("c", "k").lower()
    letters = re.sub(r"(.)\1+", r"\1", letters)
    vowel = {"a": "a", "e": "e", "i": "e", "o": "o", "u": "o"}.get(letters[:1], letters[:1])
    rest = re.sub(r"[aeiouyhw]", "", letters[1:])
    if rest or vowel in "aeo":
        return (vowel + rest)[:LONGEST_SOUND]
    # One consonant alone would gather Lee, Lou and Li: its first vowel tells them apart.
    return letters[:1] + re.sub(r"[^aeiouy]", "", letters[1:])[:1]


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


@lru_cache(maxsize=1)
def _names_by_group() -> dict[str, tuple[str, ...]]:
    content = yaml.safe_load(NICKNAMES.read_text(encoding="utf-8"))
    return {group: (group, *others.split()) for group, others in content.items()}


@lru_cache(maxsize=1)
def _groups_by_name() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for group, names in _names_by_group().items():
        for name in names:
            groups.setdefault(name, []).append(group)
    return {name: tuple(in_groups) for name, in_groups in groups.items()}
