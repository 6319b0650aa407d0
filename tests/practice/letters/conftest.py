from datetime import date

import pytest

from tessera.engine.documents import written
from tessera.foundations.access.actors import actor_of
from tessera.people import actions as people
from tessera.people.models import Involvement, Organisation, Protection, Relationship
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters.actions import answer_second, ask_second, begin_letter
from tessera.practice.letters.queries import addressees
from tests.factories import engine as make
from tests.factories import practice

ON = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def on_the_day(at_the_demo_date):
    """Every letter here is of 31 March 2026."""


def a_parent(name, sex, *children, lines=""):
    parent = make.a_child(name, born_on=date(1994, 5, 1))
    parent.sex = sex
    parent.save()
    for child in children:
        Relationship.objects.create(person=parent, relative=child, kind="parent")
    if lines:
        people.move_home(
            person=parent, lines=lines, postcode="YO1 9TL", moved_on=date(2024, 1, 1), by=None
        )
    return parent


@pytest.fixture
def leanne(maisie):
    """Maisie's mum, at home with her."""
    mum = a_parent("Leanne Brindlow", "F", maisie)
    people.move_home(
        person=mum, lines="14 Hawthorn Road\nEskmoor", postcode="YO1 9QL",
        moved_on=date(2024, 1, 1), together_with=[maisie], by=None,
    )  # fmt: skip
    return mum


@pytest.fixture
def craig(maisie, kai):
    """The father of Maisie and Kai, who lives elsewhere."""
    Relationship.objects.create(person=maisie, relative=kai, kind="sibling")
    return a_parent("Craig Sharrow", "M", maisie, kai, lines="3 Weir Lane\nEskmoor")


@pytest.fixture
def school(maisie):
    organisation = Organisation.objects.create(
        kind="school", name="St Aidan's Primary", email="office@aidans.example"
    )
    return Involvement.objects.create(
        person=maisie, role="school", organisation=organisation, started_on=date(2025, 9, 1),
        professional_name="Bella Corrimore",
    )  # fmt: skip


@pytest.fixture
def protected(maisie, hannah):
    """Where Maisie lives is known to Hannah, and nobody else may tell."""
    return Protection.objects.create(
        person=maisie, why="He looks for them", owner=hannah,
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def around(hannah):
    """Whom a letter about a child may be for, by name."""

    def found(child, by=None):
        rows = addressees(
            child, ON, actor=actor_of(by or hannah, ON), hidden=hidden_of([child], ON)
        )
        return {each.name: each for each in rows}

    return found


@pytest.fixture
def a_letter(hannah, around):
    """A letter of Hannah's, begun and written."""

    def made(child, to, code="plain", *, words="We talked about a play scheme.", **asked):
        letter = begin_letter(
            child=child, template=written.template(code), to=around(child)[to],
            begun_on=ON, by=hannah,
        )  # fmt: skip
        letter.words = words
        letter.asked = asked or {"subject": "The play scheme"}
        letter.save()
        return letter

    return made


@pytest.fixture
def agree(hannah, joseph):
    """The manager reads a letter as it stands, and agrees."""

    def agreed(letter, by=None):
        reading = ask_second(letter=letter, at=practice.at(ON), by=hannah)
        return answer_second(
            reading=reading, agreed=True, seen=reading.digest, at=practice.at(ON), by=by or joseph
        )

    return agreed
