"""The record as a worker uses it: in a browser, wide and on a phone, and by whoever cannot see it."""

from datetime import date

import pytest

from tessera.people import actions
from tests.factories import people as make
from tests.support.browsing import NARROW, WIDE, assert_fits, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def brindlows(live_site):
    team = make.a_team()
    worker = make.a_worker(team=team)
    duty = make.a_worker("Rory Tambling", role="duty_worker")
    family = make.the_brindlows(worker=worker, team=team)
    family.worker, family.duty = worker, duty
    return family


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "phone"])
def test_the_pages_of_a_record_are_within_everyones_reach(
    brindlows, open_page, assert_sound, viewport
):
    record = f"/people/{brindlows.maisie.public_id}/"
    page = open_page(user=brindlows.worker, viewport=viewport)
    for path in (
        record,
        f"{record}chronology/?much=all",
        f"{record}family/",
        f"{record}family/add/",
        f"{record}details/",
        f"{record}looked/",
        "/people/search/?q=masie brindlow",
        "/people/add/",
    ):
        page.goto(path)
        assert_sound(page)


def test_a_misspelt_child_is_found_opened_and_known(brindlows, open_page):
    page = open_page(user=brindlows.worker, viewport=WIDE)
    page.goto("/people/search/")
    page.fill("#find", "masie brindlo")
    page.press("#find", "Enter")

    page.click("text=Maisie Brindlow")

    assert page.locator("h1").inner_text().startswith("Maisie Brindlow")
    assert page.locator(".ts-identity").get_by_text("Hannah Treloyd").count() == 1


def test_someone_is_added_after_a_look_at_who_may_be_meant(brindlows, open_page, assert_accessible):
    page = open_page(user=brindlows.duty, viewport=NARROW)
    page.goto("/people/add/")
    page.fill("#given", "Mazie")
    page.fill("#family", "Brindlow")
    for part, value in (("day", "9"), ("month", "9"), ("year", "2018")):
        page.fill(f"#born_on-{part}", value)
    page.click("main button[type=submit]")

    assert page.get_by_text("Is it one of these?").is_visible()
    assert_accessible(page)
    assert page.input_value("#given") == "Mazie"
    page.click("text=None of these: add")

    assert page.locator("h1").inner_text().startswith("Mazie Brindlow")


def test_a_form_without_script_says_what_to_put_right(brindlows, open_page, assert_accessible):
    page = open_page(user=brindlows.worker, viewport=NARROW, javascript=False)
    page.goto(f"/people/{brindlows.maisie.public_id}/numbers/add/")
    page.fill("#value", "943 476 5918")
    page.click("main button[type=submit]")

    summary = page.locator(".govuk-error-summary")
    assert "This is not an NHS number" in summary.inner_text()
    assert summary.locator("a").get_attribute("href") == "#value"
    assert page.input_value("#value") == "943 476 5918"


def test_a_name_of_sixty_letters_pushes_no_page_sideways_on_a_phone(brindlows, open_page):
    """Without a break, as it is on the record: of the child, of a brother and of the worker's whole list."""
    long = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissen"
    worker, team = brindlows.worker, brindlows.worker.memberships.get().team
    child = make.a_person(f"{long} {long}", sex="F")
    actions.allocate(person=child, worker=worker, team=team, started_on=date(2026, 1, 1), by=worker)
    make.is_parent(brindlows.leanne, child, by=worker)
    page = open_page(user=worker, viewport=NARROW)
    record = f"/people/{child.public_id}/"
    brothers = f"/people/{brindlows.maisie.public_id}/"
    for number, path in enumerate(
        (
            record,
            *(f"{record}{part}/" for part in ("chronology", "family", "details", "involvements")),
            brothers,
            f"{brothers}family/",
            f"/people/search/?q={long[:30]}",
            "/work/",
            "/work/all/",
        )
    ):
        page.goto(path)
        keep_picture(page, f"long-name-{number}")
        assert_fits(page)
    manager = make.a_worker("Joseph Adeyin-Rowe", role="team_manager", team=team, manages=True)
    page = open_page(user=manager, viewport=NARROW)
    page.goto(f"/teams/{team.public_id}/")
    keep_picture(page, "long-name-team")
    assert_fits(page)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "phone"])
def test_who_must_not_come_and_who_stays_elsewhere_are_read_by_everyone(
    brindlows, open_page, assert_sound, viewport
):
    worker, child = brindlows.worker, brindlows.maisie
    nell = make.a_person("Nell Adeyard", sex="F", by=worker)
    make.is_related(nell, child, "grandparent", by=worker)
    actions.add_warning(
        person=child,
        kind="no_contact",
        whom=brindlows.craig.name,
        started_on=date(2026, 1, 1),
        by=worker,
    )
    actions.move_home(
        person=brindlows.leanne, lines="7 Mill Yard, Eskmoor", kind="temporary",
        moved_on=date(2026, 3, 2), by=worker,
    )  # fmt: skip
    page = open_page(user=worker, viewport=viewport)
    for name in ("", "family/", "warnings/", "warnings/add/", "move/"):
        page.goto(f"/people/{child.public_id}/{name}")
        assert_sound(page)
        keep_picture(page, f"folk-{name.replace('/', '-')}")
