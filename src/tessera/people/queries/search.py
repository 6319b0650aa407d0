"""Find a person from what a worker types: forgiving, in order of likeness, permission-true."""

from dataclasses import dataclass

from tessera.people import rules
from tessera.people.models import Person
from tessera.people.queries.candidates import Clues, candidates, loosely, written

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
    named = _by_own_number(text, actor)
    if named is not None:
        return SearchPage(
            _found([(rules.Likeness(100.0, ("number in the returns",), "same"), named)], actor)
        )
    query = rules.parse_query(text, today=actor.today)
    clues = _clues(query)
    if clues == Clues():
        return SearchPage((), is_empty_query=True)
    ranked = _ranked(query, candidates(clues, actor=actor))
    if len(ranked) < ENOUGH and len(clues.words) > 1:
        ranked = _ranked(query, [*(each for _, each in ranked), *loosely(clues, actor=actor)])
    start = _start(ranked, after)
    chosen = ranked[start : start + limit]
    more = len(ranked) > start + limit
    key = _key(*chosen[-1]) if chosen and more else ""
    return SearchPage(_found(chosen, actor), after=key)


def _by_own_number(text, actor):
    """Whom the number in a return names, when nobody ever gave the child another."""
    span = rules.own_number_span(text)
    return Person.objects.known_to(actor).filter(public_id__range=span).first() if span else None


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


def _ranked(query, found):
    """Likeliest first; the same likeness by name. One row for each person."""
    scored = {}
    for each in found:
        likeness = _likeness(query, each.known)
        if likeness.score >= LEAST_SCORE:
            scored[each.pk] = (likeness, each)
    return sorted(scored.values(), key=_order)


def _likeness(query, known):
    if query.email and query.email.lower() in known.emails:
        return rules.Likeness(100.0, ("same e-mail address",), "same")
    return rules.score(query, known)


def _order(pair):
    likeness, each = pair
    return (-round(likeness.score, 2), each.name_key, each.pk)


def _key(likeness, each):
    return f"{likeness.score:.2f}-{each.pk}"


def _start(ranked, after):
    if not after:
        return 0
    for place, (likeness, each) in enumerate(ranked):
        if _key(likeness, each) == after:
            return place + 1
    return len(ranked)


def _found(pairs, actor):
    ids = [each.pk for _, each in pairs]
    if not ids:
        return ()
    may_open = Person.objects.visible_to(actor).in_bulk(ids)
    out_of_reach = set(ids).difference(may_open)
    people = may_open | (Person.objects.in_bulk(out_of_reach) if out_of_reach else {})
    return tuple(
        Found(people[each.pk], likeness.score, tuple(likeness.reasons), each.pk in may_open)
        for likeness, each in pairs
    )
