"""Who should be at a child in need meeting arrives in its table; who came is said by whoever writes it."""

from datetime import date

import pytest

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.access.actors import actor_of
from tessera.people.actions import record_relationship, start_involvement
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db
FIRST, REVIEW = "children_in_need.first_meeting", "children_in_need.review"
MET, ON = date(2026, 3, 3), date(2026, 3, 31)


def arrived(step, children, by, on=ON):
    return filling.arrived("children_in_need.attendance", step, children, actor_of(by, on), on)


def names(found):
    return {row["who"]: row.get("came") for row in found.value}


def begun(code, children, by):
    return workflow.start_step(code=code, subjects=children, worker=by, at=practice.at(ON), by=by)


@pytest.fixture
def around(maisie):
    """A mother on record, a school and a GP."""
    mother = make.a_child("Leanne Brindlow", born_on=date(1992, 1, 5))
    record_relationship(person=mother, relative=maisie, kind="parent", by=None)
    for role, name in (("school", "Tamsin Salloway"), ("gp", "Dr Weir")):
        start_involvement(person=maisie, role=role, professional_name=name, started_on=MET, by=None)


@pytest.mark.usefixtures("around")
def test_family_worker_and_agencies_are_proposed_and_nobody_is_there_by_it(maisie, hannah):
    found = arrived(begun(FIRST, [maisie], hannah), [maisie], hannah)

    assert names(found) == {
        "Leanne Brindlow": None, "Tamsin Salloway": None, "Dr Weir": None, hannah.name: "yes",
    }  # fmt: skip
    assert {"who": "Dr Weir", "role": "GP"} in found.value


@pytest.mark.usefixtures("around")
def test_a_review_proposes_those_of_the_last_meeting_too(maisie, hannah, joseph):
    answers = practice.need_meeting_answers([maisie], held_on=MET)
    answers["answers"]["attendance"] = [{"who": "Nana Rose", "role": "Grandmother", "came": "no"}]
    practice.complete(FIRST, [maisie], answers, on=MET, by=hannah, authorised_by=joseph)

    found = arrived(work.open_step(maisie, REVIEW), [maisie], hannah)

    assert names(found)["Nana Rose"] is None
    assert "Dr Weir" in names(found)
    assert found.label.startswith("the last meeting")
    assert found.on == MET


def test_after_a_conference_those_who_were_asked_to_it_are_proposed(maisie, hannah, denise):
    answers = practice.conference_answers([maisie], held_on=MET, outcome="no_plan_in_need")
    practice.complete("child_protection.initial_conference", [maisie], answers, on=MET, by=denise)
    asked = {row["who"] for row in answers["answers"]["attendance"]}

    found = arrived(begun(FIRST, [maisie], hannah), [maisie], hannah)

    assert asked <= names(found).keys()
    assert found.label.startswith("the initial")
    assert set(names(found).values()) == {None, "yes"}


def test_a_meeting_asks_of_everybody_whether_they_came(maisie, hannah):
    answers = practice.need_meeting_answers([maisie], held_on=MET)
    answers["answers"]["attendance"] = [{"who": "Leanne Brindlow", "role": "Mother"}]

    with pytest.raises(workflow.Unfinished, match="say whether they came"):
        practice.complete(FIRST, [maisie], answers, on=MET, by=hannah)
