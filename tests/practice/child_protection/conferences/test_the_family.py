"""Who is in the family stands in the report, each with what they are to the children."""

from datetime import date

import pytest

from tessera.engine.forms import filling
from tessera.foundations.access.actors import actor_of
from tessera.people import actions
from tessera.people.models import Person
from tests.factories import people as families

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ON = date(2026, 2, 2)


def said(*children, by):
    fresh = [Person.objects.get(pk=child.pk) for child in children]
    found = filling.arrived("child_protection.report_family", None, fresh, actor_of(by, ON), ON)
    return found and found.value.split("\n\n")


def test_it_says_who_lives_there_and_who_else_there_is(hannah):
    family = families.the_brindlows(worker=hannah)
    assert said(family.maisie, family.kai, family.ivy, by=hannah) == [
        "Maisie Brindlow, Kai Brindlow and Ivy Brindlow live with Leanne Brindlow (mum).",
        "Also in the family, not recorded as living there: Craig Haverstoke (dad of Maisie and Kai),"
        " Jordan Pellowe (dad of Ivy) and Maureen Brindlow (grandmother of Maisie).",
    ]


def test_of_one_child_it_needs_no_whose(hannah):
    family = families.the_brindlows(worker=hannah)
    assert said(family.ivy, by=hannah) == [
        "Ivy Brindlow lives with Leanne Brindlow (mum), Kai Brindlow (half-brother) and"
        " Maisie Brindlow (half-sister).",
        "Also in the family, not recorded as living there: Jordan Pellowe (dad).",
    ]


def test_children_in_two_homes_have_a_sentence_each(hannah):
    family = families.the_brindlows(worker=hannah)
    actions.move_home(
        person=family.kai, lines="3 Weir Lane, Eskmoor", postcode="YO1 9TL",
        moved_on=date(2026, 1, 12), together_with=[], by=hannah,
    )  # fmt: skip
    first, second, *_ = said(family.maisie, family.kai, by=hannah)
    assert first.startswith("Maisie Brindlow lives with Leanne Brindlow (mum)")
    assert second == "Kai Brindlow lives with Craig Haverstoke (dad)."


def test_whoever_has_died_is_said_to_have(hannah):
    family = families.the_brindlows(worker=hannah)
    Person.objects.filter(pk=family.jordan.pk).update(died_on=date(2025, 12, 3))
    assert "Jordan Pellowe (dad, has died)" in said(family.ivy, by=hannah)[1]


def test_of_a_home_that_is_not_on_the_record_it_says_so(hannah):
    child = families.a_child(worker=hannah)
    mum = families.a_person("Leanne Brindlow", born_on=date(1994, 5, 1), sex="F")
    families.is_parent(mum, child)
    assert said(child, by=hannah) == [
        "It is not on the record who lives with Maisie Brindlow.",
        "Also in the family, not recorded as living there: Leanne Brindlow (mum).",
    ]


def test_a_record_without_a_family_fills_nothing(hannah):
    assert said(families.a_child(worker=hannah), by=hannah) is None


def test_whoever_the_writer_may_not_know_of_is_not_there(hannah, joseph):
    family = families.the_brindlows(worker=hannah)
    actions.restrict(person=family.jordan, why="He is at risk.", started_on=ON, by=joseph)
    assert "Jordan" not in " ".join(said(family.ivy, by=hannah))
