from datetime import date

import pytest
from django.db import IntegrityError

from tessera.engine.workflow.models import Timer
from tessera.foundations.records.models import Version
from tessera.people.models import Line
from tessera.practice.child_protection.models import Plan as ProtectionPlan
from tessera.practice.children_in_need import actions
from tessera.practice.children_in_need.models import Meeting, Plan
from tests.factories import engine as make
from tests.factories import practice

START = date(2026, 1, 20)


def running(child):
    return set(Timer.objects.filter(person=child, stopped_on=None).values_list("rule", flat=True))


def test_a_plan_starts_with_its_clocks_and_a_line(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)

    assert plan.referral.child == maisie
    assert running(maisie) == {"T081", "T082", "T083", "T262N"}
    assert Line.objects.get(kind="children_in_need.plan").on == START


def test_a_plan_needs_an_open_case(db, hannah):
    with pytest.raises(actions.NoOpenReferral):
        practice.a_child_in_need_plan(make.a_child("Tomas Velasky"), by=hannah)


def test_a_child_has_one_plan_at_a_time(maisie, hannah):
    practice.a_child_in_need_plan(maisie, by=hannah)

    with pytest.raises(actions.AlreadyOnAPlan):
        practice.a_child_in_need_plan(maisie, by=hannah)


def test_a_plan_does_not_start_before_the_referral(maisie, hannah):
    with pytest.raises(actions.DatesOutOfOrder, match="before the referral"):
        practice.a_child_in_need_plan(maisie, by=hannah, started_on=date(2026, 1, 2))


def test_a_plan_does_not_start_beside_a_protection_plan(maisie, hannah):
    practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 1, 19))

    with pytest.raises(actions.ProtectionPlanInForce):
        practice.a_child_in_need_plan(maisie, by=hannah)


def test_a_plan_may_start_on_the_day_the_protection_plan_ends(maisie, hannah):
    practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 1, 19))
    from tessera.practice.child_protection import actions as child_protection

    child_protection.end_plan(child=maisie, ended_on=date(2026, 3, 2), by=hannah)

    plan = practice.a_child_in_need_plan(maisie, by=hannah, started_on=date(2026, 3, 2))

    assert plan.pk


def test_the_database_alone_refuses_both_plans_at_once(maisie, hannah):
    protection = practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 1, 19))

    with pytest.raises(IntegrityError, match="plans_never_concurrent"):
        Plan.objects.create(child=maisie, referral=protection.referral, started_on=START)


def test_the_database_refuses_it_from_the_other_side_too(maisie, hannah):
    in_need = practice.a_child_in_need_plan(maisie, by=hannah)

    with pytest.raises(IntegrityError, match="plans_never_concurrent"):
        ProtectionPlan.objects.create(
            child=maisie,
            referral=in_need.referral,
            started_on=date(2026, 2, 3),
            initial_category="NEG",
        )


def test_a_review_starts_the_next_reviews_clock(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)

    actions.record_meeting(plan=plan, kind="review", held_on=date(2026, 3, 2), by=hannah)

    clock = Timer.objects.get(rule="T082", stopped_on=None)
    assert clock.triggered_on == date(2026, 3, 2)


def test_a_review_is_after_the_start_of_the_plan(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)

    with pytest.raises(actions.DatesOutOfOrder):
        actions.record_meeting(plan=plan, kind="review", held_on=START, by=hannah)


def test_the_end_of_a_plan_stops_its_clocks(maisie, hannah):
    practice.a_child_in_need_plan(maisie, by=hannah)

    actions.end_plan(child=maisie, ended_on=date(2026, 3, 2), end_reason="closed", by=hannah)

    assert running(maisie) == set()
    assert Line.objects.get(kind="children_in_need.plan_ended").on == date(2026, 3, 2)


def test_no_plan_cannot_end(maisie, hannah):
    with pytest.raises(actions.NoCurrentPlan):
        actions.end_plan(child=maisie, ended_on=START, end_reason="closed", by=hannah)


