"""The family of a contact enters the record once, for all its children."""

import contextlib
from itertools import combinations

from django.db import transaction

from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.practice.front_door.queries.family import unrelated


@action
def record_family(*, contact, kinds, are_siblings, at_home=(), by):
    """`kinds`: for each grown-up's part, what they are to every child; `at_home`: the parts of those who live
    with the children. What is recorded already stays.

    Brothers and sisters with a parent in common are known by the parent, and need no tie of their own.
    """
    children = [part.person for part in contact.children.filter(part="child") if part.person]
    for part, kind in kinds.items():
        for child in children:
            _relate(contact, part.person, child, kind, by)
    known = unrelated(contact)
    for part in at_home:
        if part in known.homeless:
            people.move_home(
                person=part.person,
                lines=known.home.lines,
                postcode=known.home.postcode,
                uprn=known.home.uprn,
                step_ref=contact.step_ref,
                by=by,
            )
    if are_siblings and known.children:
        for one, other in combinations(children, 2):
            _relate(contact, one, other, "sibling", by)


def _relate(contact, person, relative, kind, by):
    with contextlib.suppress(people.AlreadyRelated), transaction.atomic():
        people.record_relationship(
            person=person, relative=relative, kind=kind, step_ref=contact.step_ref, by=by
        )
