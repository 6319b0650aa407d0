"""What is often the same of brothers and sisters is said once, and given to the others by a press."""

import pytest

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions as workflow
from tessera.people import actions as people
from tests.engine.workflow.pages import answer, page, post, text
from tests.factories import practice

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]

CHOSEN = {"c1_ethnicity": "WBRI", "c1_first_language": "en", "c1_disabilities": "NONE"}


@pytest.fixture
def jude(hannah, team):
    return practice.an_open_case("Jude Brindlow", worker=hannah, team=team)


@pytest.fixture
def assess(hannah, client):
    def begin(*children):
        return workflow.start_step(
            code="assessments.single_assessment",
            subjects=children,
            worker=hannah,
            at=practice.at(practice.REFERRED_ON),
            by=hannah,
        )

    return begin


def press(client, by, step, child, copy="every", **chosen):
    typed = {"section": "about", "for": str(child.public_id), "copy": copy, **chosen}
    assert post(client, by, "step", step.public_id, **typed).status_code == 302


def written(step, child):
    rows = Answer.objects.filter(sheet=step.sheet, child=child).exclude(value=None)
    return dict(rows.values_list("field", "value"))


def test_one_press_gives_all_three_answers_to_two_others(assess, client, hannah, maisie, kai, jude):
    step = assess(maisie, kai, jude)

    press(client, hannah, step, maisie, **CHOSEN)

    said = {"ethnicity": "WBRI", "first_language": "en", "disabilities": ["NONE"]}
    assert [written(step, child) for child in (maisie, kai, jude)] == [said, said, said]


def test_without_the_press_nothing_is_given(assess, client, hannah, maisie, kai):
    step = assess(maisie, kai)

    press(client, hannah, step, maisie, copy="", **CHOSEN)

    assert written(step, kai) == {}


def test_what_is_written_or_known_of_another_stays(assess, client, hannah, maisie, kai, jude):
    people.record_particulars(person=jude, ethnicity="WIRI", by=hannah)
    step = assess(maisie, kai, jude)
    workflow.save_answer(
        step=step, field="ethnicity", child=kai, value="MWBC",
        at=practice.at(practice.REFERRED_ON), by=hannah,
    )  # fmt: skip

    press(client, hannah, step, maisie, **CHOSEN)

    assert answer(step, "ethnicity", kai) == "MWBC"
    assert "ethnicity" not in written(step, jude)
    assert written(step, jude)["first_language"] == "en"


def test_what_was_not_answered_is_not_given(assess, client, hannah, maisie, kai):
    step = assess(maisie, kai)

    press(client, hannah, step, maisie, c1_ethnicity="WBRI")

    assert written(step, kai) == {"ethnicity": "WBRI"}


def test_it_is_offered_by_name_and_not_to_an_only_child(
    assess, client, hannah, maisie, kai, jude, ivy
):
    three, one = assess(maisie, kai, jude), assess(ivy)

    asked = {"section": "about"}
    assert "The same for Kai and Jude" in text(
        page(client, hannah, "step", three.public_id, **asked)
    )
    assert "The same for" not in text(page(client, hannah, "step", one.public_id, **asked))
    assert 'value="every"' not in text(
        page(client, hannah, "step", three.public_id, section="health")
    )
