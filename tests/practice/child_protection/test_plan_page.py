"""Beside the plan: what is next and why, and how the visits go."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.engine.workflow import queries as work
from tessera.foundations.calendar.clock import LONDON
from tessera.people import actions as people
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import practice
from tests.practice.child_protection.beside_plan import (
    CORE_GROUP,
    HELD,
    confer,
    meet,
    visited,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("now"),
]


class TestDates:
    def test_what_is_next_says_by_when_and_why(self, conference, see, maisie, denise):
        panel = see(denise, maisie).panel("dates")

        assert "Next core group By Tuesday 17 February 10 working days from the" in panel
        assert "Visits, each child alone Every 10 working days" in panel
        assert "As often as the council asks: the plan does not say" in panel
        assert "Full record of the conference By Tuesday 24 February 15 working days" in panel
        assert "Next review conference By Sunday 3 May 3 months from the initial" in panel

    def test_a_day_that_is_set_stands_before_the_day_by_which_it_must_be(
        self, conference, see, maisie, kai, hannah, now
    ):
        meet([maisie, kai], date(2026, 2, 16), hannah, next_on=date(2026, 3, 10))
        now(date(2026, 2, 17))

        panel = see(hannah, maisie).panel("dates")

        assert "Next core group Tue 10 March By Monday 16 March: 4 weeks from the last" in panel

    def test_a_meeting_that_is_booked_says_at_what_hour_and_where(
        self, conference, see, maisie, kai, hannah
    ):
        step = work.open_step(maisie, CORE_GROUP)
        meetings.plan_meeting(
            kind="core_group", children=[maisie, kai], step_ref=step.public_id, by=hannah,
            planned_for=datetime(2026, 2, 17, 14, 0, tzinfo=LONDON), place="Larkfield Primary",
        )  # fmt: skip

        panel = see(hannah, maisie).panel("dates")

        assert "Next core group Tue 17 February, 14:00 , Larkfield Primary By Tuesday 17" in panel

    def test_where_somebody_is_protected_the_place_is_not_told(
        self, conference, see, maisie, kai, hannah, denise
    ):
        step = work.open_step(maisie, CORE_GROUP)
        meetings.plan_meeting(
            kind="core_group", children=[maisie, kai], step_ref=step.public_id, by=hannah,
            planned_for=datetime(2026, 2, 17, 14, 0, tzinfo=LONDON), place="Larkfield Primary",
        )  # fmt: skip
        people.protect_whereabouts(
            person=maisie, why="He looks for them", started_on=HELD, owner=hannah,
            review_on=date(2026, 8, 1), by=hannah,
        )  # fmt: skip

        page = see(denise, maisie)

        assert "Tue 17 February, 14:00" in page.panel("dates")
        assert "Larkfield" not in page.html

    def test_what_is_late_says_so_in_words(self, conference, see, maisie, denise, now):
        now(date(2026, 2, 20))

        assert "Next core group Was due Tuesday 17 February" in see(denise, maisie).panel("dates")

    def test_a_review_that_is_wanted_sooner_says_who_asked(
        self, conference, see, maisie, kai, hannah, now
    ):
        meet(
            [maisie, kai], date(2026, 2, 16), hannah, early_review=True,
            early_review_by=date(2026, 3, 2), early_review_why="Nothing moves.",
        )  # fmt: skip
        now(date(2026, 2, 17))

        panel = see(hannah, maisie).panel("dates")

        assert "Next review conference By Monday 2 March Asked for sooner by the core" in panel

    def test_a_review_that_was_put_off_leaves_it_wanted_sooner(
        self, conference, see, maisie, kai, hannah, denise, now
    ):
        meet(
            [maisie, kai], date(2026, 2, 16), hannah, early_review=True,
            early_review_by=date(2026, 3, 2), early_review_why="Nothing moves.",
        )  # fmt: skip
        practice.a_conference(
            maisie, by=denise, kind="review", outcome="adjourned", held_on=date(2026, 2, 27)
        )
        now(date(2026, 2, 28))

        assert "Asked for sooner by the core" in see(hannah, maisie).panel("dates")

    def test_visits_say_how_often_who_set_it_and_how_many_were_in_time(
        self, maisie, kai, leanne, denise, hannah, see, now
    ):
        confer([maisie, kai], denise, each={"visits_every": 5})
        for on in (date(2026, 2, 9), date(2026, 2, 20)):  # the second is four working days late
            visited(maisie, hannah, on)
        now(date(2026, 2, 24))

        page = see(hannah, maisie)

        panel = page.panel("dates")
        assert "Every 5 working days Set by the initial child protection conference" in panel
        assert "3 February. The next by Friday 27 February" in panel
        assert "1 of 2 on time for Maisie" in panel
        assert "kind=Visits" in page.link("1 of 2 on time")

    def test_a_visit_at_which_nobody_was_seen_answers_nothing(
        self, conference, maisie, hannah, see, now
    ):
        visited(maisie, hannah, date(2026, 2, 10), seen=False)
        now(date(2026, 2, 20))

        panel = see(hannah, maisie).panel("dates")

        assert "The next was due Tuesday 17 February" in panel
        assert "0 of 1 on time" in panel


def test_as_it_was_it_shows_none_of_today(conference, see, maisie, denise, now):
    now(date(2026, 2, 20))

    page = see(denise, maisie, on="2026-02-10")

    assert [page.panel(key) for key in ("sent", "dates", "group")] == ["", "", ""]


def test_its_queries_do_not_grow_with_those_asked_or_with_visits(
    conference, see, maisie, kai, hannah, now
):
    meet([maisie, kai], date(2026, 2, 16), hannah)
    now(date(2026, 2, 17))

    def count():
        with CaptureQueriesContext(connection) as asked:
            see(hannah, maisie)
        return len(asked)

    count()
    few = count()
    for meeting in Meeting.objects.all():
        for number in range(5):
            Invited.objects.create(meeting=meeting, name=f"Nurse {number}", agency="health")
    day = date(2026, 2, 18)
    for _ in range(3):
        visited(maisie, hannah, day)
        day += timedelta(days=1)

    assert count() == few
    assert few <= 50
