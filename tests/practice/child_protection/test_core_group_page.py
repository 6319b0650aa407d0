"""The core group's first page: who came, what the parents said, and each child's words, all on one."""

from datetime import date

import pytest

from tessera.engine.forms import filling
from tessera.engine.forms.models import Answer
from tessera.engine.workflow import queries as work
from tessera.foundations.access.actors import actor_of
from tessera.people import actions as people
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import people as families
from tests.factories.practice import complete, core_group_answers
from tests.practice.child_protection.test_core_groups import CODE, confer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def step(ask, maisie, kai, denise, at_the_demo_date):
    confer([maisie, kai], denise)
    return work.open_step(maisie, CODE)


def test_brothers_and_sisters_are_asked_on_one_page_and_saved_each(ask, step, maisie, kai, hannah):
    page = ask(hannah, "workflow:step", step_id=step.public_id).content.decode()
    assert page.count('name="held_on-day"') == 1
    assert 'name="c1_words"' in page
    assert 'name="c2_words"' in page
    assert "Save and go to “How it goes”" in page

    words = {"c1_words": "I have my own bed.", "c2_words": "It is loud at night."}
    ask(hannah, "workflow:step", {**words, "section": "who", "go": "stay"}, step_id=step.public_id)

    kept = Answer.objects.filter(sheet__step=step, field="words")
    assert {row.child: row.value["words"] for row in kept} == {
        maisie: "I have my own bed.",
        kai: "It is loud at night.",
    }


def arrived(step, reader, on=date(2026, 2, 20)):
    actor = actor_of(reader, on)
    found = filling.arrived("child_protection.core_group", step, work.subjects_of(step), actor, on)
    return {row["who"]: row for row in found.value}, found


def test_the_first_is_of_those_of_the_conference_without_its_chair_and_the_police(
    ask, step, maisie, kai, hannah, denise
):
    conference = Meeting.objects.get(kind="initial")
    for name, worker, agency in (
        ("Denise Kilvarn", denise, "social_care"),
        ("Harry Lune", None, "health"),
    ):
        Invited.objects.create(meeting=conference, name=name, worker=worker, agency=agency)
    Invited.objects.filter(name="Harry Lune").update(left_out_why="A witness")
    mum = families.a_person("Leanne Brindlow", born_on=date(1992, 4, 1))
    dad = families.a_person("Craig Haverstoke", born_on=date(1990, 4, 1))
    families.is_parent(mum, maisie)
    families.is_parent(dad, maisie)
    Invited.objects.filter(name="Leanne").update(person=mum)
    kai.born_on = date(2024, 5, 1)
    kai.save()

    rows, found = arrived(work.open_step(maisie, CODE), hannah)

    assert list(rows) == [
        "Leanne", "Hannah Treloyd", "Bella Corrimore", "Named nurse",
        "Craig Haverstoke", "Maisie Brindlow",
    ]  # fmt: skip
    assert found.label == "the conference"
    assert {name for name, row in rows.items() if row.get("came")} == {"Hannah Treloyd"}
    assert rows["Maisie Brindlow"]["role"] == "The child"


def test_police_who_work_with_the_child_are_members(step, maisie, hannah):
    assert "Sergeant Pryce" not in arrived(step, hannah)[0]

    people.start_involvement(
        person=maisie, role="police", professional_name="Sergeant Pryce",
        started_on=date(2026, 2, 3), by=hannah,
    )  # fmt: skip

    assert "Sergeant Pryce" in arrived(step, hannah)[0]


def test_a_later_one_is_of_the_members_of_the_last(step, maisie, kai, hannah):
    held = core_group_answers([maisie, kai], held_on=date(2026, 2, 12))
    complete(CODE, [maisie, kai], held, step=step, on=date(2026, 2, 12), by=hannah)
    again = work.open_step(maisie, CODE)

    rows, found = arrived(again, hannah)

    assert list(rows) == ["Leanne", "Bella"]
    assert found.label == "the last core group"
    assert not any(row.get("came") for row in rows.values())


def test_whether_they_came_is_asked_of_each_and_said_at_once_of_the_rest(ask, step, hannah):
    who = {"attendance-0-who": "Leanne", "attendance-1-who": "Bella", "attendance-1-came": "no"}
    typed = {**who, "attendance-count": "2", "section": "who"}
    page = {"step_id": step.public_id}
    ask(hannah, "workflow:step", {**typed, "go": "stay"}, **page)
    shown = ask(hannah, "workflow:step", query={"section": "who", "check": "all"}, **page)
    assert "Row 1: say whether they came" in shown.content.decode()

    ask(hannah, "workflow:step", {**typed, "rest": "attendance"}, **page)

    kept = Answer.objects.get(sheet__step=step, field="attendance").value
    assert [row["came"] for row in kept] == [True, False]


def test_what_is_longer_for_each_child_has_a_page_for_each(ask, step, hannah):
    page = ask(hannah, "workflow:step", query={"section": "progress"}, step_id=step.public_id)

    assert 'name="c1_risk_why"' in page.content.decode()
    assert 'name="c2_risk_why"' not in page.content.decode()


def test_the_parents_stand_there_to_be_asked(ask, step, maisie, hannah):
    mum = families.a_person("Leanne Brindlow", born_on=date(1992, 4, 1))
    families.is_parent(mum, maisie)

    page = ask(hannah, "workflow:step", step_id=step.public_id).content.decode()

    assert 'name="parents_views-0-who"' in page
    assert "Leanne Brindlow" in page
    assert "From the record of the family: change what is not so." in page
