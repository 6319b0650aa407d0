"""Who came apart from the others to a conference is proposed so where the next one is prepared."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.foundations.access.actors import actor_of
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.queries.apart import came_apart
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import practice
from tests.practice.child_protection.test_sending import _parent, confer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
HELD, TODAY = date(2026, 2, 3), date(2026, 3, 31)
REVIEW, CORE_GROUP = "child_protection.review_conference", "child_protection.core_group"
WHY = "His bail forbids it."


@pytest.fixture
def craig(maisie, denise, hannah):
    """The father, who came apart from the others to the first conference."""
    father = _parent("Craig Sharrow", "M", maisie)
    confer([maisie], denise)
    meetings.come_apart(invited=Invited.objects.get(person=father), reason=WHY, by=denise)
    return father


@pytest.fixture
def asked(craig, maisie, hannah):
    """He is asked to the review."""
    review = work.open_step(maisie, REVIEW)
    meeting = actions.plan_conference(
        step=review, planned_for=practice.at(date(2026, 4, 21)), at=practice.at(TODAY), by=hannah
    )
    return meetings.ask_to_meeting(
        meeting=meeting, name=craig.name, person=craig, asked_on=TODAY, by=hannah
    )


def proposed(maisie, denise):
    return came_apart([maisie], actor=actor_of(denise, TODAY))


@pytest.mark.usefixtures("at_the_demo_date")
def test_it_is_proposed_for_the_review_with_its_source_and_age(ask, asked, maisie, denise):
    step = work.open_step(maisie, REVIEW)
    page = {"step_id": step.public_id}

    html = ask(denise, "prepare", **page).content.decode()

    assert "Came apart before" in html
    assert "His bail forbids it (initial child protection conference, 3 February 2026" in html
    assert "56 days ago" in html
    assert "Came apart from the others to" not in html
    asked.refresh_from_db()
    assert asked.apart_why == ""

    again = {"go": "apart", "invited": str(asked.public_id), "apart": WHY}
    ask(denise, "prepare", again, **page)

    asked.refresh_from_db()
    assert asked.apart_why == WHY
    html = ask(denise, "prepare", **page).content.decode()
    assert "Came apart before" not in html


@pytest.mark.usefixtures("craig", "at_the_demo_date")
def test_it_is_said_where_the_day_of_the_core_group_is_set(ask, maisie, hannah):
    step = work.open_step(maisie, CORE_GROUP)

    html = ask(hannah, "core_group_day", step_id=step.public_id).content.decode()

    panel = html.split('id="apart"')[1].split("</section>")[0]
    assert "Craig Sharrow" in panel
    assert "His bail forbids it" in panel


def test_who_came_with_the_others_to_the_last_conference_is_not_proposed(asked, maisie, denise):
    """Being asked to one that is still to come says nothing yet."""
    assert [each.invited.name for each in proposed(maisie, denise)] == ["Craig Sharrow"]

    Meeting.objects.filter(pk=asked.meeting_id).update(held_on=TODAY)

    assert proposed(maisie, denise) == []


@pytest.mark.usefixtures("craig")
def test_nor_is_a_conference_that_was_called_off_the_last(maisie, denise):
    Meeting.objects.update(held_on=None, planned_for=practice.at(HELD))
    assert [each.on for each in proposed(maisie, denise)] == [HELD]

    Meeting.objects.update(called_off_on=HELD, called_off_why="Nobody could come")

    assert proposed(maisie, denise) == []


def test_the_page_asks_no_more_queries_for_more_of_them(
    ask, asked, maisie, denise, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setenv("TESSERA_NOW", "2026-03-31T09:00:00+01:00")
    address = reverse("child_protection:prepare", args=[work.open_step(maisie, REVIEW).public_id])
    ask(denise, "prepare", step_id=work.open_step(maisie, REVIEW).public_id)

    with django_assert_max_num_queries(120) as few:
        ask.client.get(address)
    for number in range(3):
        Invited.objects.create(
            meeting=Meeting.objects.get(held_on=HELD), name=f"Uncle {number}", apart_why=WHY
        )
        Invited.objects.create(meeting=asked.meeting, name=f"Uncle {number}")
    with django_assert_max_num_queries(120) as many:
        ask.client.get(address)

    assert len(many) == len(few)
