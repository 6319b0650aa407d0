"""Find a person from what a worker types: forgiving, in order of likeness, permission-true."""

from dataclasses import dataclass

from tessera.people import rules
from tessera.people.models import Person
from tessera.people.queries.candidates import Clues, candidates, known_person, loosely, written

ENOUGH = 5
MOST_WORDS = 6
LEAST_SCORE = 35


@dataclass(frozen=True)
class Found:
    """One person who may be meant, and why, in words."""

    person: Person
    score: float
    reasons: tuple[str, ...]
    may_open: bool


@dataclass(frozen=True)
class SearchPage:
    found: tuple[Found, ...]
    after: str = ""  # the key of the next page, or nothing
    is_empty_query: bool = False


def search(text, actor, after=None, limit=20):
    """People like what was typed, likeliest first. Nobody whom the actor may not know of."""
    query = rules.parse_query(text, today=actor.today)
    clues = _clues(query)
    if clues == Clues():
        return SearchPage((), is_empty_query=True)
    ranked = _ranked(query, candidates(clues, actor=actor))
    if len(ranked) < ENOUGH and len(clues.words) > 1:
        ranked = _ranked(query, [*(p for _, p in ranked), *loosely(clues, actor=actor)])
    start = _start(ranked, after)
    chosen = ranked[start : start + limit]
    more = len(ranked) > start + limit
    key = _key(*chosen[-1]) if chosen and more else ""
    return SearchPage(_found(chosen, actor), after=key)


def _clues(query):
    numbers = [number for _, number in query.identifiers]
    exact = [*numbers, *filter(None, (query.phone, query.email))]
    outward = query.outward.partition(" ")[0]
    places = (query.postcode, outward if query.words or not query.postcode else "")
    return Clues(
        words=tuple(query.words)[:MOST_WORDS],
        born_on=query.born_on,
        postcodes=tuple(filter(None, places)),
        identifiers=tuple(value for number in exact for value in written(number)),
    )


def _ranked(query, people):
    """Likeliest first; the same likeness by name. One row for each person."""
    scored = {}
    for person in people:
        likeness = _likeness(query, person)
        if likeness.score >= LEAST_SCORE:
            scored[person.pk] = (likeness, person)
    return sorted(scored.values(), key=_order)


def _likeness(query, person):
    if query.email and query.email.lower() in person.search_key.identifiers:
        return rules.Likeness(100.0, ("same e-mail address",), "same")
    return rules.score(query, known_person(person))


def _order(pair):
    likeness, person = pair
    return (-round(likeness.score, 2), person.name_key, person.pk)


def _key(likeness, person):
    return f"{likeness.score:.2f}-{person.pk}"


def _start(ranked, after):
    if not after:
        return 0
    for place, (likeness, person) in enumerate(ranked):
        if _key(likeness, person) == after:
            return place + 1
    return len(ranked)


def _found(pairs, actor):
    ids = [person.pk for _, person in pairs]
    visible = Person.objects.visible_to(actor).filter(pk__in=ids)
    may_open = set(visible.values_list("pk", flat=True)) if ids else set()
    return tuple(
        Found(person, likeness.score, tuple(likeness.reasons), person.pk in may_open)
        for likeness, person in pairs
    )
