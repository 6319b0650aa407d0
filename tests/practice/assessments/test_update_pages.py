"""A manager decides on an update from the child's Assessments page; the record says why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.practice.assessments import actions
from tessera.practice.assessments.models import Assessment
from tests.factories import practice
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]

PAGE = "assessments:assessments"
SINGLE = "assessments.single_assessment"
UPDATE = "assessments.update"
SIGNED = date(2026, 2, 2)
WHY = "Craig moved back in last week, and the police were called twice."


@pytest.fixture
def signed_off(maisie, hannah):
    return practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode().replace("&#39;", "'")


def starting(child):
    return f"{reverse('workflow:start', args=[child.public_id])}?code={UPDATE}"


def test_the_page_offers_an_update_to_the_manager_alone(ask, maisie, hannah, joseph, signed_off):
    assert starting(maisie) in text(ask(joseph, PAGE, person_id=maisie.public_id))
    assert starting(maisie) not in text(ask(hannah, PAGE, person_id=maisie.public_id))


def test_while_it_is_written_the_child_was_first_seen_when_the_visits_say(ask, maisie, hannah):
    practice.an_assessment(maisie, by=hannah)
    assert "Not yet" in text(ask(hannah, PAGE, person_id=maisie.public_id))

    for on in (date(2026, 1, 14), date(2026, 2, 3)):
        practice.complete(
            "recording.visit",
            [maisie],
            practice.visit_answers([maisie], visited_on=on),
            on=on,
            by=hannah,
        )

    page = text(ask(hannah, PAGE, person_id=maisie.public_id))
    assert "14 January 2026" in page
    assert "Not yet" not in page


@pytest.mark.parametrize("state", ["under way", "closed", "none"])
def test_it_is_not_offered_where_there_is_nothing_to_update(
    ask, maisie, kai, hannah, joseph, state
):
    if state == "under way":
        practice.an_assessment(maisie, by=hannah)
    if state == "closed":
        practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
        maisie.referrals.update(closed_on=date(2026, 3, 2), closure_reason="RC8")

    assert starting(maisie) not in text(ask(joseph, PAGE, person_id=maisie.public_id))


def test_a_manager_decides_and_the_record_says_why(ask, maisie, hannah, joseph, signed_off):
    started = ask(joseph, "workflow:start", {"code": UPDATE}, person_id=maisie.public_id)
    step = work.open_step(maisie, UPDATE)
    assert started.url == reverse("workflow:step", kwargs={"step_id": step.public_id})
    form = text(ask(joseph, "workflow:step", step_id=step.public_id))
    assert "Maisie Brindlow: signed off on 2 February 2026" in form
    assert "When you finish, this begins: <strong>Update assessment</strong>." in form

    practice.complete(
        UPDATE,
        [maisie],
        {"answers": {"decided_on": date(2026, 3, 30), "why": WHY}},
        step=step,
        on=date(2026, 3, 30),
        by=joseph,
    )

    page = text(ask(hannah, PAGE, person_id=maisie.public_id))
    assert WHY in page
    assert "Decided by Joseph Adeyin-Rowe on 30 March 2026" in page
    assert f'href="#assessment-{signed_off.public_id}"' in page
    assert "45 working days from the decision to assess again of Monday 30 March" in page
    assert "45 working days from the referral" not in page
    story = text(ask(hannah, "people:chronology", person_id=maisie.public_id))
    assert "Update assessment began" in story
    assert WHY in story
    form = text(ask(hannah, "workflow:step", step_id=work.open_step(maisie, SINGLE).public_id))
    assert WHY in form
    assert "45 working days from the decision to assess again" in form


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("signed off", SINGLE, "a manager decides on an update, and says why"),
        ("none", UPDATE, "No assessment of this case is signed off"),
        ("under way", UPDATE, "An assessment is under way: what is new goes into it"),
        ("under way", SINGLE, "An assessment is under way: what is new goes into it"),
        ("closed", UPDATE, "this child&#39;s case is not open"),
    ],
)
def test_what_cannot_be_started_says_why(ask, maisie, hannah, joseph, state, code, words):
    if state != "none":
        signed = None if state == "under way" else SIGNED
        practice.an_assessment(maisie, by=hannah, authorised_on=signed)
    if state == "closed":
        maisie.referrals.update(closed_on=date(2026, 3, 2), closure_reason="RC8")

    menu = text(ask(joseph, "workflow:start", person_id=maisie.public_id))
    answer = text(ask(joseph, "workflow:start", {"code": code}, person_id=maisie.public_id))

    for page in (menu, answer):
        assert words.replace("&#39;", "'") in page
    assert f"?code={code}" not in menu
    assert work.open_step(maisie, code) is None


def test_a_brother_who_cannot_come_along_is_named(ask, maisie, kai, hannah, joseph, signed_off):
    practice.brothers_and_sisters(maisie, kai)

    answer = ask(
        joseph,
        "workflow:start",
        {"code": UPDATE, "with": [str(kai.public_id)]},
        person_id=maisie.public_id,
    )

    html = text(answer)
    assert "This cannot be started" in html
    assert "Kai Brindlow: No assessment of this case is signed off" in html
    assert work.open_step(maisie, UPDATE) is None


def test_a_worker_may_not_decide(ask, maisie, hannah, signed_off):
    answer = ask(hannah, "workflow:start", {"code": UPDATE}, person_id=maisie.public_id)

    assert answer.status_code == 404
    assert not Assessment.objects.open().exists()


def test_an_update_asks_the_page_no_more_queries(ask, client, maisie, hannah, joseph, signed_off):
    address = reverse(PAGE, kwargs={"person_id": maisie.public_id})

    def count():
        ask(hannah, PAGE, person_id=maisie.public_id)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    update = actions.start_update(
        child=maisie, decided_on=date(2026, 2, 10), why="First.", by=joseph
    )
    one = count()
    for again_on in (date(2026, 2, 20), date(2026, 3, 2)):
        actions.authorise_assessment(
            assessment=update,
            authorised_on=date(again_on.year, again_on.month, again_on.day - 1),
            factors=["3A"],
            outcome="child_in_need_plan",
            by=joseph,
        )
        update = actions.start_update(child=maisie, decided_on=again_on, why="More.", by=joseph)

    assert count() == one


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_manager_starts_an_update_in_a_browser(
    live_site, open_page, maisie, hannah, joseph, signed_off, assert_accessible, viewport
):
    page = open_page(joseph, viewport=viewport)
    page.goto(reverse(PAGE, kwargs={"person_id": maisie.public_id}))
    page.get_by_role("button", name="Start an update assessment").click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("textbox", name="What has changed for Maisie since then?").fill(WHY)
    assert_accessible(page)

    page.get_by_role("button", name="Save and finish").click()
    page.wait_for_url("**/done/")
    page.goto(reverse(PAGE, kwargs={"person_id": maisie.public_id}))

    assert WHY in page.locator("main").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= viewport["width"]
    assert_accessible(page)
    begun = Assessment.objects.open().get(child=maisie)
    assert (begun.update_of, begun.update_decided_by) == (signed_off, joseph)
    assert work.open_step(maisie, SINGLE).worker == hannah
