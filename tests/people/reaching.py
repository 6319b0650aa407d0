"""Whom a worker opens, and of whom they know."""

from datetime import date

from tessera.foundations.access import gate
from tessera.people.models import Person
from tests.factories import people as make

TODAY = make.TODAY
SINCE = date(2026, 1, 1)
VIEW = "people:person:view"
ANSWER, EDIT = "transfers:transfer:take", "people:person:edit"


def opens(worker, person, permission=VIEW):
    """By the gate, after holding it against the set."""
    actor = make.an_actor(worker)
    alone = gate.check(actor, permission, Person.objects.get(pk=person.pk))
    together = Person.objects.visible_to(actor, permission).filter(pk=person.pk).exists()
    assert alone.allow == together
    return alone.allow


def knows(worker, person):
    return Person.objects.known_to(make.an_actor(worker)).filter(pk=person.pk).exists()
