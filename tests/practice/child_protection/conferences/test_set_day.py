"""The day that is set for a conference stands first on the record; the last day of the rule is the reason."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from tessera.engine.workflow import actions as workflow
from tests.practice.child_protection.conferences.preparing import DAY, NOW

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def see(client):
    def seen(user, name, child):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse(name, kwargs={"person_id": child.public_id}))
        assert answer.status_code == 200
        heading = html.fromstring(answer.content).get_element_by_id("open")
        panel = heading.xpath("ancestor-or-self::section")[0]
        return " ".join(panel.text_content().split())

    return seen


def test_the_front_page_says_the_last_day_while_no_day_is_set(see, step, maisie, hannah):
    words = see(hannah, "people:record", maisie)

    assert "Wed 4 Feb Initial child protection conference" in words


def test_the_front_page_says_the_day_and_the_hour_that_are_set(
    ask, see, step, maisie, hannah, support
):
    ask(support, "prepare", DAY, step_id=step.public_id)

    words = see(hannah, "people:record", maisie)

    assert "Tue 3 Feb, 10:00 Initial child protection conference" in words
    assert "By Wednesday 4 February: 15 working days from the strategy discussion" in words
    assert "Wed 4 Feb Initial" not in words


def test_what_is_open_already_says_them_too(ask, see, step, maisie, hannah, support):
    ask(support, "prepare", DAY, step_id=step.public_id)

    words = see(hannah, "workflow:start", maisie)

    assert "Initial child protection conferenceTuesday 3 February, 10:00. To do" in words


def test_open_work_stands_in_the_order_of_the_days_that_are_set(
    ask, see, step, maisie, hannah, support
):
    workflow.start_step(
        code="recording.management_decision", subjects=[maisie], worker=hannah,
        due_on=date(2026, 1, 30), due_why="Agreed in supervision", at=NOW, by=hannah,
    )  # fmt: skip
    earlier = {**DAY, "on-day": "28", "on-month": "1"}
    ask(support, "prepare", earlier, step_id=step.public_id)

    words = see(hannah, "people:record", maisie)

    meets = words.index("Wed 28 Jan, 10:00 Initial child protection conference")
    assert meets < words.index("Fri 30 Jan Management decision")
