"""Whether an enquiry begins is a manager's to decide; and a discussion that was not quorate is held again."""

from datetime import UTC, date, datetime

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.completion import findings
from tessera.engine.workflow.models import State, Timer, WorkItem
from tessera.engine.workflow.register import NotYet
from tessera.foundations.access.actors import actor_of
from tessera.practice.child_protection.models import Section47Enquiry, StrategyDiscussion
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice
from tests.journeys import desk

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

STRATEGY = practice.STRATEGY
ENQUIRY = "child_protection.section47"
HELD = date(2026, 1, 14)
SIGNED = datetime(2026, 1, 16, 9, 30, tzinfo=UTC)
ALL = ("social_care", "police", "health")
WITHOUT_HEALTH = ("social_care", "police")


def discuss(children, by, *, agencies=ALL, outcome="section47_joint", step=None, signed=(), **more):
    answers = practice.discussion_answers(children, held_on=HELD, outcome=outcome)
    answers["answers"]["attendance"] = [
        {"agency": agency, "who": "Somebody", "came": None if agency in agencies else "no"}
        for agency in ALL
    ]
    answers["answers"].update(more)
    return practice.complete(
        STRATEGY, children, answers, on=HELD, by=by, step=step, authorised_by=signed
    )


def again(child):
    return Timer.objects.get(rule="T050", person=child, stopped_on=None)


class TestWhoDecides:
    def test_a_workers_decision_waits_for_a_manager_and_nothing_has_begun(self, maisie, hannah):
        step = discuss([maisie], hannah)

        assert step.state == State.AWAITING_AUTHORISATION
        assert not Section47Enquiry.objects.exists()
        assert not StrategyDiscussion.objects.exists()
        assert work.open_step(maisie, ENQUIRY) is None

    def test_it_begins_at_the_signature_and_counts_from_the_discussion(
        self, maisie, hannah, joseph
    ):
        step = discuss([maisie], hannah, held_time="09:10")

        workflow.authorise_step(step=step, at=SIGNED, by=joseph)

        enquiry = Section47Enquiry.objects.get()
        assert (enquiry.started_on, enquiry.conference_target_on) == (HELD, date(2026, 2, 4))
        seen = Timer.objects.get(rule="T052", person=maisie)
        assert seen.statutory_due_at == datetime(2026, 1, 15, 9, 10, tzinfo=UTC)
        assert work.open_step(maisie, ENQUIRY).worker == hannah
        assert Timer.objects.get(rule="T050", person=maisie).stopped_on == HELD

    def test_a_manager_who_led_it_and_writes_it_is_asked_for_no_other(self, maisie, joseph):
        step = discuss([maisie], joseph)

        assert step.state == State.DONE
        assert Section47Enquiry.objects.get().started_on == HELD

    @pytest.mark.parametrize("outcome", ["section17", "police_only", "no_further_action"])
    def test_what_begins_no_enquiry_needs_no_signature(self, maisie, hannah, outcome):
        assert discuss([maisie], hannah, outcome=outcome).state == State.DONE

    def test_sent_back_it_keeps_its_answers_and_is_signed_the_second_time(
        self, maisie, hannah, joseph
    ):
        step = discuss([maisie], hannah)
        back = workflow.return_step(
            step=step, comment="Who sees Maisie tonight?", at=SIGNED, by=joseph
        )

        assert work.answers_of(back)["shared"] == "Health visitor saw it too."
        step = discuss([maisie], hannah, step=back, signed=joseph)
        assert step.state == State.DONE
        assert Section47Enquiry.objects.count() == 1

    def test_it_stands_above_what_was_due_before_it_with_its_hour(
        self, maisie, kai, hannah, joseph
    ):
        long_late = make.a_step("assessments.single_assessment", subjects=[kai], worker=hannah)
        WorkItem.objects.filter(step=long_late).update(
            state=State.AWAITING_AUTHORISATION,
            due_on=date(2025, 12, 1),
            sort_on=date(2025, 12, 1),
            authorisation_level="assessments:assessment:authorise",
        )
        step = discuss([maisie], hannah)

        actor = actor_of(joseph, HELD)
        waiting = work.awaiting_authorisation(actor)
        found, _ = work.page_of(waiting, actor=actor, order=work.TO_SIGN)

        assert [item.step_id for item in found] == [step.pk, long_late.pk]
        assert found[0].due_at is not None

    def test_the_managers_first_pages_say_it_first(
        self, ask, maisie, hannah, joseph, team, monkeypatch
    ):
        discuss([maisie], hannah)
        monkeypatch.setenv("TESSERA_NOW", "2026-01-14T11:00:00+00:00")

        home = ask(joseph, "workflow:my_work").content.decode()
        board = ask(joseph, "workflow:team", team_id=team.public_id).content.decode()

        today = home[home.index('id="today"') : home.index('id="due"')]
        assert "Read and sign" in today
        assert "Due Thu 15 Jan, 10:00" in today
        assert "Strategy discussion" in today
        assert "Strategy discussion" in board[board.index('id="auth"') :]

    def test_the_worker_reads_who_signs_it_before_it_is_handed_in(
        self, ask, maisie, hannah, joseph
    ):
        step = make.a_step(STRATEGY, subjects=[maisie], worker=hannah)
        answers = practice.discussion_answers([maisie], held_on=HELD)
        desk.fill(step, answers, at=practice.at(HELD), by=hannah)

        text = ask(hannah, "workflow:finish", step_id=step.public_id).content.decode()

        assert f"{joseph.name} reads it and signs it off" in text

    def test_what_a_manager_would_be_refused_is_said_to_the_worker(self, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=joseph)

        with pytest.raises(workflow.Unfinished, match="already under way"):
            discuss([maisie], hannah)

    def test_a_time_that_has_not_come_is_said_to_the_worker(self, maisie, hannah):
        with pytest.raises(NotYet, match="this time has not come yet"):
            discuss([maisie], hannah, held_time="23:59")


