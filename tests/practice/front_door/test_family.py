"""Who belongs to whom is said once at the door, for all the children of a contact."""

from datetime import date

import pytest

from tessera.people import actions as people
from tessera.people.models import Relationship
from tessera.people.queries.family import siblings_of
from tessera.practice.front_door import actions, queries
from tessera.practice.front_door.rules.family import kind_as_told
from tests.factories import front_door as make
from tests.factories import people as known
from tests.practice.front_door.pages_asking import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor():
    return make.a_child("Noor", born_on=date(2019, 4, 2))


@pytest.fixture
def samira():
    return make.a_child("Samira", born_on=date(1990, 5, 1))


@pytest.fixture
def contact(staff, child, noor, samira):
    children = [actions.PartAsTold(person=each) for each in (child, noor)]
    mother = actions.PartAsTold(part="adult", person=samira, relation="Mum")
    return make.a_contact(staff, parts=[*children, mother])


def mother_of(contact):
    return contact.children.get(part="adult")


def siblings(child):
    day = date(2026, 3, 31)
    found = siblings_of(
        child, day, actor=known.an_actor(make.a_worker("Wren Tolle", "duty_worker"))
    )
    return [each.person for each in found]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("Mum", "parent"),
        ("step-dad", "step_parent"),
        ("Mother's partner", "parents_partner"),
        ("Nana", "grandparent"),
        ("Grandmother, mum's mum", "grandparent"),
        ("maternal grandmother", "grandparent"),
        ("Dad (lives elsewhere)", "parent"),
        ("mum's friend", ""),
        ("", ""),
    ],
)
def test_what_was_told_is_proposed_only_where_it_says_one_thing(told, kind):
    assert kind_as_told(told) == kind


def test_a_parent_makes_the_children_brothers_and_sisters(staff, contact, child, noor, samira):
    mother = mother_of(contact)
    assert queries.unrelated(contact).adults == ((mother, "parent"),)
    assert set(queries.unrelated(contact).children) == {child, noor}

    actions.record_family(
        contact=contact, kinds={mother: "parent"}, are_siblings=True, by=staff.duty
    )

    ties = Relationship.objects.values_list("person", "relative", "kind")
    assert set(ties) == {(samira.pk, child.pk, "parent"), (samira.pk, noor.pk, "parent")}
    assert siblings(child) == [noor]
    assert not queries.unrelated(contact)


def test_without_a_parent_it_is_said_of_the_children_themselves(staff, contact, child, noor):
    actions.record_family(contact=contact, kinds={}, are_siblings=True, by=staff.duty)

    assert siblings(child) == [noor]
    assert not queries.unrelated(contact).children
    assert queries.unrelated(contact).adults


def test_what_is_recorded_already_stays_and_is_not_asked(staff, contact, child, noor, samira):
    tie = people.record_relationship(
        person=samira, relative=child, kind="parent", is_main_carer=True, by=None
    )

    actions.record_family(
        contact=contact, kinds={mother_of(contact): "parent"}, are_siblings=False, by=staff.duty
    )

    tie.refresh_from_db()
    assert tie.is_main_carer
    assert Relationship.objects.count() == 2


def test_who_is_not_matched_yet_is_not_asked_about(staff, child):
    parts = [actions.PartAsTold(person=child), actions.PartAsTold(given="Baby", family="Rahmeen")]

    assert not queries.unrelated(make.a_contact(staff, parts=parts))


def test_on_the_contacts_page(staff, contact, child, noor, sits_down):
    duty = sits_down(staff.duty)
    page = duty.read(page_of(contact))
    assert "What is Samira Rahmeen to the children?" in page
    assert "Zayd and Noor are brothers and sisters" in page
    assert "Who is related to whom" not in page

    refused = duty.post(page_of(contact, "family/")).content.decode()
    assert "Say who is related to whom" in refused

    box = f"kind-{mother_of(contact).pk}"
    recorded = duty.post(page_of(contact, "family/"), **{box: "parent"})
    page = duty.read(recorded.headers["Location"])
    assert "The family is recorded" in page
    assert "Samira Rahmeen: parent of Zayd and Noor" in page
    assert "Zayd and Noor are brothers and sisters" in page
    assert f"/people/{child.public_id}/family/" in page
    assert "How are they related?" not in page
    assert siblings(child) == [noor]


def home_of(person):
    return person.residences.get().address


def test_who_lives_with_the_children_gets_their_home(
    staff, contact, child, noor, samira, sits_down
):
    known.at_home(child, noor, lines="14 Tanner Row, Eskmoor", postcode="YO1 9TL")
    mother = mother_of(contact)
    duty = sits_down(staff.duty)
    page = duty.read(page_of(contact))
    assert "Where Samira Rahmeen lives" in page
    assert "With the children" in page

    duty.post(page_of(contact, "family/"), **{f"home-{mother.pk}": "on"})

    assert home_of(samira) == home_of(child)
    assert "Where Samira Rahmeen lives" not in duty.read(page_of(contact))


def test_a_home_that_is_known_is_not_asked_about(staff, contact, child, noor, samira):
    known.at_home(child, noor, lines="14 Tanner Row, Eskmoor")
    known.at_home(samira, lines="3 Weir Lane, Eskmoor")

    assert not queries.unrelated(contact).homeless
    actions.record_family(
        contact=contact, kinds={}, are_siblings=False, at_home=[mother_of(contact)], by=staff.duty
    )
    assert home_of(samira) != home_of(child)


def test_children_of_two_homes_have_nobody_put_with_them(staff, contact, child, noor, samira):
    known.at_home(child, lines="14 Tanner Row, Eskmoor")
    assert not queries.unrelated(contact).homeless

    known.at_home(noor, lines="3 Weir Lane, Eskmoor")
    assert not queries.unrelated(contact).homeless
