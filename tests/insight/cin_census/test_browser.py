"""The analyst's way through a census: what is wrong, freeze, what has changed; open to everyone."""

import pytest

from tessera.foundations.access import actions as access
from tessera.insight.cin_census import tasks
from tessera.insight.cin_census.models import Run
from tessera.practice.front_door.models import Referral
from tests.factories import people as make
from tests.insight.cin_census import stories as s
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


@pytest.fixture
def analyst(live_site, in_the_record):
    access.install_roles(started_on=make.LONG_AGO)
    in_the_record(
        s.child(s.episode(primary_need=None)),
        s.child(s.protected(), la_child_id="CIN00004", upn=s.upn(4)),
    )
    return make.a_worker("Odell Fenn", role="analyst")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "phone"])
def test_from_what_is_wrong_to_what_has_changed(analyst, open_page, viewport, assert_sound):
    page = open_page(analyst, viewport=viewport)

    page.goto("/")
    assert page.url.endswith("/returns/cin-census/2026/")
    assert_sound(page)
    page.get_by_role("button", name="Work it out").click()
    assert page.get_by_text("Being worked out").is_visible()
    assert_sound(page)

    tasks.work_out(run_id=Run.objects.get().pk)
    page.get_by_role("link", name="Look again").click()
    assert page.get_by_text("the main need is missing").is_visible()
    assert_sound(page)

    page.get_by_role("button", name="Freeze as submitted").click()
    page.get_by_role("button", name="Freeze", exact=True).click()
    assert page.title().startswith("Error: ")
    assert_sound(page)

    page.get_by_label("What you told the department").fill("The need is being agreed.")
    page.get_by_label("Yes, keep it as submitted").check()
    page.get_by_role("button", name="Freeze", exact=True).click()
    assert page.get_by_role("heading", name="as submitted").is_visible()
    assert_sound(page)

    Referral.objects.filter(primary_need="").update(primary_need="N5")
    page.get_by_role("button", name="Compare with the record now").click()
    assert page.get_by_text("Case of 6 May 2025: main need").is_visible()
    assert_sound(page)
