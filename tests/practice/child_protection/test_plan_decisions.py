"""Beside the plan: to whom the decisions of the conference went, when and how, and to whom not."""

from datetime import date

import pytest

from tessera.engine.workflow import queries as work
from tessera.people import actions as people
from tessera.people.models import Restriction
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.beside_plan import (
    HELD,
    REVIEW,
    SEND,
    send,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("now"),
]


class TestDecisionsSent:
    def test_before_they_go_it_says_by_when_to_whom_and_how(
        self, conference, see, maisie, leanne, denise
    ):
        people.move_home(
            person=leanne, lines="9 Mill Row", postcode="YO1 9TL", moved_on=date(2024, 1, 1),
            by=denise,
        )  # fmt: skip
        page = see(denise, maisie)

        panel = page.panel("sent")
        assert "0 of 5" in panel
        assert "Due by the end of today" in panel
        assert "1 working day from the conference on Tuesday 3 February" in panel
        assert "Leanne Brindlow, mum Not yet: send by post : Leanne Brindlow" in panel
        assert "Sergeant Pryce, police Not yet: send by secure e-mail" in panel
        step = work.open_step(maisie, SEND)
        assert page.link("send by post") == f"/steps/{step.public_id}/send/"

    def test_nobody_without_an_address_is_to_have_post(self, conference, see, maisie, denise):
        panel = see(denise, maisie).panel("sent")

        assert "post" not in panel
        said = "Not yet: choose how it goes, as the record has no address : Leanne Brindlow"
        assert f"Leanne Brindlow, mum {said}" in panel

    def test_a_day_later_it_is_late(self, conference, see, maisie, denise, now):
        now(date(2026, 2, 6))

        assert "Late by 2 working days Was due Wednesday 4 February" in see(denise, maisie).panel(
            "sent"
        )

    def test_when_they_have_gone_it_says_when_how_and_to_whom_not(
        self, conference, see, maisie, denise
    ):
        send(
            maisie,
            denise,
            {"Leanne": "hand", "Bella Corrimore": "email", "Named nurse": "email"},
            not_sent_why="She reads it on the record",
        )

        panel = see(denise, maisie).panel("sent")

        assert "3 of 5" in panel
        assert "Leanne Brindlow, mum 4 February By hand" in panel
        assert "Bella Corrimore, education 4 February, 10:00 Secure e-mail" in panel
        assert "Not sent She reads it on the record" in panel
        assert "Due by" not in panel  # the clock has stopped with its step

    def test_one_who_must_not_have_them_is_not_waited_for(self, conference, see, maisie, denise):
        craig = Invited.objects.create(
            meeting=Meeting.objects.get(), name="Craig Sharrow", role="Dad"
        )
        meetings.leave_out(invited=craig, reason="He may not come near them", by=denise)

        panel = see(denise, maisie).panel("sent")

        assert "0 of 5" in panel
        assert "Craig Sharrow, dad Does not get them The chair left Craig Sharrow out" in panel

    def test_the_link_is_only_for_those_who_may_send(self, conference, see, maisie, team):
        colleague = make.a_worker("Rafe Ormeling", team=team)

        panel = see(colleague, maisie).panel("sent")

        assert "Leanne Brindlow, mum Not yet" in panel
        assert "send by post" not in panel

    def test_of_a_conference_about_one_who_is_hidden_nothing_is_said(
        self, conference, see, maisie, kai, denise, team
    ):
        people.restrict(person=kai, why="His own list", started_on=HELD, by=denise)
        colleague = make.a_worker("Rafe Ormeling", team=team)

        page = see(colleague, maisie)

        assert page.panel("sent") == ""
        assert "Corrimore" not in page.html
        assert "Kai" not in page.html

    def test_a_relative_who_is_hidden_is_not_named(
        self, conference, see, maisie, leanne, denise, hannah
    ):
        Restriction.objects.create(
            person=leanne, why="Known to staff", owner=denise, review_on=date(2027, 1, 1),
            started_on=HELD,
        )  # fmt: skip

        panel = see(hannah, maisie).panel("sent")

        assert "Leanne" not in panel
        assert "0 of 4" in panel

    def test_it_is_of_the_last_conference(self, conference, see, maisie, kai, denise, now):
        on = date(2026, 4, 28)
        now(date(2026, 4, 28))
        answers = practice.conference_answers([maisie, kai], held_on=on, outcome="plan_continues")
        practice.complete(REVIEW, [maisie, kai], answers, on=on, by=denise)

        panel = see(denise, maisie).panel("sent")

        assert "Review child protection conference , 28 April 2026" in panel
        assert "Due by Wednesday 29 April" in panel
