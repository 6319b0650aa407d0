"""The family of a contact: who of it is on the record, and not yet said to be related."""

from dataclasses import dataclass
from typing import Any

from tessera.people.models import Relationship, Residence
from tessera.people.models.particulars import HOME
from tessera.people.models.reach import PARENT_KINDS
from tessera.people.queries.family import inverse_of, word_for
from tessera.practice.front_door.queries.contacts import adults_of, children_of
from tessera.practice.front_door.rules.family import kind_as_told
from tessera.ui.formatting import list_words


@dataclass(frozen=True)
class Unrelated:
    """`adults` are (part, the kind that was told, or nothing); `children` are not known as one family.

    `said` is what the record does say of these people, a sentence each. `homeless` are the grown-ups' parts
    of whom the record has no home, where `home` is the one home of all the children: whether they live there
    too is asked, since who leaves an address empty may mean either.
    """

    adults: tuple[tuple[Any, str], ...] = ()
    children: tuple[Any, ...] = ()
    said: tuple[str, ...] = ()
    homeless: tuple[Any, ...] = ()
    home: Any = None

    def __bool__(self):
        return bool(self.adults or self.children or self.homeless)


def unrelated(contact) -> Unrelated:
    """Whom the record doesn't tie together yet; of people matched to it alone."""
    children = [part.person for part in children_of(contact) if part.person]
    adults = [part for part in adults_of(contact) if part.person]
    if not children or len(children) + len(adults) < 2:
        return Unrelated()
    ids = [person.pk for person in (*children, *(part.person for part in adults))]
    ties = Relationship.objects.filter(ended_on=None, relative__in=ids)
    held = list(ties.values_list("person_id", "relative_id", "kind"))
    tied = {frozenset(pair) for *pair, _ in held}
    are_apart = _are_apart(children, tied, held)
    home, homeless = _homeless(children, adults)
    return Unrelated(
        home=home,
        homeless=homeless,
        said=tuple(_said(children, adults, held, are_apart)),
        adults=tuple(
            (part, kind_as_told(part.relation_as_told))
            for part in adults
            if not any(frozenset((part.person.pk, child.pk)) in tied for child in children)
        ),
        children=tuple(children) if are_apart else (),
    )


def _homeless(children, adults):
    """The one home of all the children, and the parts of the grown-ups who have none on the record."""
    people = [*children, *(part.person for part in adults)]
    if len(people) == len(children):
        return None, ()
    rows = Residence.objects.filter(ended_on=None, kind=HOME, person__in=people)
    homes = {row.person_id: row.address for row in rows.select_related("address")}
    theirs = {homes.get(child.pk) for child in children}
    if len(theirs) > 1 or None in theirs:
        return None, ()
    return theirs.pop(), tuple(part for part in adults if part.person.pk not in homes)


def _are_apart(children, tied, held):
    """Whether two of them share neither a tie nor a parent."""
    parents = {child.pk: set() for child in children}
    for person, relative, kind in held:
        if kind in PARENT_KINDS and relative in parents:
            parents[relative].add(person)
    ids = sorted(parents)
    return any(
        frozenset((one, other)) not in tied and not parents[one] & parents[other]
        for place, one in enumerate(ids)
        for other in ids[place + 1 :]
    )


def _said(children, adults, held, are_apart):
    """ "Samira Rahmeen: mum of Zayd and Noor", and that the children are brothers and sisters."""
    names = {child.pk: child.given_name or child.name for child in children}
    for part in adults:
        kinds: dict[str, list[str]] = {}
        for person, relative, kind in held:
            if person == part.person.pk and relative in names:
                kinds.setdefault(kind, []).append(names[relative])
            elif relative == part.person.pk and person in names:
                kinds.setdefault(inverse_of(kind), []).append(names[person])
        for kind, of in kinds.items():
            yield f"{part.person.name}: {word_for(kind, part.person.sex)} of {list_words(of)}"
    if len(children) > 1 and not are_apart:
        yield f"{list_words(list(names.values()))} are brothers and sisters"
