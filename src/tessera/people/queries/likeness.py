"""Who may already be known, when someone is about to be added."""

from dataclasses import dataclass

from tessera.people import rules
from tessera.people.models import Person
from tessera.people.queries.candidates import Clues, candidates, written
from tessera.people.rules import KnownPerson

SHOWN = ("same", "likely", "possible")


@dataclass(frozen=True)
class Duplicate:
    person: Person
    band: str
    score: float
    reasons: tuple[str, ...]


def likely_duplicates(
    *,
    given="",
    family="",
    born_on=None,
    expected_on=None,
    sex="",
    postcode="",
    identifiers=(),
    phones=(),
    actor,
    limit=5,
):
    """People already known who may be the same, likeliest first. Silent about hidden people.

    `identifiers` are (kind, value).
    """
    name = f"{given} {family}".strip()
    newcomer = KnownPerson(
        names=(name,),
        born_on=born_on,
        expected_on=expected_on,
        sex=sex,
        postcodes=(postcode,) if postcode else (),
        identifiers=tuple(identifiers),
        phones=tuple(phones),
    )
    clues = Clues(
        words=rules.name_tokens(name)[:6],
        born_on=born_on,
        postcodes=(postcode,) if postcode else (),
        identifiers=(*(v for _, number in identifiers for v in written(number)), *phones),
        may_be_one=True,
    )
    compared = []
    for found in candidates(clues, actor=actor):
        if not rules.could_be_one(newcomer, found.known):
            continue
        likeness = rules.likeness(newcomer, found.known)
        if likeness.band in SHOWN:
            compared.append((-likeness.score, found.pk, likeness))
    likeliest = sorted(compared)[:limit]
    people = Person.objects.in_bulk([pk for _, pk, _ in likeliest]) if likeliest else {}
    return [
        Duplicate(people[pk], likeness.band, likeness.score, likeness.reasons)
        for _, pk, likeness in likeliest
    ]
