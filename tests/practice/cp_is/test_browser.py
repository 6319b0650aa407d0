"""The data team makes the file, records the answer, and records a notice, in a browser at two widths."""

import pytest

from tessera.practice.cp_is.models import Attendance, File, Line
from tests.practice.cp_is.conftest import (
    CONFERENCE,
    KAIS_NUMBER,
    MAISIES_NUMBER,
    acknowledged,
    on_plan,
)
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


def test_a_day_of_the_data_team(
    live_site, open_page, assert_sound, maisie, kai, ivy, hannah, priya
):
    on_plan(ivy, hannah, "4505577104")
    acknowledged(priya, CONFERENCE)
    on_plan(maisie, hannah, MAISIES_NUMBER)
    on_plan(kai, hannah, KAIS_NUMBER)
    page = open_page(priya)
    page.goto("/cp-is/")
    assert_sound(page, "cp-is-home", sizes=[WIDE, NARROW])

    page.get_by_role("button", name="Make the file").click()
    page.get_by_role("heading", name="CP-IS file of").wait_for()
    assert_sound(page, "cp-is-file", sizes=[WIDE, NARROW])
    line = File.objects.latest("pk").told.get(child=kai)
    why = page.locator(f"[name='why-{line.public_id}']")
    assert not why.is_visible()
    page.locator(f"[name='refused-{line.public_id}']").check()
    why.fill("Number and name differ")
    assert_sound(page, "cp-is-refused", sizes=[WIDE, NARROW])
    page.get_by_role("button", name="Record the answer").click()
    page.get_by_text("Number and name differ").first.wait_for()

    assert Line.objects.get(pk=line.pk).answer == "refused"
    assert Line.objects.get(child=maisie).answer == "acknowledged"
    page.goto(f"/cp-is/lines/{line.public_id}/answer/")
    assert_sound(page, "cp-is-answer", sizes=[WIDE, NARROW])

    page.goto("/cp-is/notices/add/")
    page.fill("[name=nhs_number]", MAISIES_NUMBER)
    for part, value in (("day", "30"), ("month", "3"), ("year", "2026")):
        page.fill(f"[name=seen_on-{part}]", value)
    page.fill("[name=seen_time]", "21:40")
    page.select_option("[name=setting]", "emergency")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("heading", name="thing to put right").wait_for()
    assert_sound(page, "cp-is-notice-wrong", sizes=[WIDE, NARROW])
    page.fill("[name=place]", "Eskmoor Royal Infirmary")
    page.get_by_role("button", name="Record it").click()
    page.get_by_text("Eskmoor Royal Infirmary").wait_for()
    assert_sound(page, "cp-is-notices", sizes=[WIDE, NARROW])
    assert Attendance.objects.get().child == maisie
