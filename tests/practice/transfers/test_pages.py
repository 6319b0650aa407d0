"""What workers and managers see of a transfer, and asking for one by its form."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.transfers.conftest import asked, make_ready, no

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_record_says_how_ready_it_is_and_where_to_put_it_right(ask, maisie, hannah):
    html = text(ask(hannah, "transfers:transfers", person_id=maisie.public_id))

    assert "Hand over to another team" in html
    assert "There is no case summary" in html
    assert "start/?code=recording.case_summary" in html


class TestWhatIsOffered:
    """Of what may be started about a child, what cannot be now says why, and leads nowhere."""

    DOWN, HAND_OVER, UP = "transfers.step_down", "transfers.ask", "transfers.step_up"

    def offered(self, ask, worker, child):
        return text(ask(worker, "workflow:start", person_id=child.public_id))

    def test_all_of_it_to_a_child_with_an_open_case(self, ask, maisie, hannah):
        html = self.offered(ask, hannah, maisie)

        assert f"?code={self.DOWN}" in html
        assert f"?code={self.HAND_OVER}" in html
        assert "hand over" not in html.partition("Not now.")[2]

    def test_a_child_on_a_protection_plan_does_not_step_down(self, ask, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)

        html = self.offered(ask, hannah, maisie)

        assert f"?code={self.DOWN}" not in html
        assert "Not now. A child on a protection plan steps down to child in need" in html
        assert f"?code={self.HAND_OVER}" in html

    def test_nothing_is_handed_over_in_a_crisis(self, ask, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=joseph)

        html = self.offered(ask, hannah, maisie)
        page = text(ask(hannah, "transfers:transfers", person_id=maisie.public_id))

        for code in (self.DOWN, self.HAND_OVER):
            assert f"?code={code}" not in html
            assert f"?code={code}" not in page
        assert "Not now. A section 47 enquiry is under way" in html
        assert "A section 47 enquiry is under way, so this is no moment" in page

    def test_a_second_team_is_not_asked_meanwhile(self, ask, ready, south, hannah, joseph):
        asked([ready], south, hannah, joseph)

        html = self.offered(ask, hannah, ready)

        assert f"?code={self.HAND_OVER}" not in html
        assert "Not now. A team has been asked already" in html

    def test_only_a_child_with_early_help_goes_up_to_the_front_door(self, ask, maisie, team):
        lucian = make.a_worker("Lucian Parr", team=team, role="early_help_worker")

        html = self.offered(ask, lucian, maisie)

        assert f"?code={self.UP}" not in html
        assert "Not now. Maisie Brindlow has no early help: record a contact" in html

    def test_whoever_comes_by_the_address_is_told_why_and_begins_nothing(self, ask, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)
        chosen = {"code": self.DOWN}

        page = text(ask(hannah, "workflow:start", query=chosen, person_id=maisie.public_id))
        posted = text(ask(hannah, "workflow:start", chosen, person_id=maisie.public_id))

        for html in (page, posted):
            assert "This cannot be started now" in html
            assert "only a conference decides it" in html
        assert not Step.objects.filter(code=self.DOWN).exists()


def test_a_worker_asks_by_the_form_choosing_the_team(ask, ready, south, hannah):
    """The summary comes filled from the case summary, and is confirmed."""
    ask(hannah, "workflow:start", {"code": "transfers.ask"}, person_id=ready.public_id)
    step = Step.objects.get(code="transfers.ask")
    html = text(ask(hannah, "workflow:step", step_id=step.public_id))
    assert f'<option value="{south.public_id}">Eskmoor South</option>' in html
    asking = {
        "section": "asking", "go": "next", "to_team": str(south.public_id), "point": "moved",
        "asked_on-day": "31", "asked_on-month": "3", "asked_on-year": "2026", "why": "They moved.",
    }  # fmt: skip
    ask(hannah, "workflow:step", asking, step_id=step.public_id)
    ready_page = {"section": "ready", "go": "next", "checked": "yes"}
    ask(hannah, "workflow:step", ready_page, step_id=step.public_id)
    ask(
        hannah, "workflow:step",
        {"section": "summary", "go": "next", "c1_summary": "yes"}, step_id=step.public_id,
    )  # fmt: skip

    assert work.answers_of(step)["to_team"] == south
    html = text(ask(hannah, "workflow:finish", step_id=step.public_id))
    assert "Eskmoor South" in html
    assert "Where things stand for Maisie Brindlow." in html


def test_the_other_teams_manager_finds_it_on_their_list_and_in_their_work(
    ask, ready, south, hannah, joseph, gwen
):
    asked([ready], south, hannah, joseph)

    html = text(ask(gwen, "transfers:lists"))
    assert "Maisie Brindlow" in html
    assert "The family moved to the south." in html
    assert "Asked to take over" in text(ask(gwen, "workflow:my_work"))
    step = work.open_step(ready, "transfers.answer")
    form = text(ask(gwen, "workflow:step", step_id=step.public_id))
    assert "What matters for Maisie Brindlow." in form


def test_the_identity_bar_says_that_a_team_is_asked(ask, ready, south, hannah, joseph):
    asked([ready], south, hannah, joseph)

    html = text(ask(hannah, "people:record", person_id=ready.public_id))

    assert "Eskmoor South is asked to take over" in html


def test_a_service_manager_has_what_is_to_be_settled(
    ask, ready, south, hannah, joseph, gwen, petra
):
    asked([ready], south, hannah, joseph)
    step = work.open_step(ready, "transfers.answer")
    practice.complete("transfers.answer", [ready], no(), step=step, on=date(2026, 3, 27), by=gwen)

    html = text(ask(petra, "transfers:lists"))

    assert "For you to settle" in html
    assert "Eskmoor North to Eskmoor South" in html
    assert "We have nobody until May." in html


def test_a_request_is_withdrawn_from_the_childs_page_by_the_team_that_asked(
    ask, ready, south, hannah, joseph, gwen
):
    asked([ready], south, hannah, joseph)
    step = work.open_step(ready, "transfers.answer")
    page = text(ask(joseph, "transfers:transfers", person_id=ready.public_id))
    assert f"/steps/{step.public_id}/cancel/" in page
    theirs = text(ask(gwen, "transfers:transfers", person_id=ready.public_id))
    assert f"/steps/{step.public_id}/cancel/" not in theirs

    refused = ask(gwen, "workflow:cancel", {"reason": "No."}, step_id=step.public_id)
    assert refused.status_code == 403
    ask(joseph, "workflow:cancel", {"reason": "They stay."}, step_id=step.public_id)

    assert "Withdrawn" in text(ask(joseph, "transfers:transfers", person_id=ready.public_id))


def test_a_list_shows_no_child_whom_its_reader_may_not_open(
    ask, ready, south, hannah, joseph, team
):
    asked([ready], south, hannah, joseph)
    west = make.a_worker(
        "Orla Quennell", team=make.a_team("West"), role="team_manager", manages=True
    )

    assert "Maisie Brindlow" not in text(ask(west, "transfers:lists"))


def test_the_list_asks_no_more_for_many_than_for_two(
    ask, client, ready, kai, ivy, south, hannah, joseph, petra
):
    def number_of_queries():
        ask(petra, "transfers:lists")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("transfers:lists")).status_code == 200
        return len(queries)

    asked([ready], south, hannah, joseph)
    one = number_of_queries()
    for child in (kai, ivy):
        make_ready(child, by=hannah)
        asked([child], south, hannah, joseph)

    assert number_of_queries() == one


def test_the_pages_ask_a_bounded_number_of_queries(
    ask, client, ready, kai, south, hannah, joseph, gwen, idris
):
    asked([ready], south, hannah, joseph)
    addresses = (
        reverse("transfers:lists"),
        reverse("transfers:transfers", args=[ready.public_id]),
    )
    ask(gwen, "transfers:lists")
    for address, most in zip(addresses, (16, 24), strict=True):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most, address
