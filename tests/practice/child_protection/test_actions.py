from datetime import date

import pytest
from django.db import IntegrityError

from tessera.engine.workflow.models import Timer
from tessera.foundations.records.models import Version
from tessera.people.models import Line
from tessera.practice.child_protection import actions, queries
from tessera.practice.child_protection.models import (
    Conference,
    Plan,
    Section47Enquiry,
)
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tests.factories import engine as make
from tests.factories import practice

DISCUSSED = date(2026, 1, 14)
CONFERENCE = date(2026, 2, 3)
REVIEW = date(2026, 4, 28)


SENDING = ("T054", "T054A", "T064", "T065")


def running(child):
    """The clocks that run, but for those of sending: `test_sending` and `test_enquiry_steps` see to them."""
    timers = Timer.objects.filter(person=child, stopped_on=None).exclude(rule__in=SENDING)
    return set(timers.values_list("rule", flat=True))


def the_enquiry():
    return Section47Enquiry.objects.get()


class TestStrategyDiscussions:
    def test_a_decision_to_enquire_begins_the_enquiry_and_its_clocks(self, maisie, hannah):
        discussion = practice.a_discussion(maisie, by=hannah)

        assert discussion.is_quorate
        assert the_enquiry().started_on == DISCUSSED
        assert the_enquiry().conference_target_on == date(2026, 2, 4)
        assert running(maisie) == {"T052", "T053", "T060"}

    def test_without_police_it_is_kept_as_not_quorate(self, maisie, hannah):
        discussion = practice.a_discussion(
            maisie, by=hannah, agencies_present=["social_care", "health"], outcome="meet_again"
        )

        assert not discussion.is_quorate
        assert not Section47Enquiry.objects.exists()

    def test_a_discussion_needs_an_open_case(self, db, hannah):
        with pytest.raises(actions.NoOpenReferral):
            practice.a_discussion(make.a_child("Tomas Velasky"), by=hannah)

    def test_a_discussion_is_not_before_the_referral(self, maisie, hannah):
        with pytest.raises(actions.DatesOutOfOrder, match="before the referral"):
            practice.a_discussion(maisie, by=hannah, held_on=date(2026, 1, 9))

    def test_a_child_is_in_one_enquiry_at_a_time(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        with pytest.raises(actions.AlreadyInEnquiry):
            practice.a_discussion(maisie, by=hannah, held_on=date(2026, 1, 16))

    def test_a_corrected_day_moves_the_enquiry_and_its_clock(self, maisie, hannah):
        discussion = practice.a_discussion(maisie, by=hannah)

        actions.correct_strategy_discussion(
            discussion=discussion, held_on=date(2026, 1, 15), reason="Thursday", by=hannah
        )

        assert the_enquiry().started_on == date(2026, 1, 15)
        assert Timer.objects.get(rule="T060").statutory_due_on == date(2026, 2, 5)


class TestEnquiries:
    def test_an_enquiry_that_needs_no_conference_ends(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        actions.end_enquiry(
            child=maisie,
            ended_on=date(2026, 1, 26),
            outcome="substantiated_not_continuing",
            outcome_why="He has left for good.",
            by=hannah,
        )

        assert the_enquiry().is_conference_not_required
        assert the_enquiry().ended_on == date(2026, 1, 26)
        assert running(maisie) == set()

    def test_an_enquiry_that_goes_to_conference_stays_open_until_it(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        actions.end_enquiry(
            child=maisie, ended_on=date(2026, 1, 26), outcome="conference", by=hannah
        )

        assert the_enquiry().ended_on is None
        assert running(maisie) == {"T052", "T060"}  # nobody has said that she was seen

    def test_what_is_not_under_way_cannot_end(self, maisie, hannah):
        with pytest.raises(actions.NoCurrentEnquiry):
            actions.end_enquiry(child=maisie, ended_on=DISCUSSED, outcome="conference", by=hannah)

    def test_an_enquiry_does_not_end_before_it_starts(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        with pytest.raises(actions.DatesOutOfOrder):
            actions.end_enquiry(
                child=maisie, ended_on=date(2026, 1, 13), outcome="conference", by=hannah
            )

    def test_an_enquiry_may_begin_without_a_discussion_on_record(self, maisie, hannah):
        enquiry = actions.start_enquiry(child=maisie, started_on=DISCUSSED, by=hannah)

        assert enquiry.strategy_discussion is None

    def test_a_correction_does_not_turn_the_dates_round(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        with pytest.raises(actions.DatesOutOfOrder):
            actions.correct_enquiry(
                enquiry=the_enquiry(), started_on=date(2026, 1, 2), reason="Slip", by=hannah
            )
        with pytest.raises(actions.DatesOutOfOrder):
            actions.correct_enquiry(
                enquiry=the_enquiry(), ended_on=date(2026, 1, 13), reason="Slip", by=hannah
            )

    def test_an_enquiry_that_never_was_is_withdrawn(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        actions.withdraw_enquiry(enquiry=the_enquiry(), reason="Wrong child", by=hannah)

        assert not Section47Enquiry.objects.exists()
        assert running(maisie) == set()

    def test_an_enquiry_that_led_to_a_conference_is_not_withdrawn(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        practice.a_conference(maisie, by=hannah)

        with pytest.raises(actions.EnquiryActedUpon):
            actions.withdraw_enquiry(enquiry=the_enquiry(), reason="No", by=hannah)

    def test_the_database_refuses_two_at_once_and_an_end_before_the_start(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        with pytest.raises(IntegrityError, match=r"one_open_section47|do_not_overlap"):
            Section47Enquiry.objects.create(
                child=maisie, referral=the_enquiry().referral, started_on=date(2026, 1, 20)
            )

    def test_the_database_refuses_enquiries_that_overlap(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        practice.a_conference(maisie, by=hannah)

        with pytest.raises(IntegrityError, match="section47_enquiries_do_not_overlap"):
            Section47Enquiry.objects.create(
                child=maisie,
                referral=the_enquiry().referral,
                started_on=date(2026, 1, 20),
                ended_on=date(2026, 1, 25),
            )


class TestConferences:
    def test_an_initial_conference_ends_the_enquiry_and_starts_the_plan_that_day(
        self, maisie, hannah, denise
    ):
        practice.a_discussion(maisie, by=hannah)

        conference = practice.a_conference(maisie, by=denise)

        plan = Plan.objects.get()
        assert plan.started_on == conference.held_on == the_enquiry().ended_on == CONFERENCE
        assert conference.enquiry == the_enquiry()
        assert the_enquiry().outcome == "conference"
        assert running(maisie) == {"T066", "T068", "T070", "T071", "T072", "T262"}

    def test_a_child_in_need_plan_ends_on_the_day_the_protection_plan_starts(self, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)
        practice.a_discussion(maisie, by=hannah, held_on=date(2026, 1, 22))

        practice.a_conference(maisie, by=hannah)

        in_need = ChildInNeedPlan.objects.get()
        assert (in_need.ended_on, in_need.end_reason) == (CONFERENCE, "protection")

    def test_a_conference_without_a_plan_still_ends_the_enquiry(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        practice.a_conference(maisie, by=hannah, outcome="no_plan_in_need", category="")

        assert the_enquiry().ended_on == CONFERENCE
        assert not Plan.objects.exists()

    def test_a_conference_that_was_put_off_decides_nothing(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        practice.a_conference(maisie, by=hannah, outcome="adjourned", category="")

        assert the_enquiry().ended_on is None
        assert "T060" in running(maisie)

    def test_a_conference_is_not_before_the_enquiry_it_ends(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)

        with pytest.raises(actions.DatesOutOfOrder, match="the enquiry was on 14 January 2026"):
            practice.a_conference(maisie, by=hannah, held_on=date(2026, 1, 13))

    def test_a_conference_needs_an_open_case(self, db, hannah):
        with pytest.raises(actions.NoOpenReferral):
            practice.a_conference(make.a_child("Tomas Velasky"), by=hannah)

    def test_a_child_moving_in_needs_no_enquiry_here(self, maisie, hannah):
        conference = practice.a_conference(
            maisie, by=hannah, kind="transfer_in", previous_plans_elsewhere=2
        )

        assert conference.enquiry is None
        assert Plan.objects.get().previous_plans == 2

    def test_a_review_without_a_plan_is_refused(self, maisie, hannah):
        with pytest.raises(actions.NoCurrentPlan):
            practice.a_conference(maisie, by=hannah, kind="review", outcome="plan_continues")

    def test_a_review_is_after_the_start_and_once_a_day(self, maisie, hannah):
        practice.a_conference(maisie, by=hannah)

        with pytest.raises(actions.DatesOutOfOrder, match="not after the plan began"):
            practice.a_conference(maisie, by=hannah, kind="review", outcome="plan_continues")
        review = {"kind": "review", "outcome": "plan_continues", "held_on": REVIEW}
        practice.a_conference(maisie, by=hannah, **review)
        with pytest.raises(actions.AlreadyHeld):
            practice.a_conference(maisie, by=hannah, **review)

    def test_a_review_may_change_the_category_but_never_the_first(self, maisie, hannah):
        practice.a_conference(maisie, by=hannah)

        practice.a_conference(
            maisie,
            by=hannah,
            kind="review",
            outcome="plan_continues",
            category="EMO",
            held_on=REVIEW,
        )

        plan = queries.current_plan(maisie)
        assert (plan.initial_category, plan.latest_category) == ("NEG", "EMO")
        assert Timer.objects.get(rule="T069").statutory_due_on == date(2026, 10, 28)
        assert Timer.objects.get(rule="T068").stopped_on == REVIEW

    def test_a_review_that_was_put_off_is_no_review_of_the_plan(self, maisie, hannah):
        made = practice.a_conference(maisie, by=hannah)

        practice.a_conference(maisie, by=hannah, kind="review", outcome="adjourned", held_on=REVIEW)

        for plan in (
            queries.current_plan(maisie),
            queries.plan_on_record(maisie, REVIEW),
        ):
            assert (plan.last_held_on, plan.last_reviewed_on) == (made.held_on, None)

    def test_a_review_that_ends_the_plan_ends_it_that_day(self, maisie, hannah):
        practice.a_conference(maisie, by=hannah)

        practice.a_conference(
            maisie,
            by=hannah,
            kind="review",
            outcome="plan_ends_in_need",
            category="",
            held_on=REVIEW,
        )

        plan = Plan.objects.get()
        assert (plan.ended_on, plan.end_reason) == (REVIEW, "conference")
        assert running(maisie) == {"T072"}  # the NHS is still to be told
        assert Line.objects.get(kind="child_protection.plan_ended").on == REVIEW

    def test_a_wrong_day_of_a_conference_is_put_right(self, maisie, hannah):
        conference = practice.a_conference(maisie, by=hannah)

        actions.correct_conference(
            conference=conference, held_on=date(2026, 2, 4), reason="Wednesday", by=hannah
        )

        version = Version.objects.get(
            table_name="child_protection_conference", row_id=conference.pk
        )
        assert version.row["held_on"] == "2026-02-03"

    def test_a_conference_that_was_not_held_is_withdrawn_and_the_enquiry_open_again(
        self, maisie, hannah
    ):
        practice.a_discussion(maisie, by=hannah)
        conference = practice.a_conference(
            maisie, by=hannah, outcome="no_plan_in_need", category=""
        )

        actions.withdraw_conference(conference=conference, reason="Not held", by=hannah)

        assert the_enquiry().ended_on is None
        assert not Conference.objects.exists()

    def test_the_database_wants_a_plan_behind_a_review(self, maisie, hannah):
        conference = practice.a_conference(
            maisie, by=hannah, outcome="no_plan_in_need", category=""
        )

        with pytest.raises(IntegrityError, match="review_is_of_a_plan"):
            Conference.objects.filter(pk=conference.pk).update(kind="review")

    def test_the_database_lets_only_an_initial_conference_end_an_enquiry(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        conference = practice.a_conference(maisie, by=hannah)

        with pytest.raises(IntegrityError, match="only_an_initial_conference_ends_an_enquiry"):
            Conference.objects.filter(pk=conference.pk).update(kind="transfer_in")

    def test_the_database_keeps_one_conference_a_day_of_a_plan(self, maisie, hannah):
        conference = practice.a_conference(maisie, by=hannah)

        with pytest.raises(IntegrityError, match="one_conference_a_day_of_a_plan"):
            Conference.objects.create(
                child=maisie,
                referral=conference.referral,
                plan=conference.plan,
                kind="initial",
                held_on=CONFERENCE,
            )
