"""A strategy discussion or an enquiry that was written down wrongly, or is no longer so, is put right."""

from datetime import UTC, date, datetime

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.foundations.records.models import Version
from tessera.people.models import Line
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.models import (
    EnquirySeen,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

STRATEGY = "child_protection.strategy_discussion"
ENQUIRY = "child_protection.section47"
CONFERENCE = "child_protection.initial_conference"
REPORT = "child_protection.conference_report"
DISCUSSED = date(2026, 1, 14)
FOUND = date(2026, 1, 28)
LATER = date(2026, 1, 30)


def discuss(children, by, *, outcome="section47_joint", step=None, on=DISCUSSED, **more):
    answers = practice.discussion_answers(children, held_on=DISCUSSED, outcome=outcome)
    answers["answers"].update(more)
    return practice.complete(STRATEGY, children, answers, on=on, by=by, step=step)


def find(
    children, by, manager, *, outcome="conference", step=None, on=FOUND, ended_on=FOUND, **more
):
    answers = practice.enquiry_answers(children, ended_on=ended_on)
    for child in children:
        said = outcome[child] if isinstance(outcome, dict) else outcome
        view = None if said == "conference" else "They agree."
        answers["each"][child].update(outcome=said, agencies_view=view, **more)
    return practice.complete(
        ENQUIRY, children, answers, step=step or work.open_step(children[0], ENQUIRY), on=on, by=by,
        authorised_by=manager,
    )  # fmt: skip


def reopened(step, by, reason="No longer needed"):
    return workflow.reopen_step(step=step, reason=reason, at=practice.at(LATER, 9), by=by)


def running(child):
    clocks = Timer.objects.filter(person=child, stopped_on=None)
    return set(clocks.values_list("rule", flat=True))


def to_see(child):
    return Timer.objects.filter(rule="T052", person=child).order_by("pk").last()


class TestAConferenceIsNotNeededAfterAll:
    def test_the_enquiry_ends_and_the_conference_is_set_aside_with_its_day_and_its_report(
        self, maisie, hannah, joseph, denise
    ):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph)
        conference = work.open_step(maisie, CONFERENCE)
        actions.plan_conference(
            step=conference, planned_for=datetime(2026, 2, 3, 10, tzinfo=UTC),
            at=practice.at(FOUND), by=denise,
        )  # fmt: skip
        assert {"T060", "T062"} <= running(maisie)

        find(
            [maisie], hannah, joseph, outcome="not_substantiated_close",
            step=reopened(step, joseph), on=LATER, ended_on=LATER,
        )  # fmt: skip

        enquiry = Section47Enquiry.objects.get()
        assert (enquiry.is_conference_not_required, enquiry.ended_on) == (True, LATER)
        assert not {"T053", "T060", "T062"} & running(maisie)
        conference.refresh_from_db()
        assert (conference.state, conference.reason) == ("cancelled", "No longer needed")
        assert Step.objects.get(code=REPORT).state == "cancelled"
        assert Meeting.objects.get(kind="initial").called_off_on == LATER
        assert work.open_step(maisie, "front_door.close_case") is not None
        line = Line.objects.get(person=maisie, kind="child_protection.section47_ended")
        assert line.on == LATER

    def test_the_conference_goes_on_for_a_brother(self, maisie, kai, hannah, joseph, denise):
        discuss([maisie, kai], hannah)
        step = find([maisie, kai], hannah, joseph)
        conference = work.open_step(maisie, CONFERENCE)
        actions.plan_conference(
            step=conference, planned_for=datetime(2026, 2, 3, 10, tzinfo=UTC),
            at=practice.at(FOUND), by=denise,
        )  # fmt: skip

        find(
            [maisie, kai], hannah, joseph, step=reopened(step, joseph), on=LATER,
            outcome={maisie: "conference", kai: "not_substantiated_in_need"},
        )  # fmt: skip

        assert work.subjects_of(work.open_step(maisie, CONFERENCE)) == [maisie]
        assert [each.child for each in Meeting.objects.get(kind="initial").children.all()] == [
            maisie
        ]
        assert work.subjects_of(Step.objects.get(code=REPORT)) == [maisie]
        assert "T060" in running(maisie)
        assert not {"T060", "T062"} & running(kai)

    def test_a_conference_that_was_put_off_is_set_aside_too(self, maisie, hannah, joseph, denise):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph)
        answers = practice.conference_answers(
            [maisie], held_on=date(2026, 1, 29), outcome="adjourned"
        )
        answers["answers"]["next_on"] = date(2026, 2, 3)
        answers["each"][maisie]["category"] = None
        practice.complete(
            CONFERENCE, [maisie], answers, on=date(2026, 1, 29), by=denise,
            step=work.open_step(maisie, CONFERENCE),
        )  # fmt: skip
        assert work.open_step(maisie, CONFERENCE) is not None

        find(
            [maisie], hannah, joseph, outcome="not_substantiated_close",
            step=reopened(step, joseph), on=LATER,
        )  # fmt: skip

        assert work.open_step(maisie, CONFERENCE) is None
        assert Section47Enquiry.objects.get().is_conference_not_required

    def test_after_a_conference_was_held_it_stands(self, maisie, hannah, joseph, denise):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph)
        practice.complete(
            CONFERENCE, [maisie], practice.conference_answers([maisie], held_on=date(2026, 1, 29)),
            on=date(2026, 1, 29), by=denise, step=work.open_step(maisie, CONFERENCE),
        )  # fmt: skip

        with pytest.raises(workflow.Unfinished, match="A conference was held on this enquiry"):
            find(
                [maisie], hannah, joseph, outcome="not_substantiated_close",
                step=reopened(step, joseph), on=LATER,
            )  # fmt: skip

    def test_one_is_needed_after_all(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph, outcome="not_substantiated_close")
        assert "T060" not in running(maisie)

        find([maisie], hannah, joseph, step=reopened(step, joseph, "Wrong box"), on=LATER)

        enquiry = Section47Enquiry.objects.get()
        assert (enquiry.is_conference_not_required, enquiry.ended_on) == (False, None)
        clock = Timer.objects.get(rule="T060", person=maisie, stopped_on=None)
        conference = work.open_step(maisie, CONFERENCE)
        assert (clock.statutory_due_on, clock.step) == (date(2026, 2, 4), conference)
        assert work.open_step(maisie, "front_door.close_case") is None

    def test_not_beside_another_enquiry(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph, outcome="not_substantiated_close")
        practice.a_discussion(maisie, by=hannah, held_on=date(2026, 1, 29))

        with pytest.raises(workflow.NotYet, match="already under way"):
            find([maisie], hannah, joseph, step=reopened(step, joseph), on=LATER)

    def test_one_that_ended_with_the_child_s_life_is_put_right_there(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph)
        Section47Enquiry.objects.update(ended_on=LATER, is_conference_not_required=True)

        with pytest.raises(workflow.NotYet, match="ended when the child died"):
            find([maisie], hannah, joseph, step=reopened(step, joseph), on=LATER)


