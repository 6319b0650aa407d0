"""People of an earlier system come into the record, many at once."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from tessera.foundations.audit import actions as audit
from tessera.foundations.records import bulk
from tessera.foundations.records.actions import action
from tessera.people.actions.persons import BORN, DIED, KEY, NewPerson, _names, _person
from tessera.people.actions.search_keys import search_key
from tessera.people.models import Identifier, Line, NameToken, Person


@action
def load_people(
    *, newcomers: Sequence[NewPerson], identifiers: Sequence[Sequence[Identifier]], by
) -> list[Person]:
    """As `add_people` does it, but copied in: for tens of thousands, with their dated numbers.

    `identifiers` are unsaved rows, a list for each newcomer. Raises NeedsAName.
    """
    people = [_person(each) for each in newcomers]
    bulk.insert(people)
    pairs = list(zip(people, newcomers, strict=True))
    bulk.insert([name for person, each in pairs for name in _names(person, each)])
    for person, numbers in zip(people, identifiers, strict=True):
        for number in numbers:
            number.person = person
    bulk.insert([number for numbers in identifiers for number in numbers])
    keys = [
        search_key(
            person,
            names=[" ".join(filter(None, (each.given, each.middle, each.family)))],
            identifiers=[(number.kind, number.value) for number in numbers],
        )
        for (person, each), numbers in zip(pairs, identifiers, strict=True)
    ]
    tokens = sorted({k[2:] for key in keys for k in key.keys if k.startswith("t:")})
    NameToken.objects.bulk_create(map(NameToken, tokens), ignore_conflicts=True, batch_size=5000)
    bulk.insert(keys)
    load_lines(
        rows=[
            *((p.pk, p.born_on, BORN, p.pk, KEY) for p in people if p.born_on),
            *((p.pk, p.died_on, DIED, p.pk, KEY) for p in people if p.died_on),
        ]
    )
    audit.record("people.people_loaded", people=people, by=by)
    return people


LineRow = tuple[int, date, str, int, int]


@action
def load_lines(*, rows: Iterable[LineRow]) -> None:
    """Chronology lines of what is new: person, day, kind, source, significance."""
    columns = ("public_id", "person_id", "on", "kind", "source_id", "significance")
    bulk.copy_in(Line, columns, ((uuid.uuid4(), *row) for row in rows))
