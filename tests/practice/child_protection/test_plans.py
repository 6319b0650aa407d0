"""The life of a protection plan: started, changed, ended, put right."""

from datetime import date

import pytest
from django.db import IntegrityError
from lxml.html import fromstring

from tessera.engine.workflow.models import Timer
from tessera.people.models import Line, Relationship
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.models import (
    Plan,
    PlanCategory,
    Section47Enquiry,
    StrategyDiscussion,
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


class TestPlans:
    def test_earlier_plans_are_counted_over_the_childs_life(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 1, 13))
        actions.end_plan(child=maisie, ended_on=date(2026, 2, 20), by=hannah)

        plan = practice.a_protection_plan(
            maisie, by=hannah, started_on=date(2026, 3, 2), previous_plans_elsewhere=1
        )

        assert plan.previous_plans == 2

    @pytest.mark.parametrize(("told_again", "counted"), [(0, 3), (2, 3), (4, 5)])
    def test_plans_elsewhere_are_told_once_and_counted_ever_after(
        self, maisie, hannah, told_again, counted
    ):
        practice.a_protection_plan(
            maisie, by=hannah, started_on=date(2026, 1, 13), previous_plans_elsewhere=2
        )
        actions.end_plan(child=maisie, ended_on=date(2026, 2, 20), by=hannah)

        plan = practice.a_protection_plan(
            maisie, by=hannah, started_on=date(2026, 3, 2), previous_plans_elsewhere=told_again
        )

        assert plan.previous_plans == counted

    def test_a_child_has_one_plan_at_a_time(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)

        with pytest.raises(actions.AlreadyOnAPlan):
            practice.a_protection_plan(maisie, by=hannah)

    def test_a_past_plan_does_not_overlap_either(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)
        actions.end_plan(child=maisie, ended_on=REVIEW, by=hannah)

        with pytest.raises(actions.AlreadyOnAPlan):
            practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 3, 2))

    def test_a_plan_is_under_a_category_on_the_list(self, maisie, hannah):
        with pytest.raises(actions.UnknownCategory):
            practice.a_protection_plan(maisie, by=hannah, category="XYZ")

    def test_a_plan_needs_an_open_case_and_is_not_before_it(self, maisie, hannah):
        with pytest.raises(actions.NoOpenReferral):
            practice.a_protection_plan(make.a_child("Tomas Velasky"), by=hannah)
        with pytest.raises(actions.DatesOutOfOrder):
            practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 1, 2))

    def test_no_plan_cannot_end_and_none_ends_on_its_first_day(self, maisie, hannah):
        with pytest.raises(actions.NoCurrentPlan):
            actions.end_plan(child=maisie, ended_on=REVIEW, by=hannah)
        practice.a_protection_plan(maisie, by=hannah)
        with pytest.raises(actions.DatesOutOfOrder, match="a day at the least"):
            actions.end_plan(child=maisie, ended_on=CONFERENCE, by=hannah)

    def test_a_plan_may_end_outside_a_conference_for_a_named_reason(self, maisie, denise):
        practice.a_protection_plan(maisie, by=denise)

        plan = actions.end_plan(
            child=maisie, ended_on=date(2026, 3, 2), end_reason=Plan.EndReason.MOVED, by=denise
        )

        assert plan.end_reason == "moved"

    def test_the_category_of_an_ended_plan_stays(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)
        plan = actions.end_plan(child=maisie, ended_on=REVIEW, by=hannah)

        with pytest.raises(actions.NoCurrentPlan):
            actions.change_category(plan=plan, category="EMO", started_on=REVIEW, by=hannah)

    def test_a_corrected_start_moves_the_first_category_with_it(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)

        actions.correct_plan(
            plan=plan, started_on=date(2026, 2, 4), category="EMO", reason="Slip", by=hannah
        )

        first = PlanCategory.objects.get()
        assert (first.started_on, first.category) == (date(2026, 2, 4), "EMO")
        assert Line.objects.get(kind="child_protection.plan").on == date(2026, 2, 4)

    def test_a_correction_meets_the_same_refusals(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)
        actions.end_plan(child=maisie, ended_on=REVIEW, by=hannah)
        plan.refresh_from_db()

        with pytest.raises(actions.DatesOutOfOrder):
            actions.correct_plan(plan=plan, ended_on=CONFERENCE, reason="Slip", by=hannah)

    def test_a_plan_that_never_was_is_withdrawn(self, maisie, hannah):
        conference = practice.a_conference(maisie, by=hannah)

        actions.withdraw_plan(plan=conference.plan, reason="Wrong child", by=hannah)

        assert not Plan.objects.exists()
        assert running(maisie) == set()

    def test_a_reviewed_plan_is_not_withdrawn(self, maisie, hannah):
        conference = practice.a_conference(maisie, by=hannah)
        practice.a_conference(
            maisie, by=hannah, kind="review", outcome="plan_continues", held_on=REVIEW
        )

        with pytest.raises(actions.PlanWasReviewed):
            actions.withdraw_plan(plan=conference.plan, reason="No", by=hannah)

    def test_the_database_refuses_a_second_plan(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)

        with pytest.raises(IntegrityError, match=r"one_current_plan|do_not_overlap"):
            Plan.objects.create(
                child=maisie,
                referral=plan.referral,
                started_on=date(2026, 3, 2),
                initial_category="EMO",
            )

    def test_the_database_refuses_plans_that_overlap(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)
        actions.end_plan(child=maisie, ended_on=REVIEW, by=hannah)

        with pytest.raises(IntegrityError, match="protection_plans_do_not_overlap"):
            Plan.objects.create(
                child=maisie,
                referral=plan.referral,
                started_on=date(2026, 3, 2),
                initial_category="EMO",
            )

    def test_the_database_keeps_one_category_a_day(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)

        with pytest.raises(IntegrityError, match="one_category_a_day"):
            PlanCategory.objects.create(plan=plan, category="EMO", started_on=CONFERENCE)

    def test_two_writers_at_one_moment_are_not_both_right(self, maisie, hannah):
        """The later of the two meets what the earlier wrote: the lock is on the child."""
        plan = practice.a_protection_plan(maisie, by=hannah)

        with pytest.raises(IntegrityError, match="plans_never_concurrent"):
            ChildInNeedPlan.objects.create(
                child=maisie,
                referral=plan.referral,
                started_on=date(2026, 1, 20),
                ended_on=date(2026, 2, 4),
            )


