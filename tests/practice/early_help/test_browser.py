"""A sitting for two children in a browser, signed by the manager, and its pages open to everyone."""

import pytest

from tessera.engine.workflow import queries as work
from tessera.practice.early_help.models import Assessment, EarlyHelp
from tests.practice.early_help.conftest import ask, assess, said
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


@pytest.fixture(autouse=True)
def site(live_site):
    """What is made is committed, so that the site sees it."""


def on_the_day(page, name, day, month, year):
    for part, number in (("day", day), ("month", month), ("year", year)):
        page.locator(f'[name="{name}-{part}"]').fill(str(number))


def test_brothers_and_sisters_are_assessed_in_one_sitting_and_the_manager_signs(
    open_page, staff, zayd, noor, assert_sound
):
    ask(staff, zayd, noor)
    page = open_page(staff.lucian)
    page.goto("/work/")
    page.get_by_role("link", name="Early help assessment").first.click()

    on_the_day(page, "assessed_on", 31, 3, 2026)
    page.locator('[name="taking_part-0-who"]').fill("Samira Rahmeen")
    assert_sound(page, "early-help-together")
    page.get_by_role("button", name="Save and go to").click()
    for n in (1, 2):
        page.locator(f'[name="c{n}_words"]').fill("I want breakfast with mum.")
        page.locator(f'[name="c{n}_strengths"]').fill("Kind.")
        page.locator(f'[name="c{n}_needs"]').fill("Sleep.")
        assert_sound(page, f"early-help-child-{n}")
        page.get_by_role("button", name="Save and go to").click()
    assert_sound(page, "early-help-family")
    page.get_by_role("button", name="Save and go to").click()
    page.locator('[name="c1_outcome"][value="goes_on"]').check()
    page.locator('[name="c1_plan"]').fill("Breakfast club from Monday.")
    assert_sound(page, "early-help-next")
    page.get_by_role("button", name="Save and go to").click()
    page.locator('[name="c2_outcome"][value="not_needed"]').check()
    page.locator('[name="c2_why"]').fill("All is well.")
    page.get_by_role("button", name="Save and check it all").click()
    assert_sound(page, "early-help-finish")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/done/")
    assert not Assessment.objects.exists()

    step = work.open_step(zayd, "early_help.assessment")
    managers = open_page(staff.manager)
    managers.goto(f"/steps/{step.public_id}/authorise/")
    assert_sound(managers, "early-help-authorise")
    managers.get_by_role("button", name="Authorise").first.click()
    managers.wait_for_url("**/done/")

    outcomes = set(Assessment.objects.values_list("early_help__child", "outcome"))
    assert outcomes == {(zayd.pk, "goes_on"), (noor.pk, "not_needed")}
    assert work.subjects_of(work.open_step(noor, "early_help.end")) == [noor]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_the_record_and_the_end_are_open_to_everyone(
    open_page, staff, zayd, noor, assert_sound, viewport
):
    ask(staff, zayd, noor)
    assess(staff, {zayd: said(), noor: said("not_needed")})
    step = work.open_step(noor, "early_help.end")
    page = open_page(staff.lucian, viewport=viewport)
    page.goto(f"/people/{zayd.public_id}/")
    assert_sound(page, "early-help-record")

    page.goto(f"/steps/{step.public_id}/")
    on_the_day(page, "ended_on", 31, 3, 2026)
    page.locator('[name="reason"][value="consent_withdrawn"]').check()
    page.locator('[name="worries_remain"][value="yes"]').check()
    page.locator('[name="family_view"]').fill("Leave us be.")
    assert_sound(page, "early-help-end")
    page.get_by_role("button", name="Save and go to").click()
    page.locator('[name="c1_changed"]').fill("Nothing yet.")
    page.get_by_role("button", name="Save and check it all").click()

    page.get_by_text("pass this to the front door").first.wait_for()
    assert_sound(page, "early-help-end-refused")
    assert EarlyHelp.objects.open().count() == 2
