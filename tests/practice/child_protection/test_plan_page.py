"""Beside the plan: to whom the decisions went, what is next and why, who the core group is."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.foundations.calendar.clock import LONDON
from tessera.people import actions as people
from tessera.people.models import Relationship, Restriction
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

INITIAL, CORE_GROUP = "child_protection.initial_conference", "child_protection.core_group"
REVIEW, SEND = "child_protection.review_conference", "child_protection.send_decisions"
HELD, NEXT_DAY = date(2026, 2, 3), date(2026, 2, 4)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The morning after the conference, until a test says otherwise."""

    def at(day):
        monkeypatch.setenv("TESSERA_NOW", f"{day.isoformat()}T09:00:00+00:00")

    at(NEXT_DAY)
    return at


@pytest.fixture
def leanne(maisie, kai):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    mum.sex = "F"
    mum.save()
    for child in (maisie, kai):
        Relationship.objects.create(person=mum, relative=child, kind="parent")
    return mum


@pytest.fixture
def conference(maisie, kai, leanne, denise):
    return confer([maisie, kai], denise)


def confer(children, by, *, each=None, **more):
    answers = practice.conference_answers(children, held_on=HELD)
    answers["answers"] |= {"outcomes": practice.OUTCOMES, **more}
    for child in children:
        answers["each"][child] |= each or {}
    return practice.complete(INITIAL, children, answers, on=HELD, by=by)


def meet(children, on, by, **more):
    answers = practice.core_group_answers(children, held_on=on, **more)
    step = work.open_step(children[0], CORE_GROUP)
    return practice.complete(CORE_GROUP, children, answers, step=step, on=on, by=by)


@pytest.fixture
def see(client):
    """The plan's page, its side column by panel: heading -> words, and the whole."""

    def seen(user, child, **query):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse("plans:plan", kwargs={"person_id": child.public_id}), query)
        assert answer.status_code == 200, answer.content[:500]
        return Seen(answer.content.decode())

    return seen


class Seen:
    def __init__(self, html):
        self.html = html

    def panel(self, key):
        """The words of one panel, or "" where the page has none of that name."""
        start = self.html.find(f'id="{key}"')
        return "" if start < 0 else _words(self.html[start : self.html.index("</section>", start)])

    def link(self, words):
        before = self.html[: self.html.index(words)]
        return before[before.rindex('href="') + 6 :].split('"')[0]


def _words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split(">", 1)[1])).strip()


def send(child, by, how, at=NEXT_DAY, **more):
    """To those of these names, each in their way."""
    step = work.open_step(child, SEND)
    meeting = sending.meeting_of(step)
    ways = {each.public_id: how[each.name] for each in meeting.invited.all() if each.name in how}
    return sending.finish_sending(step=step, how=ways, at=practice.at(at), by=by, **more)


class TestDecisionsSent:
    def test_before_they_go_it_says_by_when_to_whom_and_how(self, conference, see, maisie, denise):
        page = see(denise, maisie)

        panel = page.panel("sent")
        assert "0 of 5" in panel
        assert "Due by the end of today" in panel
        assert "1 working day from the conference on Tuesday 3 February" in panel
        assert "Leanne Brindlow, mum Not yet: send by post to Leanne Brindlow" in panel
        assert "Sergeant Pryce, police Not yet: send by secure e-mail" in panel
        step = work.open_step(maisie, SEND)
        assert page.link("send by post") == f"/steps/{step.public_id}/send/"

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


class TestDates:
    def test_what_is_next_says_by_when_and_why(self, conference, see, maisie, denise):
        panel = see(denise, maisie).panel("dates")

        assert "Next core group By Tuesday 17 February 10 working days from the" in panel
        assert "Visits, each child alone Every 10 working days" in panel
        assert "As often as the council asks: the plan does not say" in panel
        assert "Full record of the conference By Tuesday 24 February 15 working days" in panel
        assert "Next review conference By Sunday 3 May 3 months from the first" in panel

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


def visited(child, by, on, **more):
    answers = practice.visit_answers([child], visited_on=on, **more)
    step = work.open_step(child, "recording.visit")
    practice.complete(
        "recording.visit",
        list(work.subjects_of(step)),
        answers_for(step, answers),
        step=step,
        on=on,
        by=by,
    )


def answers_for(step, answers):
    return answers | {
        "each": {c: next(iter(answers["each"].values())) for c in work.subjects_of(step)}
    }


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
