from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from tessera.foundations.access.policy import Actor
from tessera.foundations.records import prepared
from tessera.foundations.records.prepared import (
    ACTS_FOR,
    CHILD,
    PEOPLE,
    THIS,
    WORKER,
    MisplacedStandIn,
    Prepared,
    Wanted,
    answers,
    ask_together,
)
from tessera.foundations.records.queries import as_known
from tessera.people.models import Conflict, Name, Person
from tessera.people.models.reach import OWN, how_far, is_known
from tests.factories import people as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[False, True], ids=["asked anew", "with a kept plan"])
def _plans(request, settings, monkeypatch):
    settings.KEEPS_PLANS = request.param
    monkeypatch.setattr(prepared._Statement, "_was_asked", request.param)
    prepared._together.cache_clear()


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


def test_a_person_is_given_whole_with_what_was_selected_and_noted_with_them(worker):
    maisie = make.a_person("Maisie Stell", by=worker)
    names = Name.objects.filter(person__public_id=THIS).select_related("person")
    asked = Prepared(names.annotate(said=Value("100%")).order_by("pk"))

    [name] = asked.ask(this=maisie.public_id)

    assert (name, name.person) == (Name.objects.get(person=maisie), maisie)
    assert name.recorded_at == Name.objects.get(person=maisie).recorded_at
    assert name.said == "100%"
    with CaptureQueriesContext(connection) as asked_more:
        assert name.person.name == "Maisie Stell"
    assert not asked_more.captured_queries


def test_those_for_whom_a_worker_acts_are_given_as_a_list(worker):
    child = make.a_child("Maisie Stell", worker=worker)
    others = [make.a_worker("Omar Tindell").pk]
    who = how_far(Actor(user_id=WORKER, today=make.TODAY, acts_for=frozenset({ACTS_FOR})))
    asked = Prepared(Person.objects.filter(pk__in=[CHILD]).annotate(far=who))

    assert asked.ask(child=child.pk, worker=worker.pk, acts_for=[worker.pk, *others])[0].far == OWN
    assert asked.ask(child=child.pk, worker=worker.pk, acts_for=others)[0].far == 0


def test_the_past_is_seen_by_a_query_that_has_seen_the_present(worker):
    maisie = make.a_person("Maisie Stell", by=worker)
    asked = Prepared(Person.objects.filter(pk__in=[CHILD]).values_list("name", flat=True))
    assert asked.ask(child=maisie.pk) == ["Maisie Stell"]

    with as_known(maisie.recorded_at - timedelta(days=1)):
        assert asked.ask(child=maisie.pk) == []
    assert asked.ask(child=maisie.pk) == ["Maisie Stell"]


def test_what_is_asked_again_is_planned_once_and_planning_is_no_question_of_its_own(
    worker, settings
):
    settings.KEEPS_PLANS = True
    maisie = make.a_person("Maisie Stell", by=worker)
    asked = Prepared(Person.objects.filter(pk__in=[PEOPLE]).values_list("name", flat=True))
    asked._statement._was_asked = False

    with CaptureQueriesContext(connection) as captured:
        for _ in range(3):
            assert asked.ask(people=[maisie.pk]) == ["Maisie Stell"]

    words = [query["sql"].split()[0] for query in captured.captured_queries]
    assert words == ["SELECT", "EXECUTE", "EXECUTE"]


def test_several_are_one_question_and_each_answers_as_it_would_alone(worker):
    maisie, jordan, noor = (
        make.a_person(name, by=worker) for name in ("Maisie Stell", "Jordan Stell", "Noor Stell")
    )
    people = Prepared(Person.objects.filter(pk__in=[PEOPLE]).order_by("-pk"))
    names = Prepared(
        Name.objects.filter(person=CHILD).select_related("person").annotate(said=Value("100%"))
    )
    given = Prepared(Name.objects.filter(person__in=[PEOPLE]).values_list("given", flat=True))

    with CaptureQueriesContext(connection) as captured:
        found, [name], words, none = ask_together(
            [
                (people, {"people": [maisie.pk, jordan.pk]}),
                (names, {"child": noor.pk}),
                (given, {"people": [jordan.pk]}),
                (people, {"people": []}),
            ]
        )

    assert found == [jordan, maisie]
    assert (name.person, name.said) == (noor, "100%")
    assert (words, none) == (["Jordan"], [])
    assert len(captured) == 1


def test_what_is_made_of_each_answer_is_as_it_would_be_alone(worker):
    maisie, jordan = (make.a_person(name, by=worker) for name in ("Maisie Stell", "Jordan Stell"))
    people = Prepared(Person.objects.filter(pk__in=[PEOPLE]).order_by("pk"))
    given = Prepared(Name.objects.filter(person=CHILD).values_list("given", flat=True))
    both = Wanted(people, {"people": [maisie.pk, jordan.pk]}, len)
    name = Wanted(given, {"child": jordan.pk}, "/".join)

    with CaptureQueriesContext(connection) as captured:
        found = answers(both, name)

    assert found == [2, "Jordan"] == [both.answer(), name.answer()]
    assert len(captured) == 1


def test_nothing_together_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask_together([]) == []


def test_together_too_nobody_is_asked_about_in_a_name_that_was_not_given():
    people = Prepared(Person.objects.filter(pk__in=[PEOPLE]))
    with pytest.raises(KeyError):
        ask_together([(people, {"people": [1]}), (people, {})])