class TestTheDayOfTheOutcome:
    def test_it_moves_the_end_of_the_enquiry_and_what_it_stopped(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph, outcome="not_substantiated_close")

        find(
            [maisie], hannah, joseph, outcome="not_substantiated_close",
            step=reopened(step, joseph, "Wrong day"), on=LATER, ended_on=date(2026, 1, 26),
            seen_on=date(2026, 1, 15),
        )  # fmt: skip

        assert Section47Enquiry.objects.get().ended_on == date(2026, 1, 26)
        stopped = {t.rule: t.stopped_on for t in Timer.objects.filter(person=maisie)}
        assert stopped["T053"] == stopped["T060"] == date(2026, 1, 26)
        assert stopped["T052"] == date(2026, 1, 15)

    def test_of_an_enquiry_that_led_to_a_conference_the_end_is_the_conference(
        self, maisie, hannah, joseph, denise
    ):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph)
        practice.complete(
            CONFERENCE, [maisie], practice.conference_answers([maisie], held_on=date(2026, 1, 29)),
            on=date(2026, 1, 29), by=denise, step=work.open_step(maisie, CONFERENCE),
        )  # fmt: skip

        find(
            [maisie], hannah, joseph, step=reopened(step, joseph, "Wrong day"), on=LATER,
            ended_on=date(2026, 1, 27),
        )  # fmt: skip

        assert Section47Enquiry.objects.get().ended_on == date(2026, 1, 29)
        assert Timer.objects.get(rule="T053", person=maisie).stopped_on == date(2026, 1, 27)

    def test_a_form_puts_right_the_enquiry_that_its_own_discussion_began(
        self, maisie, hannah, joseph
    ):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph, outcome="not_substantiated_close")
        practice.a_discussion(maisie, by=hannah, held_on=date(2026, 1, 29))

        find(
            [maisie], hannah, joseph, outcome="not_substantiated_close",
            step=reopened(step, joseph, "Wrong day"), on=LATER, ended_on=date(2026, 1, 27),
        )  # fmt: skip

        first, second = Section47Enquiry.objects.order_by("started_on")
        assert (first.ended_on, second.outcome) == (date(2026, 1, 27), "")


