"""A form, the worklists and a team's page as a worker meets them, in a real browser."""

from datetime import timedelta

import pytest

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions
from tessera.engine.workflow.models import State
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_team, a_worker
from tests.factories.practice import a_referral
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


@pytest.fixture
def people(live_site):
    """Hannah with her manager Joseph and a brother and sister of hers."""
    team = a_team()
    hannah = a_worker("Hannah Treloyd", team=team)
    joseph = a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    zayd = a_child("Zayd Rahmeen", worker=hannah, team=team)
    noor = a_child("Noor Rahmeen", worker=hannah, team=team)
    return {"team": team, "hannah": hannah, "joseph": joseph, "zayd": zayd, "noor": noor}


def a_visit(people):
    return a_step(
        "recording.visit", subjects=[people["zayd"], people["noor"]], worker=people["hannah"]
    )


def answer(step, field, child=None):
    return Answer.objects.get(sheet=step.sheet, field=field, child=child).value


def test_a_form_saves_as_one_types_and_survives_a_closed_lid(open_page, people):
    step = a_visit(people)
    page = open_page(people["hannah"])
    page.goto(f"/steps/{step.public_id}/")

    page.get_by_label("What happened?").fill("Hana was cooking. Everyone was warm.")
    page.get_by_label("What happened?").blur()
    page.get_by_text("Saved 09:00").wait_for()
    page.close()

    again = open_page(people["hannah"])
    again.goto(f"/steps/{step.public_id}/")
    assert again.get_by_label("What happened?").input_value().startswith("Hana was cooking")
    assert answer(step, "what_happened") == "Hana was cooking. Everyone was warm."


def test_two_people_in_one_box_both_see_both_values(open_page, people):
    step = a_visit(people)
    pages = [open_page(people[name]) for name in ("hannah", "joseph")]
    for page in pages:
        page.goto(f"/steps/{step.public_id}/")
    for page, words in zip(pages, ("Warm and tidy", "Cold and bare"), strict=True):
        page.get_by_label("What happened?").fill(words)
        page.get_by_label("What happened?").blur()
        page.locator("#saved b", has_text="aved").wait_for()

    dispute = pages[1].locator(".ts-conflict")
    dispute.wait_for()
    assert "Hannah Treloyd changed this answer" in dispute.inner_text()
    assert "Warm and tidy" in dispute.inner_text()
    dispute.get_by_role("button", name="Keep mine").click()
    pages[1].get_by_text("Saved 09:00").wait_for()

    assert answer(step, "what_happened") == "Cold and bare"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visit_to_brother_and_sister_is_one_page_by_keyboard(open_page, people, javascript):
    step = a_visit(people)
    page = open_page(people["hannah"], javascript=javascript)
    page.goto(f"/steps/{step.public_id}/")
    for part, value in (("day", "30"), ("month", "3"), ("year", "2026")):
        page.locator(f"#visited_on-{part}").press_sequentially(value)
    page.locator("[name=visit_kind]").first.press("Space")
    page.locator("[name=place]").first.press("Space")
    for n in (1, 2):
        page.locator(f"[name=c{n}_seen]").first.press("Space")
        page.locator(f"[name=c{n}_alone]").first.press("Space")
        page.locator(f"[name=c{n}_words]").fill("I like my new bed")
    page.get_by_label("What happened?").fill("Everyone was warm.")
    page.get_by_role("button", name="Save and finish").press("Enter")

    page.get_by_role("heading", name="Done").wait_for()
    step.refresh_from_db()
    assert step.state == State.DONE
    assert answer(step, "words", people["noor"])["words"] == "I like my new bed"


def test_what_is_missing_is_named_and_linked_to_its_box(open_page, people, assert_sound):
    step = a_visit(people)
    page = open_page(people["hannah"])
    page.goto(f"/steps/{step.public_id}/")
    page.get_by_role("button", name="Save and finish").click()

    page.get_by_role("link", name="Say when the visit was").click()

    assert page.evaluate("document.activeElement.id") == "visited_on-day"
    assert_sound(page, "errors")


def an_assessment(people):
    """Half written: a brother and sister whose case is open."""
    for name in ("zayd", "noor"):
        a_referral(people[name], TODAY - timedelta(days=21))
    step = a_step(
        "assessments.single_assessment",
        subjects=[people["zayd"], people["noor"]],
        worker=people["hannah"],
    )
    actions.save_answer(
        step=step, field="reason", value="School is worried.", at=NOW, by=people["hannah"]
    )
    actions.save_answer(
        step=step,
        field="day_to_day",
        child=people["zayd"],
        value="Zayd has his own bed now, in the room he shares with Idris.",
        at=NOW,
        by=people["hannah"],
    )
    return step


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_of_a_form_are_open_to_everyone(open_page, people, assert_sound, viewport):
    visit = a_visit(people)
    assessment = an_assessment(people)
    page = open_page(people["hannah"], viewport=viewport)
    addresses = {
        "quick": f"/steps/{visit.public_id}/",
        "section": f"/steps/{assessment.public_id}/?section=home",
        "section-1": f"/steps/{assessment.public_id}/",
        "section-errors": f"/steps/{assessment.public_id}/?section=home&check=all",
        "section-agencies": f"/steps/{assessment.public_id}/?section=spoke_to",
        "finish": f"/steps/{visit.public_id}/finish/",
        "children": f"/steps/{visit.public_id}/children/",
        "cancel": f"/steps/{visit.public_id}/cancel/",
        "start": f"/people/{people['zayd'].public_id}/start/",
        "forms": f"/people/{people['zayd'].public_id}/forms/",
        "documents": f"/people/{people['zayd'].public_id}/documents/",
    }
    for name, address in addresses.items():
        page.goto(address)
        assert_sound(page, name)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_lists_are_open_to_everyone(open_page, people, assert_sound, viewport):
    hannah, joseph, team = people["hannah"], people["joseph"], people["team"]
    for days, child in ((-6, "zayd"), (0, "noor"), (3, "noor")):
        a_step(
            "recording.visit",
            subjects=[people[child]],
            worker=hannah,
            due_on=TODAY + timedelta(days=days),
            due_why="20 working days from the visit on Tuesday 3 March",
        )
    a_step("recording.visit", subjects=[people["zayd"]], team=team, by=joseph)
    draft = a_visit(people)
    actions.save_answer(step=draft, field="what_happened", value="So far", at=NOW, by=hannah)
    page = open_page(joseph, viewport=viewport)
    for name, address in {
        "team": f"/teams/{team.public_id}/",
        "team-work": f"/teams/{team.public_id}/work/",
        "allocate": f"/steps/{draft.public_id}/allocate/",
        "extend": f"/steps/{draft.public_id}/extend/",
    }.items():
        page.goto(address)
        assert_sound(page, name)
    page = open_page(hannah, viewport=viewport)
    for name, address in {"my-work": "/work/", "all-work": "/work/all/"}.items():
        page.goto(address)
        assert_sound(page, name)
