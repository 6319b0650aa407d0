"""People who may be meant, found by indexes: a hundred or so, for the rules to put in order.

Each way of being found is its own small query with its own limit, so that a common name costs no
more among a million people than among a thousand. Hidden people take no place in any of them.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db import connection
from django.db.models import Q

from tessera.people.models import Person
from tessera.people.models.person import work_of
from tessera.people.rules import (
    KnownPerson,
    date_slips,
    nickname_groups,
    search_keys,
    sound_keys,
)

EACH_WAY = 60
A_FEW = 30
MOST_ALIKE = 90
LIKE_SPELT = 10
SHORTEST_START = 3

_SPELT_LIKE = """
SELECT word, found.token
  FROM unnest(%s::text[]) AS word
 CROSS JOIN LATERAL (
   (SELECT token FROM people_name_token WHERE token %% word
     ORDER BY similarity(token, word) DESC, token LIMIT %s)
   UNION
   (SELECT token FROM people_name_token
     WHERE length(word) >= %s AND token LIKE word || '%%' ORDER BY token LIMIT %s)
 ) AS found
"""


@dataclass(frozen=True)
class Clues:
    """What is known of the person looked for."""

    words: tuple[str, ...] = ()
    born_on: object = None
    postcodes: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()  # values only, telephones and e-mail addresses among them


def written(value, kind=""):
    """A number as it is stored to be found: by itself, and with its kind."""
    value = value.upper() if "@" not in value else value.lower()
    return [value, f"{kind}:{value}"] if kind else [value]


def keys_of(*names):
    """What to store so that a person is found by any of these names."""
    found = search_keys(*names)
    return [
        *(f"t:{token}" for token in found.tokens),
        *(f"s:{sound}" for sound in found.sounds),
        *(f"n:{group}" for group in found.groups),
    ]


def candidates(clues, *, actor):
    """Everyone who may be meant, with their search key: a query for spelling, one for people."""
    alike = _alike(clues.words)
    return _fetch(_ways(clues, alike), actor)


def loosely(clues, *, actor):
    """When too few were found: people of whom one word alone is right."""
    alike = _alike(clues.words)
    return _fetch([(Q(search_key__keys__overlap=each), EACH_WAY) for each in alike], actor)


def known_person(person):
    """A person as the rules compare people."""
    key = person.search_key
    numbers = [value.partition(":") for value in key.identifiers if ":" in value]
    return KnownPerson(
        names=tuple(key.names.split("\n")),
        born_on=person.born_on,
        expected_on=person.expected_on,
        sex=person.sex,
        postcodes=tuple(code for code in key.postcodes if " " in code),
        identifiers=tuple((kind, value) for kind, _, value in numbers),
        phones=tuple(value for value in key.identifiers if value.startswith("+")),
        emails=tuple(value for value in key.identifiers if "@" in value),
    )


def _ways(clues, alike):
    """(condition, most), surest first: what is exact must not be crowded out by what is alike."""
    every_word = [Q(search_key__keys__overlap=each) for each in alike]
    any_word = reduce(or_, every_word, Q())
    ways = []
    if clues.identifiers:
        ways.append((Q(search_key__identifiers__overlap=list(clues.identifiers)), EACH_WAY))
    if clues.born_on:
        slips = Q(search_key__born_on__in=date_slips(clues.born_on))
        ways.append((Q(search_key__born_on=clues.born_on) & any_word, EACH_WAY))
        ways.append((slips & any_word, EACH_WAY))
    if clues.postcodes:
        places = Q(search_key__postcodes__overlap=list(clues.postcodes))
        ways.append((places & any_word, EACH_WAY))
    if clues.words:
        exact = [Q(search_key__keys__contains=[f"t:{word}"]) for word in clues.words]
        ways.append((reduce(and_, exact), EACH_WAY))
        if len(clues.words) > 1:
            ways += [(_all_but(every_word, i) & exact[i], A_FEW) for i in range(len(exact))]
        ways.append((reduce(and_, every_word), MOST_ALIKE))
    return ways


def _all_but(conditions, place):
    return reduce(and_, (each for i, each in enumerate(conditions) if i != place), Q())


def _fetch(ways, actor):
    if not ways:
        return []
    known = Person.objects.known_to(actor)
    arms = [known.filter(way).values("pk")[:most] for way, most in ways]
    mine = work_of(actor, "own").values("person_id")
    arms.append(known.filter(ways[-1][0], pk__in=mine).values("pk")[:EACH_WAY])
    found = arms[0].union(*arms[1:])
    return list(Person.objects.filter(pk__in=found).select_related("search_key"))


def _alike(words):
    """For each word, the keys that count as it: spelt so or nearly so, said so, short for it."""
    if not words:
        return []
    spelt = {word: {word} for word in words}
    with connection.cursor() as cursor:
        cursor.execute(_SPELT_LIKE, [list(words), LIKE_SPELT, SHORTEST_START, LIKE_SPELT])
        for word, token in cursor.fetchall():
            spelt[word].add(token)
    return [
        [
            *(f"t:{token}" for token in sorted(spelt[word])),
            *(f"s:{sound}" for sound in sound_keys(word)),
            *(f"n:{group}" for group in nickname_groups(word)),
        ]
        for word in words
    ]