class TestAnEnquiryBegunByMistake:
    def test_the_reopened_discussion_takes_it_back(self, maisie, hannah, joseph):
        step = discuss([maisie], hannah)
        wrong = Section47Enquiry.objects.get()

        discuss(
            [maisie], hannah, outcome="no_further_action", step=reopened(step, joseph, "Wrong box"),
            on=LATER,
        )  # fmt: skip

        assert not Section47Enquiry.objects.exists()
        assert StrategyDiscussion.objects.get().outcome == "no_further_action"
        assert not {"T052", "T053", "T060"} & running(maisie)
        assert work.open_step(maisie, ENQUIRY) is None
        assert work.open_step(maisie, "assessments.single_assessment") is None
        assert not Line.objects.filter(kind="child_protection.section47").exists()
        assert Version.objects.filter(
            table_name="child_protection_section47_enquiry", row_id=wrong.pk, operation="D"
        ).exists()

    def test_of_one_child_alone(self, maisie, kai, hannah, joseph):
        step = discuss([maisie, kai], hannah)
        answers = practice.discussion_answers([maisie, kai], held_on=DISCUSSED)
        answers["each"][kai]["outcome"] = "no_further_action"

        practice.complete(
            STRATEGY, [maisie, kai], answers, on=LATER, by=hannah,
            step=reopened(step, joseph, "Wrong box"),
        )  # fmt: skip

        assert [each.child for each in Section47Enquiry.objects.all()] == [maisie]
        assert work.subjects_of(work.open_step(maisie, ENQUIRY)) == [maisie]

    def test_help_under_section_17_keeps_the_assessment(self, maisie, hannah, joseph):
        step = discuss([maisie], hannah)

        discuss([maisie], hannah, outcome="section17", step=reopened(step, joseph), on=LATER)

        assert work.open_step(maisie, ENQUIRY) is None
        assert work.open_step(maisie, "assessments.single_assessment") is not None

    def test_one_that_went_further_is_put_right_in_its_own_form(self, maisie, hannah, joseph):
        step = discuss([maisie], hannah)
        find([maisie], hannah, joseph)

        with pytest.raises(workflow.Unfinished, match="has gone further"):
            discuss(
                [maisie], hannah, outcome="no_further_action", step=reopened(step, joseph), on=LATER
            )
        assert Section47Enquiry.objects.exists()

    def test_one_that_should_have_begun_begins(self, maisie, hannah, joseph):
        step = discuss([maisie], hannah, outcome="no_further_action")

        discuss([maisie], hannah, step=reopened(step, joseph, "Wrong box"), on=LATER)

        enquiry = Section47Enquiry.objects.get()
        assert (enquiry.started_on, enquiry.conference_target_on) == (DISCUSSED, date(2026, 2, 4))
        assert work.open_step(maisie, ENQUIRY) is not None

    def test_other_words_leave_the_enquiry_and_what_was_agreed_alone(self, maisie, hannah, joseph):
        agreed = [{"what": "Ring the school", "who": "Hannah Treloyd"}]
        step = discuss([maisie], hannah, actions=agreed)
        before = {each.pk for each in work.open_steps(maisie)}

        discuss([maisie], hannah, step=reopened(step, joseph, "A slip"), on=LATER, actions=agreed)

        assert {each.pk for each in work.open_steps(maisie)} == before


