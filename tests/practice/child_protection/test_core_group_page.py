"""The core group's first page: who came, what the parents said, and each child's words, all on one."""

from datetime import date

import pytest

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import queries as work
from tests.factories import people as families
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
