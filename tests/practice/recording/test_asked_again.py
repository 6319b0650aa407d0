"""A warning is asked about again on the day that was set for it, by whoever holds the case."""

from datetime import timedelta

import pytest

from tessera.people import actions as people
from tests.engine.workflow.pages import page, text
from tests.factories.engine import TODAY

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]
ASKED = "Is it still so? Address kept from Dean"


def warn(child, by, review_on):
    return people.add_warning(
        person=child, kind="address_protected", whom="Dean", review_on=review_on,
        started_on=TODAY - timedelta(days=90), by=by,
    )  # fmt: skip


def test_who_holds_the_case_is_asked_once_for_brothers_and_sisters(client, hannah, maisie, kai):
    for child in (maisie, kai):
        warn(child, hannah, TODAY)

    html = text(page(client, hannah, "my_work"))

    assert html.count(ASKED) == 1
    assert "Maisie" in html.split(ASKED)[1][:600]
    assert f"/people/{maisie.public_id}/warnings/" in html


@pytest.mark.parametrize("days", [1, 30])
def test_nobody_is_asked_before_its_day(client, hannah, maisie, days):
    warn(maisie, hannah, TODAY + timedelta(days=days))

    assert ASKED not in text(page(client, hannah, "my_work"))


def test_once_it_is_over_nobody_is_asked(client, hannah, maisie):
    warning = warn(maisie, hannah, TODAY)
    people.end_warning(warning=warning, ended_on=TODAY, reason="He is abroad", by=hannah)

    assert ASKED not in text(page(client, hannah, "my_work"))


def test_it_is_not_the_work_of_somebody_else(client, hannah, joseph, maisie):
    warn(maisie, hannah, TODAY)

    assert ASKED not in text(page(client, joseph, "my_work"))
