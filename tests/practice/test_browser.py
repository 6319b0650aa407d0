"""Writing about children as a worker does it, and these rooms' pages open to everyone at two widths."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.people import actions as people
from tessera.people.models import Relationship
from tessera.practice.recording.models import Visit
from tests.factories import engine as make
from tests.factories import practice
from tests.support.browsing import NARROW, WIDE, keep_picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


@pytest.fixture
def family(live_site):
    """Maisie, Kai and Ivy with their worker, their manager and a conference chair."""
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    joseph = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    denise = make.a_worker("Denise Kilvarn", role="conference_chair")
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    children = []
    for name in ("Maisie Brindlow", "Kai Brindlow", "Ivy Pellowe"):
        child = practice.an_open_case(name, worker=hannah, team=team)
        Relationship.objects.create(person=mum, relative=child, kind="parent")
        children.append(child)
    people.move_home(
        person=mum,
        together_with=children,
        lines="14 Tanner's Row\nEskmoor",
        postcode="ZE9 1AA",
        moved_on=date(2025, 3, 1),
        by=hannah,
    )
    return {"hannah": hannah, "joseph": joseph, "denise": denise, "children": children}


def an_assessment_step(family):
    hannah = family["hannah"]
    return workflow.start_step(
        code="assessments.single_assessment",
        subjects=family["children"],
        worker=hannah,
        at=practice.at(date(2026, 1, 26)),
        by=hannah,
    )


def test_three_children_are_visited_with_at_most_twelve_inputs(open_page, family, assert_sound):
    maisie = family["children"][0]
    page = open_page(family["hannah"])
    page.goto("/work/")
    clicks, inputs = 0, 0

    page.get_by_role("button", name="Write a visit or note").click()
    clicks += 1
    assert_sound(page, "write")
    page.get_by_role("button", name="Visit").first.click()
    clicks += 1
    assert clicks == 2
    assert_sound(page, "visit-empty")

    page.get_by_label("Day").first.fill("30")
    page.get_by_label("Month").first.fill("3")
    page.get_by_label("Year").first.fill("2026")
    page.get_by_label("For the assessment").check()
    page.get_by_label("At home").check()
    inputs += 5
    for name in ("Maisie", "Kai", "Ivy"):
        page.get_by_role("group", name=f"Was {name} seen?").get_by_label("Yes").check()
        page.get_by_role("group", name=f"Was {name} seen alone?").get_by_label("Yes").check()
        inputs += 2
        page.get_by_role("textbox", name=f"In {name}'s words").fill(f"{name} said so.")
    page.get_by_label("What happened?").fill("Tea was on the table.")
    keep_picture(page, "visit-full")
    page.get_by_role("button", name="Save and finish").click()
    page.wait_for_url("**/done/")
    assert_sound(page, "visit-done")

    assert inputs <= 12
    visits = {visit.person: visit for visit in Visit.objects.all()}
    assert len(visits) == 3
    assert visits[maisie].childs_words == "Maisie said so."


def test_a_visit_without_an_answer_is_kept_and_says_what_is_missing(
    open_page, family, assert_sound
):
    step = workflow.start_step(
        code="recording.visit",
        subjects=family["children"],
        worker=family["hannah"],
        at=practice.at(date(2026, 3, 30)),
        by=family["hannah"],
    )
    page = open_page(family["hannah"], viewport=NARROW)
    page.goto(f"/steps/{step.public_id}/")

    page.get_by_label("What happened?").fill("Nobody came to the door.")
    page.get_by_role("button", name="Save and finish").click()

    page.get_by_role("alert").wait_for()
    assert_sound(page, "visit-errors")
    assert page.get_by_label("What happened?").input_value() == "Nobody came to the door."
    assert page.get_by_role("link", name="Say whether Maisie was seen").count() == 1


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_every_section_of_the_assessment_is_open_to_everyone(
    open_page, family, assert_sound, viewport
):
    step = an_assessment_step(family)
    page = open_page(family["hannah"], viewport=viewport)
    page.goto(f"/steps/{step.public_id}/")
    links = page.locator(".ts-sections a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )

    for number, href in enumerate(dict.fromkeys(links)):
        page.goto(href)
        assert_sound(page, f"assessment-{number + 1}")

    page.goto(reverse("workflow:finish", kwargs={"step_id": step.public_id}))
    assert_sound(page, "assessment-checked")

    assert len(set(links)) == 12


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_the_record_and_its_pages_are_open_to_everyone(open_page, family, assert_sound, viewport):
    maisie = family["children"][0]
    hannah = family["hannah"]
    step = an_assessment_step(family)
    practice.complete(
        "recording.visit", family["children"],
        practice.visit_answers(family["children"], visited_on=date(2026, 1, 28)),
        step=work.open_step(maisie, "recording.visit"), on=date(2026, 1, 28), by=hannah,
    )  # fmt: skip
    practice.complete(
        "assessments.single_assessment", family["children"],
        practice.assessment_answers(family["children"], seen_on=date(2026, 1, 28)), step=step,
        on=date(2026, 2, 20), by=hannah, authorised_by=family["joseph"],
    )  # fmt: skip
    practice.a_child_in_need_plan(maisie, by=hannah, started_on=date(2026, 2, 23))
    practice.a_discussion(maisie, by=hannah, held_on=date(2026, 2, 25))
    practice.a_conference(maisie, by=family["denise"], held_on=date(2026, 3, 10))
    practice.complete(
        "recording.case_summary", [maisie],
        {
            "answers": {"written_on": date(2026, 3, 20)},
            "each": {maisie: {"summary": "Maisie sleeps better since Nana has the mornings."}},
        },
        on=date(2026, 3, 20), by=hannah,
    )  # fmt: skip
    page = open_page(hannah, viewport=viewport)

    for name in (
        "people:record",
        "people:chronology",
        "recording:entries",
        "recording:words",
        "recording:write_for",
        "assessments:assessments",
        "child_protection:plans",
        "child_protection:meetings",
    ):
        page.goto(reverse(name, kwargs={"person_id": maisie.public_id}))
        assert_sound(page, name.replace(":", "-"))
    page.goto(reverse("recording:entries", kwargs={"person_id": maisie.public_id}))
    page.get_by_role("link", name="Visit: child in need plan").first.click()
    assert_sound(page, "recording-entry")


def test_a_manager_sets_the_review_point_on_a_phone(open_page, family, assert_sound):
    an_assessment_step(family)
    maisie = family["children"][0]
    page = open_page(family["joseph"], viewport=NARROW)
    page.goto(reverse("assessments:assessments", kwargs={"person_id": maisie.public_id}))

    page.get_by_role("link", name="Set the day").click()
    assert_sound(page, "review-point")
    page.get_by_role("button", name="Set the day").click()

    page.get_by_role("alert").wait_for()
    assert_sound(page, "review-point-error")
