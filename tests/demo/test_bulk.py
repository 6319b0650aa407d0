"""A large record is lawful: the rooms' own truths hold on it, and its people can be found."""

from datetime import date

import pytest
from django.db import connection

from tessera.demo.bulk import staff, story
from tessera.demo.bulk.filling import fill
from tessera.engine.workflow.queries.invariants import broken_invariants
from tessera.foundations.access.actors import actor_of
from tessera.foundations.access.models import User
from tessera.foundations.records.triggers import fact_tables
from tessera.people.actions import rebuild_search_keys
from tessera.people.models import Address, Line, Person, SearchKey
from tessera.people.queries.search import search
from tessera.people.rules import name_key
from tessera.website import connections as servers

TODAY = date(2026, 3, 31)


@pytest.fixture
def as_owner(transactional_db):
    """The filler takes indexes and triggers away and puts them back: only the tables' owner may."""
    owner = servers.for_django(as_owner=True, pool=False)
    names = ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS")
    of_the_site = {name: connection.settings_dict[name] for name in names}
    _sign_in({name: owner[name] for name in names})
    yield
    _sign_in(of_the_site)


def _sign_in(given):
    connection.close()
    connection.settings_dict.update(given)


@pytest.fixture
def large_record(as_owner):
    fill(people_wanted=200, today=TODAY, say=lambda words: None)


def test_a_large_record_breaks_no_truth_and_answers_a_search(large_record):
    somebody = Person.objects.get(pk=story.PROBE_CHILD)
    actor = actor_of(User.objects.get(pk=staff.WORKER), TODAY)

    assert {name for name, rows in broken_invariants().items() if rows} == set()
    assert Person.objects.count() == 200
    assert Line.objects.filter(person=somebody).count() > story.PROBE_LINES
    assert somebody in [found.person for found in search(somebody.name, actor).found]
    assert_keys_are_those_of_the_people_room()
    assert_everything_is_put_back()
    assert_a_larger_one_grows_out_of_it()


def assert_keys_are_those_of_the_people_room():
    made = {key.pk: key for key in SearchKey.objects.all()}
    rebuild_search_keys(person_ids=list(made))
    for key in SearchKey.objects.all():
        assert set(key.keys) == set(made[key.pk].keys)
        assert set(key.identifiers) == set(made[key.pk].identifiers)
        assert set(key.postcodes) == set(made[key.pk].postcodes)
    for address in Address.objects.all():
        assert address.key == f"{name_key(address.lines)} {address.postcode}"


def assert_everything_is_put_back():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D' AND NOT tgisinternal")
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT count(DISTINCT conrelid) FROM pg_constraint WHERE contype = 'f'"
            " AND conrelid::regclass::text = ANY(%s)",
            [fact_tables()],
        )
        assert cursor.fetchone()[0] == len(fact_tables())


def assert_a_larger_one_grows_out_of_it():
    assert fill(people_wanted=400, today=TODAY, say=lambda words: None) == 200
    assert Person.objects.count() == 400
    assert {name for name, rows in broken_invariants().items() if rows} == set()