def test_a_discussion_is_kept_as_held(maisie, hannah):
    practice.a_discussion(maisie, by=hannah, outcome="section17")

    kept = StrategyDiscussion.objects.get()
    assert kept.agencies_present == ["health", "police", "social_care"]
    assert not Section47Enquiry.objects.exists()


@pytest.mark.django_db(databases=["default", "audit"])
@pytest.mark.usefixtures("at_the_demo_date")
def test_my_work_says_which_of_brothers_and_sisters_a_status_is_of(client, maisie, kai, hannah):
    Relationship.objects.create(person=maisie, relative=kai, kind="sibling")
    practice.a_protection_plan(maisie, by=hannah)
    client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")

    def statuses():
        page = fromstring(client.get("/work/").content.decode())
        return [
            each.text_content() for each in page.xpath('//td//span[contains(@class,"ts-status")]')
        ]

    assert statuses() == ["Child protection plan: neglect (Maisie)", "Open case (Kai)"]
    practice.a_protection_plan(kai, by=hannah)
    assert statuses() == ["Child protection plan: neglect"]


@pytest.mark.django_db(databases=["default", "audit"])
@pytest.mark.usefixtures("at_the_demo_date")
def test_every_meeting_about_a_child_stands_on_their_meetings(ask, maisie, hannah):
    practice.a_conference(maisie, by=hannah, held_on=CONFERENCE, kind="initial")
    actions.hold_core_group(
        child=maisie, held_on=date(2026, 2, 17), risk="same", risk_why="As it was.", by=hannah
    )

    page = ask(hannah, "child_protection:meetings", person_id=maisie.public_id).content.decode()

    assert "Is risk reducing? It is the same" in page
    shown = fromstring(page).xpath("//main//h2")
    counted = fromstring(page).xpath('//nav//a[contains(.,"Meetings")]')[0].text_content()
    assert str(len(shown)) in counted, (len(shown), counted)
