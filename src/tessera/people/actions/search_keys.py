"""Keeps what people can be found by. Never holds a protected place or telephone."""

from collections import defaultdict

from django.db.models import Q

from tessera.foundations.records.actions import action, at_end
from tessera.people.models import (
    ContactPoint,
    Identifier,
    Name,
    NameToken,
    Person,
    Protection,
    Residence,
    SearchKey,
)
from tessera.people.queries.candidates import keys_of, written
from tessera.people.rules import joined_name, outward_code

LONGEST = 58


@action
def rebuild_search_keys(*, person_ids):
    """Write the search keys of these people anew when the action ends, once however often asked."""
    at_end(_rebuild, person_ids)


def _rebuild(person_ids):
    """Few queries, however many people."""
    parts = _gather(person_ids)
    people = Person.objects.filter(pk__in=person_ids).order_by("pk")
    keys = [search_key(person, **parts[person.pk]) for person in people]
    save_search_keys(keys)


def save_search_keys(keys):
    tokens = sorted({k[2:] for key in keys for k in key.keys if k.startswith("t:")})
    NameToken.objects.bulk_create(map(NameToken, tokens), ignore_conflicts=True, batch_size=5000)
    SearchKey.objects.bulk_create(
        keys,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["names", "keys", "identifiers", "postcodes", "born_on"],
    )


def search_key(person, *, names=(), identifiers=(), postcodes=()):
    """The search key of one person, unsaved."""
    as_one = joined_name(person.given_name, person.family_name)
    every_name = list(
        dict.fromkeys([person.name, *filter(None, (person.known_as, as_one)), *names])
    )
    every_code = {part for code in postcodes if code for part in (code, outward_code(code))}
    return SearchKey(
        person_id=person.pk,
        names="\n".join(every_name),
        keys=[key[: LONGEST + 2] for key in keys_of(*every_name)],
        identifiers=sorted({v[:60] for kind, value in identifiers for v in written(value, kind)}),
        postcodes=sorted(filter(None, every_code)),
        born_on=person.born_on or person.expected_on,
    )


def _gather(person_ids):
    parts = defaultdict(lambda: {"names": [], "identifiers": [], "postcodes": []})
    rows = Name.objects.filter(person__in=person_ids).order_by("pk")
    for pk, *words in rows.values_list("person", "given", "middle", "family"):
        parts[pk]["names"].append(" ".join(filter(None, words)))
    numbers = Identifier.objects.filter(person__in=person_ids)
    for pk, kind, value in numbers.values_list("person", "kind", "value"):
        parts[pk]["identifiers"].append((kind, value))
    protected = set(Protection.objects.filter(ended_on=None).values_list("person", flat=True))
    shared = _homes_of_protected(person_ids)
    points = ContactPoint.objects.filter(person__in=person_ids, ended_on=None).exclude(
        Q(person__in=protected) | Q(person__residences__in=shared)
    )
    for pk, value in points.values_list("person", "value"):
        parts[pk]["identifiers"].append(("", value))
    homes = Residence.objects.filter(person__in=person_ids).exclude(
        Q(person__in=protected) | Q(pk__in=shared)
    )
    for pk, postcode in homes.values_list("person", "address__postcode"):
        parts[pk]["postcodes"].append(postcode)
    return parts


def _homes_of_protected(person_ids):
    """These people's residences at a place where a protected person lives."""
    return Residence.objects.filter(
        person__in=person_ids,
        address__residences__ended_on=None,
        address__residences__person__in=Protection.objects.filter(ended_on=None).values("person"),
    ).values("pk")
