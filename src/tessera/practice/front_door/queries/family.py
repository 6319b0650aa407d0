"""The family of a contact: who of it is on the record, and not yet said to be related."""

from dataclasses import dataclass
from typing import Any

from tessera.people.models import Relationship
from tessera.people.models.reach import PARENT_KINDS
from tessera.practice.front_door.queries.contacts import adults_of, children_of
from tessera.practice.front_door.rules.family import kind_as_told


@dataclass(frozen=True)
class Unrelated:
    """`adults` are (part, the kind that was told, or nothing); `children` are not known as one family."""

    adults: tuple[tuple[Any, str], ...] = ()
    children: tuple[Any, ...] = ()

    def __bool__(self):
        return bool(self.adults or self.children)


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
    return Unrelated(
        adults=tuple(
            (part, kind_as_told(part.relation_as_told))
            for part in adults
            if not any(frozenset((part.person.pk, child.pk)) in tied for child in children)
        ),
        children=tuple(children) if _are_apart(children, tied, held) else (),
    )


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