class TestAChildWhoCouldNotBeSeen:
    UNSEEN = {"seen": False, "not_seen_why": "Missing since Monday", "seen_on": None}

    @pytest.fixture
    def baby(self, hannah):
        child = make.a_child("Baby Brindlow", born_on=None)
        child.expected_on = date(2026, 4, 1)
        child.save()
        practice.a_referral(child)
        return child

    def test_an_enquiry_before_birth_says_so_and_has_no_invented_day(self, baby, hannah, joseph):
        discuss([baby], hannah)

        find(
            [baby], hannah, joseph, seen=False, not_seen_why="Not born yet", seen_on=None, alone=None,
            words=None,
        )  # fmt: skip

        assert Section47Enquiry.objects.get().not_seen_why == "Not born yet"
        assert not EnquirySeen.objects.exists()
        clock = to_see(baby)
        assert (clock.stopped_on, clock.note) == (None, "Not seen: Not born yet")
        assert "Not seen: Not born yet" in work.why_of(clock)

    def test_it_says_why(self, maisie, hannah, joseph):
        discuss([maisie], hannah)

        with pytest.raises(workflow.Unfinished, match="Say why Maisie was not seen"):
            find([maisie], hannah, joseph, **{**self.UNSEEN, "not_seen_why": None})

    def test_the_clock_ends_with_the_enquiry_as_never_answered(self, maisie, hannah, joseph):
        discuss([maisie], hannah)

        find([maisie], hannah, joseph, outcome="legal_gateway", **self.UNSEEN)

        clock = to_see(maisie)
        assert clock.stopped_on == FOUND
        assert clock.stopped_why == "The enquiry ended, and the child was not seen"

    def test_seen_by_mistake_the_clock_goes_on(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph)
        assert to_see(maisie).stopped_why == "Seen in the enquiry"

        find([maisie], hannah, joseph, step=reopened(step, joseph), on=LATER, **self.UNSEEN)

        assert not EnquirySeen.objects.exists()
        assert to_see(maisie).stopped_on is None

    def test_seen_after_all(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = find([maisie], hannah, joseph, outcome="legal_gateway", **self.UNSEEN)

        find(
            [maisie], hannah, joseph, outcome="legal_gateway", step=reopened(step, joseph), on=LATER,
            seen_on=date(2026, 1, 20),
        )  # fmt: skip

        assert Section47Enquiry.objects.get().not_seen_why == ""
        assert (to_see(maisie).stopped_on, to_see(maisie).stopped_why) == (
            date(2026, 1, 20),
            "Seen in the enquiry",
        )


class TestTheHour:
    """What the practice table counts in hours runs from the hour, where one was given."""

    def test_the_child_is_to_be_seen_24_hours_after_the_discussion(self, maisie, hannah):
        discuss([maisie], hannah, on=date(2026, 1, 15), held_time="08:40")

        clock = to_see(maisie)
        assert clock.triggered_at == datetime(2026, 1, 14, 8, 40, tzinfo=UTC)
        assert clock.statutory_due_at == datetime(2026, 1, 15, 8, 40, tzinfo=UTC)

    def test_with_no_hour_it_is_the_whole_next_day(self, maisie, hannah):
        discuss([maisie], hannah)

        clock = to_see(maisie)
        assert (clock.statutory_due_on, clock.statutory_due_at) == (date(2026, 1, 15), None)

    def test_the_discussion_is_due_24_hours_after_it_was_asked_for(self, maisie, hannah):
        at = datetime(2026, 1, 14, 16, 20, tzinfo=UTC)
        step = workflow.start_step(
            code=STRATEGY, subjects=[maisie], worker=hannah, at=at, by=hannah
        )

        clock = Timer.objects.get(rule="T050", person=maisie)
        assert (clock.triggered_at, clock.step) == (at, step)
        assert clock.statutory_due_at == datetime(2026, 1, 15, 16, 20, tzinfo=UTC)

    def test_an_hour_put_right_moves_both(self, maisie, hannah, joseph):
        at = datetime(2026, 1, 13, 16, 20, tzinfo=UTC)
        step = workflow.start_step(
            code=STRATEGY, subjects=[maisie], worker=hannah, at=at, by=hannah
        )
        step = discuss([maisie], hannah, step=step, on=date(2026, 1, 15), held_time="08:40")

        discuss([maisie], hannah, step=reopened(step, joseph), on=LATER, held_time="18:30")

        assert to_see(maisie).statutory_due_at == datetime(2026, 1, 15, 18, 30, tzinfo=UTC)
        stopped = Timer.objects.get(rule="T050", person=maisie)
        assert stopped.stopped_at == datetime(2026, 1, 14, 18, 30, tzinfo=UTC)
