"""Each truth of people is held against a record in which it holds, and one in which it is broken."""

from datetime import date

import pytest

from tessera.engine.workflow import register
from tessera.people import actions
from tessera.people.models import Involvement, Name, Person, Relationship, Residence, SearchKey
from tests.factories import people as make

SINCE = date(2026, 1, 1)
TRUTHS = (
    "names", "one-allocated-worker", "one-home", "one-legal-name", "one-tie", "search-keys",
    "search-keys-tell-nothing",
)  # fmt: skip


def broken(name):
    return list(register.invariants()[name][1]())


@pytest.fixture
def family(hannah, team):
    found = make.the_brindlows(worker=hannah, team=team)
    actions.protect_whereabouts(person=found.leanne, why="x", started_on=SINCE, by=hannah)
    make.at_home(found.craig, lines="9 New Road, Eskmoor", since=SINCE)
    return found


def test_all_hold_in_a_lawful_family(family):
    assert {name: broken(name) for name in TRUTHS} == {name: [] for name in TRUTHS}


def test_a_shown_name_that_nobody_gave_is_found(family):
    Person.objects.filter(pk=family.kai.pk).update(family_name="Somebody")

    assert broken("names") == [{"person": family.kai.pk}]


def test_two_legal_names_at_once_are_found(family):
    Name.objects.create(person=family.kai, kind="legal", given="Kai", family="Pellowe")

    assert broken("one-legal-name") == [{"person": family.kai.pk, "kind": "legal"}]


def test_a_second_home_before_the_first_has_ended_is_found(family):
    home = Residence.objects.get(person=family.kai)
    Residence.objects.create(
        person=family.kai, address=home.address, started_on=date(2020, 1, 1), ended_on=SINCE
    )

    assert [row["person"] for row in broken("one-home")] == [family.kai.pk]


def test_two_allocated_workers_on_one_day_are_found(family, hannah, joseph):
    earlier = Involvement.objects.filter(person=family.maisie, role="allocated_worker").first()
    Involvement.objects.create(
        person=family.maisie,
        worker=joseph,
        role="allocated_worker",
        started_on=earlier.started_on,
        ended_on=date(2027, 1, 1),
    )

    assert family.maisie.pk in [row["person"] for row in broken("one-allocated-worker")]


def test_a_tie_recorded_from_both_sides_is_found(family):
    Relationship.objects.create(person=family.kai, relative=family.leanne, kind="child")

    pairs = [{row["person"], row["relative"]} for row in broken("one-tie")]
    assert pairs == [{family.kai.pk, family.leanne.pk}]


def test_somebody_who_cannot_be_found_is_found(family):
    SearchKey.objects.filter(person=family.kai).delete()

    assert broken("search-keys") == [{"person": family.kai.pk}]


@pytest.mark.parametrize(
    "telling", [{"postcodes": ["YO1 9TL"]}, {"identifiers": ["+447700900344"]}]
)
def test_a_protected_person_who_is_found_by_their_place_is_found(family, telling):
    SearchKey.objects.filter(person=family.leanne).update(**telling)

    assert broken("search-keys-tell-nothing") == [{"person": family.leanne.pk}]
