"""A conference afterwards, and the list of all of them."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from tessera.people.models import Restriction
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.conferences.preparing import DAY, INITIAL, text


def links_of(page):
    main = fromstring(page).get_element_by_id("main")
    found = {str(link).partition("#")[0] for link in main.xpath(".//a/@href")}
    return {link for link in found if link.startswith("/")}


pytestmark = pytest.mark.django_db(databases=["default", "audit"])


class TestTheMeetingsPage:
    @pytest.fixture
    def meeting(self, maisie, denise, leanne, monkeypatch):
        monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")
        answers = practice.conference_answers([maisie], held_on=date(2026, 2, 3))
        practice.complete(INITIAL, [maisie], answers, on=date(2026, 2, 3), by=denise)
        return Meeting.objects.get()

    def test_it_says_who_came_what_was_decided_and_what_is_next(self, ask, denise, meeting):
        with CaptureQueriesContext(connection) as captured:
            html = text(ask(denise, "meeting", meeting_id=meeting.public_id))

        assert "Sergeant Pryce" in html
        assert "Sent apologies" in html
        assert "Child protection plan" in html
        assert "Please make it quiet." in html
        assert "10 working days from this conference" in html
        assert "3 months from this conference" in html
        assert "Nothing has been sent yet" in html
        assert len(captured) <= 45

    def test_business_support_sees_the_meeting_and_not_what_was_said(self, ask, support, meeting):
        html = text(ask(support, "meeting", meeting_id=meeting.public_id))

        assert "Sergeant Pryce" in html
        assert "Please make it quiet." not in html

    def test_a_hidden_child_has_no_meeting(self, ask, support, meeting, maisie, hannah):
        Restriction.objects.create(
            person=maisie, why="Staff", owner=hannah, review_on=date(2026, 6, 1),
            started_on=date(2026, 1, 1),
        )  # fmt: skip

        hidden = ask(support, "meeting", meeting_id=meeting.public_id)
        unused = ask(support, "meeting", meeting_id=uuid4())

        assert (hidden.status_code, unused.status_code) == (404, 404)
        listed = text(ask(support, "conferences"))
        assert "Maisie" not in listed
        assert str(meeting.public_id) not in listed


class TestTheList:
    def test_what_is_to_come_and_what_waits_to_be_sent(
        self, ask, support, step, maisie, kai, hannah, denise
    ):
        ask(support, "prepare", DAY, step_id=step.public_id)
        practice.a_discussion(kai, by=hannah)
        answers = practice.conference_answers([kai], held_on=date(2026, 1, 21))
        practice.complete(INITIAL, [kai], answers, on=date(2026, 1, 21), by=denise)

        html = text(ask(support, "conferences"))

        assert "Send the decisions" in html
        assert "Late by 2 working days" in html
        assert "Denise Kilvarn chairs" in html
        assert "Nobody asked yet" in html
        assert "3 of 5" in html or "4 of 5" in html

    def test_a_chair_sees_their_own(self, ask, step, support, maisie):
        other = make.a_worker("Ruth Ellerby", role="conference_chair")

        assert "Maisie" not in text(ask(other, "conferences", query={"show": "mine"}))
        assert "Maisie" in text(ask(step.worker, "conferences", query={"show": "mine"}))

    @pytest.mark.parametrize("role", ["conference_chair", "business_support"])
    def test_every_link_of_it_and_of_the_pages_behind_it_opens(
        self, ask, role, step, kai, hannah, denise
    ):
        practice.a_discussion(kai, by=hannah)
        answers = practice.conference_answers([kai], held_on=date(2026, 1, 21))
        practice.complete(INITIAL, [kai], answers, on=date(2026, 1, 21), by=denise)
        other = make.a_worker("Ruth Ellerby", role=role)
        listed = text(ask(other, "conferences"))
        assert "Maisie Brindlow" in listed
        assert "Kai Brindlow" in listed

        links = links_of(listed)
        assert links
        for link in links:
            behind = ask.client.get(link)
            assert behind.status_code == 200, link
            for further in links_of(behind.content.decode()):
                assert ask.client.get(further).status_code != 403, (link, further)

    def test_a_record_that_opens_is_a_link(self, ask, step, maisie, hannah, team):
        manager = make.a_worker("Ruth Ellerby", role="team_manager", team=team)

        assert f"/people/{maisie.public_id}/" in links_of(text(ask(manager, "conferences")))

    def test_a_long_list_asks_no_more_of_the_database(self, ask, support, denise, hannah, team):
        def conferences(count):
            for number in range(count):
                child = practice.an_open_case(f"Child {number}", worker=hannah, team=team)
                practice.a_discussion(child, by=hannah)
                answers = practice.conference_answers([child], held_on=date(2026, 1, 21))
                practice.complete(INITIAL, [child], answers, on=date(2026, 1, 21), by=denise)

        conferences(1)
        ask(support, "conferences")
        with CaptureQueriesContext(connection) as few:
            ask(support, "conferences")
        conferences(3)
        with CaptureQueriesContext(connection) as many:
            ask(support, "conferences")

        assert len(many) <= len(few)
        assert len(many) <= 35

    def test_who_has_no_part_in_it_has_no_list(self, ask, db):
        analyst = make.a_worker("Ana Lyst", role="analyst")

        assert ask(analyst, "conferences").status_code == 403
