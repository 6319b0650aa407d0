"""People who may be meant, found by indexes: a hundred or so, for the rules to put in order.

Each way of being found is its own small query with its own limit, so that a common name costs no
more among a million people than among a thousand. Hidden people take no place in any of them.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from tessera.people.models import Involvement, Person
from tessera.people.models.reach import known_sql
from tessera.people.rules import (
    KnownPerson,
    births_that_may_be_one,
    date_slips,
    joined_readings,
    nickname_groups,
    search_keys,
    sound_keys,
)

EACH_WAY = 60
A_FEW = 30
MOST_ALIKE = 90
MOST_OWN = 500
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


_LIKE = "keys && %s::varchar[]"


@dataclass(frozen=True)
class Way:
    """A condition on people_search_key, and how many it may bring."""

    sql: str
    values: list
    most: int = 0

    @classmethod
    def all_of(cls, ways, most=0):
        there = [way for way in ways if way.sql]
        sql = " AND ".join(way.sql for way in there)
        return cls(sql, [value for way in there for value in way.values], most)


@dataclass(frozen=True)
class Clues:
    """What is known of the person looked for."""

    words: tuple[str, ...] = ()
    born_on: object = None
    postcodes: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()  # values only, telephones and e-mail addresses among them
    may_be_one: bool = False  # by name alone, only those whose birth could be theirs too


@dataclass(frozen=True)
class Candidate:
    """One who may be meant, as the rules compare people: whoever is shown is read whole afterwards."""

    pk: int
    name_key: str
    known: KnownPerson


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
    """Everyone who may be meant: a query for spelling, one for people."""
    readings = joined_readings(clues.words)
    words = tuple(dict.fromkeys([*clues.words, *(word for each in readings for word in each)]))
    alike = dict(zip(words, _alike(words), strict=True))
    ways = _ways(clues, [alike[word] for word in clues.words], actor)
    joined = [Way.all_of([Way(_LIKE, [alike[word]]) for word in each], A_FEW) for each in readings]
    return _fetch([*ways, *joined], actor)


def loosely(clues, *, actor):
    """When too few were found: people of whom one word alone is right."""
    return _fetch([Way(_LIKE, [each], EACH_WAY) for each in _alike(clues.words)], actor)


def _ways(clues, alike, actor):
    """Surest first: what is exact must not be crowded out by what is alike."""
    every = Way.all_of([Way(_LIKE, [each]) for each in alike])
    some = Way(_LIKE, [sorted({key for each in alike for key in each})]) if alike else Way("", [])
    ways = []
    if clues.identifiers:
        ways.append(Way("identifiers && %s::varchar[]", [list(clues.identifiers)], EACH_WAY))
    if clues.born_on:
        for days in ((clues.born_on,), date_slips(clues.born_on)):
            born = Way("born_on = ANY(%s)", [list(days)])
            ways.append(Way.all_of([born, some], EACH_WAY))
    if clues.postcodes:
        places = Way("postcodes && %s::varchar[]", [list(clues.postcodes)])
        ways.append(Way.all_of([places, some], EACH_WAY))
    if clues.words:
        ways += [
            Way.all_of([way, _born_near(clues)], way.most) for way in _by_words(clues.words, alike)
        ]
        # One's own are few: named one by one, they are looked up, however common the name.
        mine = Way("person_id = ANY(%s)", [_own_work(actor)])
        ways.append(Way.all_of([mine, every], EACH_WAY))
    return ways


def _born_near(clues):
    """Asked of each row that the names find: said so that no index is looked through for it."""
    if not (clues.may_be_one and clues.born_on):
        return Way("", [])
    days = births_that_may_be_one(clues.born_on)
    return Way("coalesce(born_on, %s) BETWEEN %s AND %s", [clues.born_on, *days])


def _by_words(words, alike):
    exact = [Way("keys @> %s::varchar[]", [[f"t:{word}"]]) for word in words]
    like = [Way(_LIKE, [each]) for each in alike]
    yield Way.all_of(exact, EACH_WAY)
    if len(words) > 1:
        for place, one in enumerate(exact):
            yield Way.all_of([one, *like[:place], *like[place + 1 :]], A_FEW)
    yield Way.all_of(like, MOST_ALIKE)


_READ = (
    "pk",
    "name_key",
    "born_on",
    "expected_on",
    "sex",
    "search_key__names",
    "search_key__postcodes",
    "search_key__identifiers",
)


def _fetch(ways, actor):
    if not ways:
        return []
    sql, values = _sql(ways, actor)
    found = RawSQL(sql, values)  # noqa: S611 - the conditions are constants
    return [_candidate(*row) for row in Person.objects.filter(pk__in=found).values_list(*_READ)]


def _candidate(pk, name_key, born_on, expected_on, sex, names, postcodes, identifiers):
    numbers = [value.partition(":") for value in identifiers if ":" in value]
    known = KnownPerson(
        names=tuple(names.split("\n")),
        born_on=born_on,
        expected_on=expected_on,
        sex=sex,
        postcodes=tuple(code for code in postcodes if " " in code),
        identifiers=tuple((kind, value) for kind, _, value in numbers),
        phones=tuple(value for value in identifiers if value.startswith("+")),
        emails=tuple(value for value in identifiers if "@" in value),
    )
    return Candidate(pk, name_key, known)


def _sql(ways, actor):
    """Each way in a step of its own, which PostgreSQL plans as if it were read to its end.

    Planned with its limit, a common name would be looked for by reading the table from the start.
    """
    known, known_values = known_sql(actor, "found.person_id")
    steps, arms, values = [], [], []
    for number, way in enumerate(ways):
        steps.append(
            f"way{number} AS MATERIALIZED"  # noqa: S608 - the conditions are constants
            f" (SELECT person_id FROM people_search_key WHERE {way.sql})"
        )
        arms.append(
            f"(SELECT person_id FROM way{number} AS found WHERE {known} LIMIT {way.most})"  # noqa: S608
        )
        values += way.values
    values += known_values * len(ways)
    return f"WITH {', '.join(steps)} {' UNION '.join(arms)}", values


def _own_work(actor):
    rows = Involvement.objects.in_force_on(actor.today).filter(worker__in=actor.acts_for)
    return list(rows.values_list("person_id", flat=True)[:MOST_OWN])


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
