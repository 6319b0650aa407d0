"""When a first child in need meeting may be begun, and from which day it is counted."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow.models import Timer
from tessera.people.record_page import standings_of
from tests.factories import practice

CODE, DECIDED, PRESSED = "children_in_need.first_meeting", date(2026, 2, 20), date(2026, 3, 31)


def begin(children, by):
    return workflow.start_step(
        code=CODE, subjects=children, worker=by, at=practice.at(PRESSED), by=by
    )


def clocks(child):
    return list(Timer.objects.filter(rule="T080", person=child).order_by("pk"))


def menu(ask, worker, child, title="First child in need meeting"):
    """What the menu says under one title, with its links."""
    page = ask(worker, "workflow:start", person_id=child.public_id).content.decode()
    rows = [row for row in page.split("<li") if f">{title}" in row.split("</strong>")[0]]
    return rows[0].split("</li>", 1)[0]


def why_not(definition, child):
    standings = standings_of([child], PRESSED)[child.pk]
    return " ".join(str(each) for each in definition.hindered(child, standings))


def step_down(child, chair, worker, *, asked):
    """The protection plan ends and a child in need plan begins; until then it could be begun."""
    practice.a_conference(child, by=chair)
    assert "no child protection plan" not in asked()
    ended_on = date(2026, 3, 3)
    practice.a_conference(
        child, by=chair, kind="review", held_on=ended_on, outcome="plan_ends_in_need"
    )
    practice.a_child_in_need_plan(child, by=worker, started_on=ended_on)


@pytest.mark.usefixtures("at_the_demo_date")
class TestNotNow:
    def test_beside_a_child_in_need_plan(self, ask, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)

        assert "Not now. This child already has a child in need plan." in menu(ask, hannah, maisie)

    def test_it_says_where_the_meeting_is_held_instead_and_leads_there(self, ask, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)

        row = menu(ask, hannah, maisie)

        assert "The next meeting on it is held in its review." in row
        assert "?code=children_in_need.review" in row.replace("&amp;", "&")

    def test_it_leads_to_the_review_that_waits(self, ask, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)
        review = workflow.start_step(
            code="children_in_need.review", subjects=[maisie], worker=hannah,
            at=practice.at(PRESSED), by=hannah,
        )  # fmt: skip

        assert str(review.public_id) in menu(ask, hannah, maisie)

    def test_no_review_without_a_plan(self, ask, maisie, hannah):
        row = menu(ask, hannah, maisie, "Child in need review")

        assert "Not now. This child has no child in need plan now." in row
        assert "?code=children_in_need.first_meeting" in row

    def test_a_core_group_ends_with_the_protection_plan(self, ask, maisie, denise, hannah):
        step_down(maisie, denise, hannah, asked=lambda: menu(ask, hannah, maisie, "Core group"))

        row = menu(ask, hannah, maisie, "Core group")

        assert "Not now. This child has no child protection plan now." in row
        assert "code=child_protection" not in row

    def test_a_review_conference_ends_with_it_too(self, maisie, denise, hannah):
        review = register.step("child_protection.review_conference")
        step_down(maisie, denise, hannah, asked=lambda: why_not(review, maisie))

        assert why_not(review, maisie) == "This child has no child protection plan now."

    def test_after_a_step_down_a_core_group_leads_to_the_review(self, ask, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)

        row = menu(ask, hannah, maisie, "Core group")

        assert "Child in need review</a>" in row

    def test_beside_a_protection_plan(self, ask, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)

        assert "Not now. This child has a child protection plan" in menu(ask, hannah, maisie)

    def test_a_brother_on_a_plan_does_not_come_along(self, ask, maisie, kai, hannah):
        practice.brothers_and_sisters(maisie, kai)
        practice.a_child_in_need_plan(kai, by=hannah)

        page = ask(
            hannah,
            "workflow:start",
            {"code": CODE, "with": [str(kai.public_id)]},
            person_id=maisie.public_id,
        )

        words = "Kai Brindlow: This child already has a child in need plan."
        assert words in page.content.decode()
        assert work.open_step(maisie, CODE) is None

    def test_nothing_stands_in_the_way_without_a_plan(self, ask, maisie, hannah):
        assert "Not now" not in menu(ask, hannah, maisie)


class TestClock:
    def test_one_begun_by_hand_is_counted_from_the_assessments_decision(self, maisie, hannah):
        practice.an_assessment(maisie, by=hannah, authorised_on=DECIDED)

        begin([maisie], hannah)

        assert [timer.triggered_on for timer in clocks(maisie)] == [DECIDED]

    def test_without_a_decision_no_clock_runs(self, maisie, kai, hannah):
        practice.an_assessment(kai, by=hannah, authorised_on=DECIDED, outcome="no_further_action")

        begin([maisie, kai], hannah)

        assert clocks(maisie) == clocks(kai) == []

    def test_the_clock_of_one_set_aside_goes_on_and_is_not_doubled(self, maisie, hannah):
        practice.an_assessment(maisie, by=hannah, authorised_on=DECIDED)
        first = begin([maisie], hannah)
        workflow.cancel_step(step=first, reason="A slip", at=practice.at(PRESSED), by=hannah)

        again = begin([maisie], hannah)

        (clock,) = clocks(maisie)
        assert (clock.step, clock.stopped_on) == (again, None)

    def test_beside_a_plan_none_begins(self, maisie, hannah):
        practice.an_assessment(maisie, by=hannah, authorised_on=DECIDED)
        practice.a_child_in_need_plan(maisie, by=hannah, started_on=date(2026, 3, 3))

        begin([maisie], hannah)

        assert clocks(maisie) == []

    def test_it_ends_when_a_plan_begins(self, maisie, hannah):
        practice.an_assessment(maisie, by=hannah, authorised_on=DECIDED)
        begin([maisie], hannah)

        practice.a_child_in_need_plan(maisie, by=hannah, started_on=date(2026, 3, 31))

        assert [timer.stopped_on for timer in clocks(maisie)] == [date(2026, 3, 31)]
