"""What a child said, as it was told: it stands as that child's own words, and never as another's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tessera.people import queries
from tessera.people.queries.chronology import Wanted
from tessera.practice.front_door import actions
from tessera.practice.front_door.actions.contact import CONTACT_LINE
from tests.factories import front_door as make
from tests.factories.front_door import NOW
from tests.practice.front_door.pages_asking import as_it_stands

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

HIS = "Daddy has hurt Caspian."


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


@pytest.fixture
def noor(db):
    return make.a_child("Noor")


def told(staff, *parts, words=""):
    return make.a_contact(staff, parts=list(parts), childs_words=words)


def line(*people):
    wanted = Wanted(tuple(each.pk for each in people), kinds=(CONTACT_LINE,))
    (shown,) = queries.chronology_page(wanted).lines
    return shown


def test_an_only_childs_words_are_that_childs_and_no_grown_ups(staff, child, noor):
    part, adult = actions.PartAsTold, make.a_child("Leila")
    told(staff, part(person=child), part(person=adult, part="adult"), words=HIS)

    assert line(child).voices == [(child.pk, HIS)]
    assert line(adult).voices == []
    assert HIS not in line(adult).entry.text


def test_each_of_several_children_has_their_own_words(staff, child, noor):
    part = actions.PartAsTold
    told(staff, part(person=child, childs_words=HIS), part(person=noor))

    assert line(child).voices == [(child.pk, HIS)]
    assert line(noor).voices == []
    assert HIS not in line(noor).entry.text
    assert line(noor, child).voices == [(child.pk, HIS)]


def test_words_of_nobody_knows_which_child_are_nobodys_own(staff, child, noor, sits_down):
    contact = make.a_contact(staff, child, noor, childs_words=HIS)

    for each in (child, noor):
        assert line(each).voices == []
        assert f"What the children said, as it was told: “{HIS}”" in line(each).entry.text
    page = sits_down(staff.duty).read(reverse("front_door:contact", args=[contact.public_id]))
    assert "What the children said, as it was told" in page


def test_they_were_not_said_to_the_duty_worker(staff, child, sits_down):
    make.referred(staff, make.a_contact(staff, child, childs_words=HIS))

    page = sits_down(staff.social_worker).read(
        reverse("people:chronology", args=[child.public_id]) + "?much=all"
    )

    assert "As it was told to us." in page
    assert f"To {staff.duty.name}" not in page


def test_words_given_to_the_wrong_child_are_put_right(staff, child, noor, sits_down):
    contact = make.a_contact(staff, child, noor, childs_words=HIS)
    duty = sits_down(staff.duty)
    page = reverse("front_door:correct", args=[contact.public_id])
    hers = contact.children.get(person=noor)

    duty.post(
        page,
        **{
            **as_it_stands(duty, page),
            "childs_words": "",
            f"words-{hers.pk}": HIS,
            "reason": "Noor said it",
        },
    )

    assert line(child).voices == []
    assert line(noor).voices == [(noor.pk, HIS)]
    shown = duty.read(reverse("front_door:contact", args=[contact.public_id]))
    assert "Noor&#39;s words, as told" in shown
    assert "nothing, then Daddy has hurt Caspian." in shown
