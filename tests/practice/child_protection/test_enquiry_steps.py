"""The strategy discussion and the enquiry: who took part, what follows, and what a child's part was."""

from datetime import UTC, date, datetime

import pytest

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.register import NotYet
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Person, Relationship
from tessera.practice.child_protection import actions, rules
from tessera.practice.child_protection.models import (
    Delay,
    EnquiryAgency,
    EnquirySeen,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.front_door.models import Referral
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

STRATEGY = "child_protection.strategy_discussion"
ENQUIRY = "child_protection.section47"
WEDNESDAY = date(2026, 1, 14)


def discuss(children, by, *, on=WEDNESDAY, outcome="section47_joint", step=None, **more):
    answers = practice.discussion_answers(children, held_on=on, outcome=outcome)
    answers["answers"].update(more)
    return practice.complete(STRATEGY, children, answers, on=on, by=by, step=step)


def due(rule, child):
    return Timer.objects.get(rule=rule, person=child, stopped_on=None).statutory_due_on


class TestTheDiscussion:
    def test_who_was_asked_and_who_came_are_facts(self, maisie, hannah):
        rows = [
            {"agency": "social_care", "who": "Hannah Treloyd"},
            {"agency": "police", "who": "Sergeant Pryce"},
            {"agency": "health", "who": "Named nurse", "came": "apologies"},
        ]
        discuss([maisie], hannah, attendance=rows, not_there="He is at home tonight.")

        meeting = Meeting.objects.get()
        came = {each.agency: each.came for each in meeting.invited.all()}
        assert came == {"social_care": "yes", "police": "yes", "health": "apologies"}
        assert meeting.is_quorate is False
        assert StrategyDiscussion.objects.get().agencies_present == ["police", "social_care"]

    def test_an_agency_that_arrived_as_a_row_took_part_only_by_name(self, maisie, hannah):
        actor = actor_of(hannah, WEDNESDAY)
        found = filling.arrived("child_protection.quorum", None, [maisie], actor, WEDNESDAY)
        assert found.value == [
            {"agency": "social_care", "who": "Hannah Treloyd"},
            {"agency": "police"},
            {"agency": "health"},
        ]

        rows = [*found.value[:1], {"agency": "police", "came": "no"}, *found.value[2:]]
        with pytest.raises(workflow.Unfinished, match="Who took part for health"):
            discuss([maisie], hannah, attendance=rows)

    def test_an_urgent_one_is_written_up_afterwards_with_its_own_time(self, maisie, hannah):
        answers = practice.discussion_answers([maisie], held_on=WEDNESDAY)
        answers["answers"]["held_time"] = "23:40"
        practice.complete(STRATEGY, [maisie], answers, on=date(2026, 1, 16), by=hannah)

        meeting = Meeting.objects.get()
        assert meeting.held_at == datetime(2026, 1, 14, 23, 40, tzinfo=UTC)
        assert Section47Enquiry.objects.get().started_on == WEDNESDAY

    def test_a_time_that_is_none_is_not_taken(self, maisie, hannah):
        with pytest.raises(workflow.Unfinished, match="Write the time as 14:30"):
            discuss([maisie], hannah, held_time="late")

    def test_a_time_that_has_not_come_is_not_taken(self, maisie, hannah):
        with pytest.raises(NotYet, match="this time has not come yet"):
            discuss([maisie], hannah, held_time="23:59")
        assert not StrategyDiscussion.objects.exists()

    def test_its_decisions_go_out_the_next_working_day_and_its_record_in_five(self, maisie, hannah):
        discuss([maisie], hannah)

        assert due("T054A", maisie) == date(2026, 1, 15)
        assert due("T054", maisie) == date(2026, 1, 21)
        assert work.open_step(maisie, "child_protection.send_discussion").work_item.due_on == date(
            2026, 1, 15
        )

    def test_after_a_telephone_discussion_they_meet_within_five_working_days(self, maisie, hannah):
        discuss([maisie], hannah, how="telephone")

        step = work.open_step(maisie, STRATEGY)
        assert due("T051", maisie) == date(2026, 1, 21)
        assert not Timer.objects.filter(rule="T050", stopped_on=None).exists()
        discuss([maisie], hannah, on=date(2026, 1, 19), outcome="enquiry_continues", step=step)

        assert not Timer.objects.filter(rule="T051", stopped_on=None).exists()
        enquiry = Section47Enquiry.objects.get()
        assert (enquiry.started_on, enquiry.conference_target_on) == (WEDNESDAY, date(2026, 2, 4))

    def test_an_enquiry_goes_on_only_where_there_is_one(self, maisie, hannah):
        with pytest.raises(workflow.Unfinished, match="No section 47 enquiry"):
            discuss([maisie], hannah, outcome="enquiry_continues")

    def test_its_decisions_are_for_agencies_and_not_for_the_family(self, maisie, hannah):
        from tessera.practice.child_protection.actions import sending

        mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
        Relationship.objects.create(person=mum, relative=maisie, kind="parent")
        discuss([maisie], hannah)
        meeting = Meeting.objects.get()
        meeting.invited.create(name="Leanne Brindlow", person=mum)
        step = work.open_step(maisie, "child_protection.send_discussion")

        found = {
            copy.invited.name: copy
            for copy in sending.copies(
                meeting=sending.meeting_of(step),
                what="decisions",
                at=practice.at(WEDNESDAY),
                by=hannah,
            )
        }

        assert found["Leanne Brindlow"].data is None
        assert "for the agencies" in found["Leanne Brindlow"].verdict.withheld_why

    @pytest.mark.parametrize(
        ("on", "agencies", "is_quorate"),
        [
            (date(2026, 1, 14), ["social_care", "police"], False),
            (date(2026, 1, 14), ["social_care", "police", "health"], True),
            (date(2011, 5, 3), ["social_care", "police"], True),
        ],
    )
    def test_who_must_be_there_is_the_rule_of_its_day(self, on, agencies, is_quorate):
        assert rules.is_quorate(agencies, on=on) is is_quorate


class TestTheEnquiry:
    def finish(self, children, by, manager, *, outcome="conference", on=date(2026, 1, 28), **more):
        answers = practice.enquiry_answers(children, ended_on=on, outcome=outcome)
        answers["answers"].update(more.pop("shared", {}))
        for child in children:
            answers["each"][child].update(more)
        step = work.open_step(children[0], ENQUIRY)
        return practice.complete(
            ENQUIRY, children, answers, step=step, on=on, by=by, authorised_by=manager
        )

    def test_each_child_was_seen_somewhere_by_somebody(self, maisie, kai, hannah, joseph):
        discuss([maisie, kai], hannah)
        self.finish(
            [maisie, kai], hannah, joseph,
            seen_on=date(2026, 1, 15), seen_where="school", seen_by="Hannah and a constable",
        )  # fmt: skip

        seen = EnquirySeen.objects.get(enquiry__child=kai)
        assert (seen.seen_on, seen.place, seen.was_seen_alone) == (
            date(2026, 1, 15), "school", True,
        )  # fmt: skip
        assert seen.words == "He shouts and then it hurts."
        stopped = Timer.objects.get(rule="T052", person=kai)
        assert stopped.stopped_on == date(2026, 1, 15)

    def test_agencies_were_asked_and_any_may_ask_for_a_conference(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        rows = [
            {"agency": "police", "answered": True, "said": "No crime", "wants_conference": False},
            {"agency": "health", "answered": True, "said": "Worried", "wants_conference": True},
        ]
        self.finish([maisie], hannah, joseph, shared={"agencies": rows})

        asked = {each.agency: each.asks_for_conference for each in EnquiryAgency.objects.all()}
        assert asked == {"police": False, "health": True}

    def test_no_conference_needs_what_the_others_think_of_it(self, maisie, hannah, joseph):
        discuss([maisie], hannah)

        with pytest.raises(workflow.Unfinished, match="what the other agencies think"):
            self.finish(
                [maisie], hannah, joseph, outcome="not_substantiated_close", agencies_view=None
            )

    def test_no_conference_is_signed_off_by_a_manager_and_not_by_the_worker(
        self, maisie, hannah, joseph
    ):
        discuss([maisie], hannah)
        step = self.finish([maisie], hannah, None, outcome="not_substantiated_close")

        assert not Section47Enquiry.objects.get().is_conference_not_required
        with pytest.raises(workflow.OwnWork):
            workflow.authorise_step(step=step, at=practice.at(date(2026, 1, 29)), by=hannah)
        workflow.authorise_step(step=step, at=practice.at(date(2026, 1, 29)), by=joseph)

        enquiry = Section47Enquiry.objects.get()
        assert enquiry.is_conference_not_required
        assert enquiry.agencies_view == "Police and health agree."

    def test_put_right_by_a_reopened_form_its_parts_are_not_doubled(self, maisie, hannah, joseph):
        discuss([maisie], hannah)
        step = self.finish([maisie], hannah, joseph)
        workflow.reopen_step(
            step=step, reason="Wrong place", at=practice.at(date(2026, 1, 29)), by=joseph
        )
        answers = practice.enquiry_answers([maisie], ended_on=date(2026, 1, 28))
        answers["each"][maisie]["seen_where"] = "hospital"
        practice.complete(
            ENQUIRY, [maisie], answers, step=step, on=date(2026, 1, 29), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        assert [seen.place for seen in EnquirySeen.objects.all()] == ["hospital"]


class TestADelay:
    WORDS = {"why": "Interpreter not free before", "safety_plan": "With Nana until then"}
    AT = datetime(2026, 1, 30, 9, tzinfo=UTC)

    def test_a_manager_and_the_chair_agree_and_the_statutory_day_stays(
        self, maisie, hannah, joseph, denise
    ):
        practice.a_discussion(maisie, by=hannah)
        delay = actions.ask_for_delay(
            enquiry=Section47Enquiry.objects.get(), until_on=date(2026, 2, 10), at=self.AT,
            by=joseph, **self.WORDS,
        )  # fmt: skip
        timer = Timer.objects.get(rule="T060")
        assert timer.managed_due_on is None

        actions.agree_to_delay(delay=delay, at=self.AT, by=denise)

        timer.refresh_from_db()
        assert (timer.statutory_due_on, timer.due_on) == (date(2026, 2, 4), date(2026, 2, 10))
        assert timer.managed_why == "Interpreter not free before"

    def test_one_person_does_not_agree_alone(self, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=hannah)
        delay = actions.ask_for_delay(
            enquiry=Section47Enquiry.objects.get(), until_on=date(2026, 2, 10), at=self.AT,
            by=joseph, **self.WORDS,
        )  # fmt: skip

        with pytest.raises(actions.SamePerson):
            actions.agree_to_delay(delay=delay, at=self.AT, by=joseph)
        assert Delay.objects.get().chair is None

    def test_a_day_within_the_limit_is_no_delay(self, maisie, hannah, joseph):
        practice.a_discussion(maisie, by=hannah)

        with pytest.raises(actions.NotLater):
            actions.ask_for_delay(
                enquiry=Section47Enquiry.objects.get(), until_on=date(2026, 2, 4), at=self.AT,
                by=joseph, **self.WORDS,
            )  # fmt: skip


class TestWhatTheVisitSaid:
    """Written once at the visit, and asked about again in the enquiry, not written again."""

    def test_it_stands_in_the_enquiry_to_be_confirmed(
        self, maisie, hannah, django_assert_num_queries
    ):
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), words="He shouts.")
        child = Person.objects.get(pk=maisie.pk)

        with django_assert_num_queries(1):
            found = {
                source: filling.fill(f"recording.{source}", child, date(2026, 1, 16), None)
                for source in ("last_seen", "seen_by", "seen_alone", "said_when_seen")
            }

        assert {source: each.value for source, each in found.items()} == {
            "last_seen": "2026-01-15",
            "seen_by": hannah.name,
            "seen_alone": True,
            "said_when_seen": {"words": "He shouts.", "not_heard": ""},
        }
        assert {each.on for each in found.values()} == {date(2026, 1, 15)}

    def test_nothing_is_said_of_a_child_whom_nobody_saw(self, maisie):
        for source in ("last_seen", "seen_by", "seen_alone", "said_when_seen"):
            assert filling.fill(f"recording.{source}", maisie, WEDNESDAY, None) is None


class TestTheAssessmentOfAnEnquiry:
    """An enquiry is made in an assessment: who has none gets one, with its clock from the referral."""

    def test_who_has_none_is_assessed(self, maisie, hannah):
        discuss([maisie], hannah)

        assert work.open_step(maisie, "assessments.single_assessment").worker == hannah
        referred = Referral.objects.get(child=maisie).received_on
        assert Timer.objects.get(rule="T040", person=maisie).triggered_on == referred

    def test_who_is_being_assessed_is_not_assessed_twice(self, maisie, hannah):
        under_way = make.a_step("assessments.single_assessment", subjects=[maisie], worker=hannah)

        discuss([maisie], hannah)

        assert work.open_step(maisie, "assessments.single_assessment") == under_way

    def test_where_nothing_follows_nobody_is_assessed(self, maisie, hannah):
        discuss([maisie], hannah, outcome="no_further_action")

        assert work.open_step(maisie, "assessments.single_assessment") is None
