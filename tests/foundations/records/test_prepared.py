from datetime import timedelta

import pytest

from tessera.foundations.access.policy import Actor
from tessera.foundations.records.prepared import (
    CHILD,
    PEOPLE,
    WORKER,
    MisplacedStandIn,
    Prepared,
)
from tessera.people.models import Conflict, Name, Person
from tessera.people.models.reach import is_known
from tests.factories import people as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make.a_worker()


def test_one_query_answers_for_whoever_is_asked_about(worker):
    maisie, jordan, noor = (
        make.a_person(name, by=worker) for name in ("Maisie Stell", "Jordan Stell", "Noor Stell")
    )
    names = Name.objects.filter(person__in=[PEOPLE], given__contains="%").values_list("person_id")
    asked = Prepared(
        Name.objects.filter(person__in=[PEOPLE]).values_list("person_id").union(names, all=True)
    )

    assert set(asked.ask(people=[maisie.pk, noor.pk])) == {(maisie.pk,), (noor.pk,)}
    assert asked.ask(people=[jordan.pk]) == [(jordan.pk,)]
    assert asked.ask(people=[]) == []


def test_the_same_query_hides_from_one_worker_what_it_shows_another(worker):
    child = make.a_person("Maisie Brindlow", by=worker)
    other = make.a_worker("Omar Tindell")
    Conflict.objects.create(person=child, user=worker, started_on=make.TODAY, why="A cousin")
    who = is_known(Actor(user_id=WORKER, today=make.TODAY))
    asked = Prepared(
        Person.objects.filter(pk__in=[CHILD]).annotate(known=who).values_list("pk", "known")
    )

    assert asked.ask(child=child.pk, worker=worker.pk) == [(child.pk, False)]
    assert asked.ask(child=child.pk, worker=other.pk) == [(child.pk, True)]


def test_nobody_is_asked_about_in_a_name_that_was_not_given(worker):
    who = is_known(Actor(user_id=WORKER, today=make.TODAY + timedelta(days=1)))
    asked = Prepared(
        Person.objects.filter(pk__in=[PEOPLE]).annotate(known=who).values_list("known")
    )

    with pytest.raises(KeyError):
        asked.ask(people=[1])


def test_people_stand_only_where_several_can():
    with pytest.raises(MisplacedStandIn):
        Prepared(Person.objects.filter(pk=PEOPLE).values_list("pk"))
