"""Beside the plan: who the core group is, and when and where it meets."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.foundations.calendar.clock import LONDON
from tessera.people import actions as people
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.beside_plan import (
    CORE_GROUP,
    HELD,
    REVIEW,
    meet,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("now"),
]


class TestWhenItMeets:
    """The hour and the place of the next core group are set from the plan."""

    DAY = {
        "on-day": "14", "on-month": "2", "on-year": "2026", "time": "14:00",
        "how": "meeting", "place": "Larkfield Primary",
    }  # fmt: skip

    @pytest.fixture
    def post(self, client):
        def posted(user, step, data):
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            where = reverse("child_protection:core_group_day", kwargs={"step_id": step.public_id})
            return client.post(where, {"idempotency_key": str(uuid4()), **data})

        return posted

    def test_it_is_set_and_stands_with_the_plan(self, conference, see, post, maisie, kai, hannah):
        step = work.open_step(maisie, CORE_GROUP)
        page = see(hannah, maisie)
        assert page.link("Set the time and place") == f"/steps/{step.public_id}/core-group/"

        answer = post(hannah, step, self.DAY)  # a Saturday: a core group may

        assert answer.url == reverse("plans:plan", kwargs={"person_id": maisie.public_id})
        panel = see(hannah, maisie).panel("dates")
        assert "Next core group Sat 14 February, 14:00 , Larkfield Primary By Tuesday 17" in panel
        assert "Move it" in panel

    def test_moved_it_says_why(self, conference, post, maisie, hannah):
        step = work.open_step(maisie, CORE_GROUP)
        post(hannah, step, self.DAY)

        html = post(hannah, step, {**self.DAY, "on-day": "16"}).content.decode()
        assert "Say why the day is moved" in html
        post(hannah, step, {**self.DAY, "on-day": "16", "reason": "School is shut"})

        meeting = Meeting.objects.get(kind="core_group")
        assert meeting.planned_for == datetime(2026, 2, 16, 14, 0, tzinfo=LONDON)
        assert meeting.recorded_why == "School is shut"

    def test_what_was_set_is_the_meeting_that_is_held(
        self, conference, post, maisie, kai, hannah, now
    ):
        post(hannah, work.open_step(maisie, CORE_GROUP), self.DAY)

        meet([maisie, kai], date(2026, 2, 16), hannah)

        meeting = Meeting.objects.get(kind="core_group")
        assert (meeting.held_on, meeting.place) == (date(2026, 2, 16), "Larkfield Primary")

    def test_when_the_plan_ends_it_is_called_off(
        self, conference, post, maisie, kai, hannah, denise, now
    ):
        post(hannah, work.open_step(maisie, CORE_GROUP), self.DAY)
        on = date(2026, 2, 10)
        answers = practice.conference_answers([maisie, kai], held_on=on, outcome="plan_ends_close")
        practice.complete(REVIEW, [maisie, kai], answers, on=on, by=denise)

        meeting = Meeting.objects.get(kind="core_group")
        assert meeting.called_off_on is not None
        assert "The plan has ended" in meeting.called_off_why

    def test_one_who_only_reads_the_plan_is_not_offered_it(
        self, conference, see, post, maisie, team
    ):
        colleague = make.a_worker("Rafe Ormeling", team=team)

        assert "Set the time and place" not in see(colleague, maisie).html
        step = work.open_step(maisie, CORE_GROUP)
        assert post(colleague, step, self.DAY).status_code == 403
        assert not Meeting.objects.filter(kind="core_group").exists()

    def test_of_another_kind_of_work_there_is_no_such_page(self, conference, post, maisie, denise):
        assert post(denise, work.open_step(maisie, REVIEW), self.DAY).status_code == 404


class TestTheCoreGroup:
    def test_before_it_has_met_it_says_so(self, conference, see, maisie, denise):
        assert "The core group has not met yet" in see(denise, maisie).panel("group")

    def test_its_members_stand_with_who_they_are_and_the_parents_view(
        self, conference, see, maisie, kai, hannah
    ):
        meet(
            [maisie, kai], date(2026, 2, 16), hannah,
            attendance=[
                {"who": "Leanne", "role": "Mum", "came": True},
                {"who": "Bella Corrimore", "role": "School", "came": False},
            ],
            parents_views=[{"who": "Mum", "view": "I want Jordan to get help."}],
        )  # fmt: skip

        page = see(hannah, maisie)

        panel = page.panel("group")
        assert "Leanne Brindlow , mum" in panel
        assert "Bella Corrimore , school Did not come last time" in panel
        assert "Mum’s view, 16 February: “I want Jordan to get help.”" in panel
        assert page.html.count("I want Jordan to get help.") == 1

    def test_a_core_group_about_one_who_is_hidden_names_nobody(
        self, conference, see, maisie, kai, hannah, denise, team
    ):
        meet([maisie, kai], date(2026, 2, 16), hannah)
        people.restrict(person=kai, why="His own list", started_on=HELD, by=denise)
        colleague = make.a_worker("Rafe Ormeling", team=team)

        assert "Leanne" not in see(colleague, maisie).panel("group")
