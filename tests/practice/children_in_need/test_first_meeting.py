"""When a first child in need meeting may be begun, and from which day it is counted."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tests.factories import practice

CODE, DECIDED, PRESSED = "children_in_need.first_meeting", date(2026, 2, 20), date(2026, 3, 31)


def begin(children, by):
    return workflow.start_step(
        code=CODE, subjects=children, worker=by, at=practice.at(PRESSED), by=by
    )


def clocks(child):
    return list(Timer.objects.filter(rule="T080", person=child).order_by("pk"))


def menu(ask, worker, child):
    page = ask(worker, "workflow:start", person_id=child.public_id).content.decode()
    row = page.split("First child in need meeting", 1)[1]
    return row.split("</li>", 1)[0][:300]


@pytest.mark.usefixtures("at_the_demo_date")
class TestNotNow:
    def test_beside_a_child_in_need_plan(self, ask, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)

        assert "Not now. This child already has a child in need plan." in menu(ask, hannah, maisie)

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