def test_a_plan_does_not_end_before_it_starts(maisie, hannah):
    practice.a_child_in_need_plan(maisie, by=hannah)

    with pytest.raises(actions.DatesOutOfOrder):
        actions.end_plan(child=maisie, ended_on=date(2026, 1, 13), end_reason="closed", by=hannah)


def test_a_corrected_plan_keeps_its_version(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)

    actions.correct_plan(plan=plan, started_on=date(2026, 1, 21), reason="Wednesday", by=hannah)

    version = Version.objects.get(table_name="children_in_need_plan", row_id=plan.pk)
    assert version.row["started_on"] == "2026-01-20"
    assert Line.objects.get(kind="children_in_need.plan").on == date(2026, 1, 21)


def test_a_correction_meets_the_same_refusals(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)
    actions.end_plan(child=maisie, ended_on=date(2026, 2, 2), end_reason="closed", by=hannah)
    practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 2, 3))
    plan.refresh_from_db()

    with pytest.raises(actions.ProtectionPlanInForce):
        actions.correct_plan(plan=plan, ended_on=date(2026, 3, 2), reason="Later", by=hannah)
    plan.refresh_from_db()
    with pytest.raises(actions.DatesOutOfOrder):
        actions.correct_plan(plan=plan, ended_on=date(2026, 1, 14), reason="Sooner", by=hannah)


def test_a_correction_does_not_make_two_plans_overlap(maisie, hannah):
    first = practice.a_child_in_need_plan(maisie, by=hannah)
    actions.end_plan(child=maisie, ended_on=date(2026, 2, 2), end_reason="closed", by=hannah)
    practice.a_child_in_need_plan(maisie, by=hannah, started_on=date(2026, 2, 10))
    first.refresh_from_db()

    with pytest.raises(actions.AlreadyOnAPlan):
        actions.correct_plan(plan=first, ended_on=date(2026, 3, 2), reason="Later", by=hannah)


def test_a_plan_that_never_was_is_withdrawn_with_its_meetings(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)
    actions.record_meeting(plan=plan, kind="first", held_on=START, by=hannah)

    actions.withdraw_plan(plan=plan, reason="Wrong child", by=hannah)

    assert not Plan.objects.exists()
    assert not Line.objects.filter(person=maisie).exists()
    assert running(maisie) == set()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ended_on": date(2026, 1, 2)}, "child_in_need_plan_ends_on_or_after_start|range lower"),
    ],
)
def test_the_database_refuses_an_end_before_the_start(maisie, hannah, change, constraint):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)

    with pytest.raises(Exception, match=constraint):
        Plan.objects.filter(pk=plan.pk).update(**change)


def test_the_database_refuses_a_second_plan_and_an_overlap(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)

    with pytest.raises(IntegrityError, match=r"one_current_child_in_need|do_not_overlap"):
        Plan.objects.create(child=maisie, referral=plan.referral, started_on=date(2026, 2, 1))


def test_the_database_refuses_plans_that_overlap(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)
    actions.end_plan(child=maisie, ended_on=date(2026, 2, 20), end_reason="closed", by=hannah)

    with pytest.raises(IntegrityError, match="child_in_need_plans_do_not_overlap"):
        Plan.objects.create(child=maisie, referral=plan.referral, started_on=date(2026, 2, 1))


def test_the_database_keeps_one_meeting_a_day_and_one_first(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)
    actions.record_meeting(plan=plan, kind="first", held_on=START, by=hannah)

    with pytest.raises(IntegrityError, match="one_first_meeting_of_a_plan"):
        Meeting.objects.create(plan=plan, kind="first", held_on=date(2026, 2, 1))


def test_the_database_keeps_one_meeting_a_day(maisie, hannah):
    plan = practice.a_child_in_need_plan(maisie, by=hannah)
    actions.record_meeting(plan=plan, kind="first", held_on=START, by=hannah)

    with pytest.raises(IntegrityError, match="one_meeting_a_day_of_a_plan"):
        Meeting.objects.create(plan=plan, kind="review", held_on=START)