class TestHeldAgain:
    def test_what_could_not_wait_says_why(self, maisie, joseph):
        with pytest.raises(workflow.Unfinished, match=r"Without health .* Say why this could not"):
            discuss([maisie], joseph, agencies=WITHOUT_HEALTH)

        discuss([maisie], joseph, agencies=WITHOUT_HEALTH, not_there="He is at home tonight.")

        assert Section47Enquiry.objects.exists()
        meeting = Meeting.objects.get()
        assert (meeting.is_quorate, meeting.quorum_why) == (False, "He is at home tonight.")

    def test_everyone_meets_again_within_24_hours_of_it(self, maisie, kai, joseph):
        discuss(
            [maisie, kai], joseph, agencies=WITHOUT_HEALTH, held_time="09:10", not_there="Tonight."
        )

        step = work.open_step(maisie, STRATEGY)
        assert work.subjects_of(step) == [maisie, kai]
        clock = again(maisie)
        assert clock.statutory_due_at == datetime(2026, 1, 15, 9, 10, tzinfo=UTC)
        assert "the discussion that was not quorate" in clock.why
        assert step.work_item.due_at == clock.statutory_due_at

    def test_held_again_with_everyone_it_is_over(self, maisie, joseph):
        discuss([maisie], joseph, agencies=WITHOUT_HEALTH, not_there="He is at home tonight.")

        discuss(
            [maisie], joseph, outcome="enquiry_continues", step=work.open_step(maisie, STRATEGY)
        )

        assert work.open_step(maisie, STRATEGY) is None
        assert not Timer.objects.filter(rule="T050", stopped_on=None).exists()

    def test_where_nothing_is_decided_no_reason_is_asked_and_they_meet_again(self, maisie, hannah):
        discuss([maisie], hannah, agencies=WITHOUT_HEALTH, outcome="meet_again")

        assert again(maisie).step == work.open_step(maisie, STRATEGY)
        assert not Section47Enquiry.objects.exists()

    def test_by_telephone_without_an_agency_they_do_not_have_five_days(self, maisie, joseph):
        discuss(
            [maisie], joseph, agencies=WITHOUT_HEALTH, how="telephone", not_there="It is night."
        )

        step = work.open_step(maisie, STRATEGY)
        assert {t.rule for t in Timer.objects.filter(step=step)} == {"T050", "T051"}
        assert step.work_item.due_on == date(2026, 1, 15)

    def test_an_agency_that_was_forgotten_in_the_form_is_put_right(self, maisie, joseph):
        step = discuss([maisie], joseph, agencies=WITHOUT_HEALTH, not_there="It is night.")
        at = practice.at(HELD, 15)
        step = workflow.reopen_step(step=step, reason="The nurse was there", at=at, by=joseph)
        discuss([maisie], joseph, step=step, not_there=None)

        assert StrategyDiscussion.objects.get().is_quorate
        assert work.open_step(maisie, STRATEGY) is None
        assert not Timer.objects.filter(rule="T050", stopped_on=None).exists()

    def test_a_quorate_one_asks_nothing_and_is_not_held_again(self, maisie, joseph):
        step = discuss([maisie], joseph)

        assert work.open_step(maisie, STRATEGY) is None
        assert not findings(step, work.answers_of(step), HELD)
