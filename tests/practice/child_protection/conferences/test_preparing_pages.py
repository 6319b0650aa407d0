"""The chair takes a conference, and it is prepared: who is asked, when and where, and which reports."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from tessera.engine.forms import filling
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.engine.workflow.processes import NotYet
from tessera.foundations.access.actors import actor_of
from tessera.foundations.calendar.clock import local
from tessera.people.models import Involvement
from tessera.people.queries import working_with
from tessera.practice.child_protection.models import Delay
from tessera.practice.meetings.models import Invited, Meeting
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.conferences.preparing import DAY, INITIAL, NOW, REPORT, text

PARTS = ("day", "month", "year")
pytestmark = pytest.mark.django_db(databases=["default", "audit"])


class TestTheDayThatTheLastConferenceFixed:
    @pytest.fixture
    def review(self, maisie, denise):
        return workflow.start_step(
            code="child_protection.review_conference", subjects=[maisie], worker=denise,
            due_on=date(2026, 5, 14), due_why="Asked for when the conference was finished",
            at=NOW, by=denise,
        )  # fmt: skip

    def test_stands_in_the_form_and_on_the_list_with_the_reports_day(self, ask, review, support):
        page = html.fromstring(text(ask(support, "prepare", step_id=review.public_id)))
        listed = text(ask(support, "conferences"))

        typed = [page.xpath(f"//input[@name='on-{part}']")[0].value for part in PARTS]
        words = " ".join(page.text_content().split())
        assert [int(each) for each in typed] == [14, 5, 2026]
        assert "No day is set yet" not in words
        assert "Thursday 14 May" in words
        assert "Its time is still to be set" in words
        assert "The parents have the report by Thursday 7 May" in words
        assert "Thursday 14 May, no time set" in listed
        assert "No day set" not in listed

    def test_gives_way_to_the_day_that_is_set(self, ask, review, support):
        ask(support, "prepare", DAY, step_id=review.public_id)

        words = text(ask(support, "prepare", step_id=review.public_id))

        assert "Its time is still to be set" not in words
        assert "no time set" not in text(ask(support, "conferences"))


class TestTheReportForAReview:
    """Its day was fixed for 14 May when the last conference was finished, and no hour yet."""

    FIXED = date(2026, 5, 14)

    @pytest.fixture
    def review(self, maisie, kai, hannah, denise):
        answers = practice.conference_answers([maisie, kai], held_on=date(2026, 1, 26))
        answers["answers"]["next_on"] = self.FIXED
        step = workflow.start_step(
            code=INITIAL, subjects=[maisie, kai], worker=denise, at=NOW, by=denise
        )
        for child in (maisie, kai):
            practice.a_discussion(child, by=hannah)
        practice.complete(
            INITIAL, [maisie, kai], answers, step=step, on=date(2026, 1, 26), by=denise
        )
        return work.open_step(maisie, "child_protection.review_conference")

    def report(self, child):
        return work.open_step(child, REPORT)

    def test_is_the_workers_from_that_day_on_with_its_day(self, review, maisie, kai, hannah):
        report = self.report(maisie)

        assert report == self.report(kai)
        assert (report.worker, report.follows) == (hannah, review)
        assert report.work_item.due_on == date(2026, 5, 7)
        assert "5 working days before the conference on Thursday 14 May" in report.work_item.why

    def test_goes_by_the_day_that_is_set_later(self, ask, review, support, maisie):
        later = {**DAY, "on-day": "21", "on-month": "5"}
        ask(support, "prepare", later, step_id=review.public_id)

        report = self.report(maisie)
        assert Step.objects.filter(code=REPORT).count() == 1
        assert report.work_item.due_on == date(2026, 5, 14)
        assert report.due_on is None

    def test_that_is_finished_before_the_hour_is_set_is_not_waited_for(
        self, ask, review, support, maisie, kai, hannah
    ):
        report = self.report(maisie)
        Step.objects.filter(pk=report.pk).update(
            state="done", happened_on=date(2026, 4, 30), completed_at=NOW
        )

        ask(support, "prepare", {**DAY, "on-day": "14", "on-month": "5"}, step_id=review.public_id)

        clocks = Timer.objects.filter(rule="T063")
        assert {clock.stopped_on for clock in clocks} == {date(2026, 4, 30)}
        assert clocks.count() == 2
        assert self.report(maisie) is None

    def test_comes_nearer_when_a_core_group_asks_for_the_review_sooner(
        self, review, maisie, kai, hannah
    ):
        answers = practice.core_group_answers(
            [maisie, kai], held_on=date(2026, 2, 6), early_review=True,
            early_review_by=date(2026, 3, 12), early_review_why="He is back",
        )  # fmt: skip
        practice.complete(
            "child_protection.core_group", [maisie, kai], answers,
            step=work.open_step(maisie, "child_protection.core_group"),
            on=date(2026, 2, 6), by=hannah,
        )  # fmt: skip

        assert self.report(maisie).work_item.due_on == date(2026, 3, 5)

    def test_is_set_aside_with_the_review(self, review, maisie, denise):
        report = self.report(maisie)

        workflow.cancel_step(step=review, reason="No review is needed", at=NOW, by=denise)

        report.refresh_from_db()
        assert (report.state, report.reason) == ("cancelled", "No review is needed")

    def test_of_a_review_that_was_put_off_is_not_asked_twice(self, review, maisie, kai, denise):
        report = self.report(maisie)
        workflow.start_step(
            code="child_protection.review_conference", subjects=[maisie, kai], worker=denise,
            due_on=date(2026, 5, 28), due_why="Put off", at=NOW, by=denise,
        )  # fmt: skip

        assert list(Step.objects.filter(code=REPORT)) == [report]


class TestTakingTheChair:
    @pytest.fixture
    def unchaired(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        return workflow.start_step(code=INITIAL, subjects=[maisie], at=NOW, by=hannah)

    def test_a_chair_takes_one_that_has_none_from_the_list(
        self, ask, unchaired, maisie, denise, support
    ):
        ask(support, "prepare", DAY, step_id=unchaired.public_id)
        html = text(ask(denise, "conferences"))
        where = reverse("child_protection:prepare", kwargs={"step_id": unchaired.public_id})
        assert "no chair yet" in html
        assert f'action="{where}"' in html

        assert ask(denise, "prepare", {"go": "chair"}, step_id=unchaired.public_id).url == where

        unchaired.refresh_from_db()
        assert unchaired.worker == denise
        assert Meeting.objects.get().chair == denise
        roles = [i.role for i in working_with(maisie, NOW.date()) if i.worker == denise]
        assert roles == ["conference_chair"]
        assert "Denise Kilvarn chairs" in text(ask(denise, "conferences"))

    def test_on_the_page_too(self, ask, unchaired, denise):
        html = text(ask(denise, "prepare", step_id=unchaired.public_id))

        assert "It has no chair yet." in html
        assert 'value="chair"' in html

    def test_nobody_else_is_offered_it_and_a_post_changes_nothing(self, ask, unchaired, support):
        assert 'value="chair"' not in text(ask(support, "conferences"))
        assert "a chair takes it, or a manager allocates one" in text(
            ask(support, "prepare", step_id=unchaired.public_id)
        )

        assert (
            ask(support, "prepare", {"go": "chair"}, step_id=unchaired.public_id).status_code == 404
        )
        unchaired.refresh_from_db()
        assert unchaired.worker is None

    def test_one_that_has_a_chair_is_not_taken_over(self, ask, step, denise):
        other = make.a_worker("Ola Brandt", role="conference_chair")
        assert 'value="chair"' not in text(ask(other, "conferences"))

        html = text(ask(other, "prepare", {"go": "chair"}, step_id=step.public_id))

        assert "Somebody chairs this conference already." in html
        step.refresh_from_db()
        assert step.worker == denise

    @pytest.mark.parametrize("role", ["co_worker", "team_manager"])
    def test_who_works_the_case_does_not_chair_it(self, ask, unchaired, maisie, denise, role):
        Involvement.objects.create(
            person=maisie, role=role, worker=denise, started_on=date(2026, 1, 12)
        )
        assert 'value="chair"' not in text(ask(denise, "conferences"))

        html = text(ask(denise, "prepare", {"go": "chair"}, step_id=unchaired.public_id))

        assert "A chair is independent" in html
        unchaired.refresh_from_db()
        assert unchaired.worker is None

    def test_nor_does_the_manager_of_the_team_that_holds_it(self, ask, unchaired, team, maisie):
        chief = make.a_worker("Chief", team=team, role="conference_chair", manages=True)

        assert 'value="chair"' not in text(ask(chief, "conferences"))
        with pytest.raises(NotYet, match="independent"):
            workflow.allocate_step(step=unchaired, worker=chief, at=NOW, by=chief)

    def test_it_is_asked_once_for_the_whole_list(self, ask, unchaired, denise, hannah, team):
        def count():
            with CaptureQueriesContext(connection) as asked:
                text(ask(denise, "conferences"))
            return len(asked)

        count()
        few = count()
        for number in range(3):
            child = practice.an_open_case(f"Ash Pell {number}", worker=hannah, team=team)
            practice.a_discussion(child, by=hannah)
            workflow.start_step(code=INITIAL, subjects=[child], at=NOW, by=hannah)

        assert count() == few


class TestPreparing:
    def prepare(self, ask, user, step, data):
        return ask(user, "prepare", data, step_id=step.public_id)

    def test_the_day_gives_the_report_its_day_and_its_work(
        self, ask, support, step, maisie, hannah
    ):
        assert self.prepare(ask, support, step, DAY).status_code == 302

        meeting = Meeting.objects.get()
        assert meeting.planned_for == datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
        assert meeting.chair == step.worker
        report = work.open_step(maisie, REPORT)
        assert (report.worker, report.work_item.due_on) == (hannah, date(2026, 1, 30))
        assert "2 working days before" in report.work_item.why

    def test_moved_it_says_why_and_the_report_moves_with_it(self, ask, support, step, maisie):
        self.prepare(ask, support, step, DAY)
        html = text(self.prepare(ask, support, step, {**DAY, "on-day": "4"}))
        assert "Say why the day is moved" in html

        self.prepare(ask, support, step, {**DAY, "on-day": "4", "reason": "Police cannot come"})

        assert Meeting.objects.get().recorded_why == "Police cannot come"
        assert Timer.objects.get(rule="T062").statutory_due_on == date(2026, 2, 2)
        assert work.open_steps(maisie).filter(code=REPORT).count() == 1

    def test_held_it_waits_for_no_report_that_was_not_handed_in(self, ask, support, step, maisie):
        self.prepare(ask, support, step, DAY)
        day = date(2026, 2, 3)
        answers = practice.conference_answers([maisie], held_on=day)

        practice.complete(INITIAL, [maisie], answers, step=step, on=day, by=step.worker)

        report = Step.objects.get(code=REPORT)
        assert (report.state, report.reason) == ("cancelled", "The conference was held without it")
        assert not Timer.objects.filter(rule="T062", stopped_on=None).exists()

    def test_put_off_it_still_waits_for_the_report(self, ask, support, step, maisie):
        self.prepare(ask, support, step, DAY)
        day = date(2026, 2, 3)
        answers = practice.conference_answers(
            [maisie], held_on=day, outcome="adjourned", category=None
        )

        practice.complete(INITIAL, [maisie], answers, step=step, on=day, by=step.worker)

        assert work.open_step(maisie, REPORT)

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"on-day": "31"}, "There is no such date"),
            ({"on-day": "7"}, "at the weekend"),
            ({"on-day": "2", "on-month": "1"}, "today or a later day"),
            ({"time": "noon"}, "Write the time as 14:30"),
        ],
    )
    def test_a_day_that_cannot_be_is_said(self, ask, support, step, wrong, words):
        assert words in text(self.prepare(ask, support, step, {**DAY, **wrong}))
        assert not Meeting.objects.exists()

    def test_a_conference_that_is_set_aside_is_called_off(self, ask, support, step, denise):
        self.prepare(ask, support, step, DAY)

        workflow.cancel_step(step=step, reason="They moved away", at=NOW, by=denise)

        meeting = Meeting.objects.get()
        assert (meeting.called_off_on, meeting.called_off_why) == (NOW.date(), "They moved away")

    def test_only_the_first_conference_has_days_that_may_be_agreed_later(
        self, ask, step, maisie, denise
    ):
        review = workflow.start_step(
            code="child_protection.review_conference", subjects=[maisie], at=NOW, by=denise
        )

        assert "It has to be later" in text(ask(denise, "prepare", step_id=step.public_id))
        assert "It has to be later" not in text(ask(denise, "prepare", step_id=review.public_id))

    def test_those_around_the_child_are_asked_by_a_tick(
        self, ask, support, step, maisie, hannah, leanne
    ):
        self.prepare(ask, support, step, DAY)
        html = text(ask(support, "prepare", step_id=step.public_id))
        assert "Leanne Brindlow" in html
        assert "Hannah Treloyd" in html
        ticked = {
            "go": "ask", "ask": [f"p{leanne.public_id}", f"w{hannah.pk}"], "name": "Named nurse",
            "agency": "health", "role": "Safeguarding",
        }  # fmt: skip
        self.prepare(ask, support, step, ticked)

        mum, worker, nurse = Invited.objects.order_by("pk")
        assert (mum.person, mum.report_due_on) == (leanne, None)
        assert (worker.worker, worker.report_due_on) == (hannah, date(2026, 1, 30))
        assert (nurse.agency, nurse.asked_on) == ("health", date(2026, 1, 26))
        names = ["Leanne Brindlow", "Hannah Treloyd", "Named nurse"]
        assert ("attendance", None) not in sheets.answer_rows(step.sheet)
        assert [row["who"] for row in self.arrived(step, support)] == names
        assert "came" not in self.arrived(step, support)[0]

    def arrived(self, step, reader, on=date(2026, 1, 26)):
        actor = actor_of(reader, on)
        children = work.subjects_of(step)
        return filling.arrived("child_protection.asked", step, children, actor, on).value

    def test_who_is_asked_later_joins_a_table_that_was_begun(self, ask, support, denise, step):
        self.prepare(ask, support, step, DAY)
        workflow.save_answers(
            step=step, answers={("attendance", None): [{"who": "Mum", "came": "yes"}]},
            at=practice.at(date(2026, 1, 26)), by=denise,
        )  # fmt: skip

        self.prepare(ask, support, step, {"go": "ask", "name": "Named nurse", "agency": "health"})

        rows = sheets.answer_rows(step.sheet)["attendance", None].value
        assert [row["who"] for row in rows] == ["Mum", "Named nurse"]

    def test_on_the_day_only_who_said_so_arrives_as_having_come(self, ask, support, denise, step):
        self.prepare(ask, support, step, DAY)
        for name in ("Named nurse", "Head of year", "Health visitor", "Denise Kilvarn"):
            self.prepare(ask, support, step, {"go": "ask", "name": name, "agency": "health"})
        Invited.objects.filter(name="Named nurse").update(answer="video")
        Invited.objects.filter(name="Head of year").update(
            answer="coming", left_out_why="She is a witness."
        )
        Invited.objects.filter(name="Denise Kilvarn").update(worker=denise)
        day = local(Meeting.objects.get().planned_for).date()

        came = {row["who"]: row.get("came") for row in self.arrived(step, support, day)}

        assert came == {
            "Named nurse": "yes",
            "Head of year": "no",
            "Health visitor": None,
            "Denise Kilvarn": "yes",
        }

    def test_everyone_else_came_is_said_of_those_of_whom_nothing_is_said(
        self, client, ask, support, denise, step
    ):
        client.force_login(denise, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse("workflow:step", kwargs={"step_id": step.public_id})
        assert "Everyone else came" in text(client.get(address))
        who = {"attendance-0-who": "Mum", "attendance-1-who": "Nell Orrin", "attendance-2-who": ""}
        typed = {**who, "attendance-1-came": "apologies", "attendance-count": "3"}

        client.post(address, {**typed, "section": "who", "rest": "attendance"})

        rows = sheets.answer_rows(step.sheet)["attendance", None].value
        assert rows == [
            {"who": "Mum", "came": "yes"},
            {"who": "Nell Orrin", "came": "apologies"},
        ]

    def test_a_report_that_came_is_noted(self, ask, support, step):
        self.prepare(ask, support, step, DAY)
        self.prepare(ask, support, step, {"go": "ask", "name": "Named nurse", "agency": "health"})
        nurse = Invited.objects.get()
        self.prepare(ask, support, step, {"go": "report", "invited": str(nurse.public_id)})

        assert Invited.objects.get().report_received_on == date(2026, 1, 26)
        assert "1 of 1" in text(ask(support, "prepare", step_id=step.public_id))

    def test_the_workers_own_report_comes_by_itself(
        self, ask, support, step, maisie, hannah, joseph
    ):
        self.prepare(ask, support, step, DAY)
        self.prepare(ask, support, step, {"go": "ask", "ask": [f"w{hannah.pk}"]})
        on = date(2026, 1, 29)
        practice.complete(
            REPORT, [maisie],
            {"answers": {"strengths": "Nana.", "worries": "Nights.", "hoped_for": "Nights.", "shared_on": on},
             "each": {maisie: {"words": "Quiet please."}}},
            step=work.open_step(maisie, REPORT), on=on, by=hannah, authorised_by=joseph,
        )  # fmt: skip

        assert Invited.objects.get().report_received_on == on
        assert Timer.objects.get(rule="T062").stopped_on == on

    def test_only_the_chair_leaves_somebody_out_and_says_why(self, ask, support, step, denise):
        self.prepare(ask, support, step, DAY)
        self.prepare(ask, support, step, {"go": "ask", "name": "Craig Sharrow"})
        craig = {"go": "leave_out", "invited": str(Invited.objects.get().public_id)}

        refused = self.prepare(ask, support, step, {**craig, "reason": "Violence"})
        asked = self.prepare(ask, denise, step, craig)
        self.prepare(ask, denise, step, {**craig, "reason": "He threatened mum"})

        assert refused.status_code == 404
        assert "Say why Craig Sharrow is left out" in text(asked)
        assert Invited.objects.get().left_out_why == "He threatened mum"

    def test_a_later_conference_is_agreed_by_two(self, ask, step, joseph, denise):
        page = {"step_id": step.public_id}
        late = {"go": "ask", "until-day": "10", "until-month": "2", "until-year": "2026",
                "why": "No interpreter before", "safety": "With Nana"}  # fmt: skip
        assert "Say why it is later" in text(ask(joseph, "delay", {**late, "why": ""}, **page))
        assert ask(joseph, "delay", late, **page).status_code == 302
        assert ask(joseph, "delay", {"go": "agree"}, **page).status_code == 404
        assert ask(denise, "delay", {"go": "agree"}, **page).status_code == 302

        assert Delay.objects.get().chair == denise
        assert Timer.objects.get(rule="T060").due_on == date(2026, 2, 10)
