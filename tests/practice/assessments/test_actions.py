from datetime import date

import pytest
from django.db import IntegrityError

from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.register import NotYet
from tessera.foundations.records.models import Version
from tessera.people.models import Line
from tessera.practice.assessments import actions
from tessera.practice.assessments.models import Assessment, Factor
from tests.factories import engine as make
from tests.factories import practice

DAY = practice.REFERRED_ON


def test_the_first_assessment_is_counted_from_the_referral(maisie, hannah):
    assessment = actions.start_assessment(child=maisie, started_on=date(2026, 1, 14), by=hannah)

    assert assessment.clock_started_on == DAY
    clock = Timer.objects.get(rule="T040", person=maisie)
    assert clock.statutory_due_on == date(2026, 3, 16)
    assert clock.triggered_on == DAY


def test_an_assessment_needs_an_open_case(hannah, db):
    child = make.a_child("Tomas Velasky")

    with pytest.raises(actions.NoOpenReferral):
        actions.start_assessment(child=child, started_on=DAY, by=hannah)


def test_a_referral_with_no_further_action_opens_nothing_to_assess(hannah, db):
    child = make.a_child("Tomas Velasky")
    practice.a_referral(child, is_nfa=True)

    with pytest.raises(actions.NoOpenReferral):
        actions.start_assessment(child=child, started_on=DAY, by=hannah)


def test_a_child_is_assessed_once_at_a_time(maisie, hannah):
    practice.an_assessment(maisie, by=hannah)

    with pytest.raises(actions.AlreadyInAssessment):
        practice.an_assessment(maisie, by=hannah)


def test_the_database_too_allows_one_open_assessment(maisie, hannah):
    first = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(IntegrityError, match="one_open_assessment"):
        Assessment.objects.create(
            child=maisie, referral=first.referral, started_on=DAY, clock_started_on=DAY
        )


def test_an_assessment_does_not_start_before_the_referral(maisie, hannah):
    with pytest.raises(actions.DatesOutOfOrder, match="before the referral on 12 January 2026"):
        practice.an_assessment(maisie, by=hannah, started_on=date(2026, 1, 9))


def test_a_review_point_lies_within_the_assessment(maisie, hannah, joseph):
    assessment = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(actions.NoSuchReviewPoint):
        actions.set_review_point(assessment=assessment, review_point_on=date(2026, 1, 2), by=joseph)
    with pytest.raises(actions.NoSuchReviewPoint):
        actions.start_assessment(
            child=practice.an_open_case("Kai Brindlow"),
            started_on=DAY,
            review_point_on=date(2026, 1, 2),
            by=hannah,
        )


def test_the_manager_sets_the_review_point(maisie, hannah, joseph):
    assessment = practice.an_assessment(maisie, by=hannah)

    actions.set_review_point(assessment=assessment, review_point_on=date(2026, 2, 9), by=joseph)

    assessment.refresh_from_db()
    assert assessment.review_point_on == date(2026, 2, 9)
    assert assessment.recorded_by == joseph


def test_no_review_point_is_set_on_what_is_signed_off(maisie, hannah):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))

    with pytest.raises(actions.AlreadyAuthorised):
        actions.set_review_point(assessment=done, review_point_on=date(2026, 2, 9), by=hannah)


def test_seeing_the_child_stops_that_clock(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    actions.record_seen(assessment=assessment, seen_on=date(2026, 1, 15), by=hannah)

    assert Timer.objects.get(rule="T041").stopped_on == date(2026, 1, 15)


def test_seen_alone_means_seen(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(actions.SeenAloneButNotSeen):
        actions.record_seen(
            assessment=assessment, seen_on=None, seen_alone_on=date(2026, 1, 15), by=hannah
        )
    with pytest.raises(actions.DatesOutOfOrder, match="before first seen"):
        actions.record_seen(
            assessment=assessment,
            seen_on=date(2026, 1, 16),
            seen_alone_on=date(2026, 1, 15),
            by=hannah,
        )


def test_the_database_too_knows_that_seen_alone_is_seen(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(IntegrityError, match="assessment_seen_alone_is_seen"):
        Assessment.objects.filter(pk=assessment.pk).update(seen_alone_on=DAY)


def test_signing_off_completes_with_factors_and_outcome(maisie, hannah, joseph):
    assessment = practice.an_assessment(maisie, by=hannah)

    actions.authorise_assessment(
        assessment=assessment,
        authorised_on=date(2026, 3, 16),
        factors=["16A", "4B"],
        outcome="child_in_need_plan",
        by=joseph,
    )

    assert assessment.authorised_by == joseph
    assert actions.factor_codes(assessment) == ["16A", "4B"]
    assert not Timer.objects.filter(person=maisie, stopped_on=None).exclude(rule="T043").exists()
    assert Line.objects.get(person=maisie).on == date(2026, 3, 16)


def test_sharing_is_due_once_the_assessment_is_signed_off(maisie, hannah):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))
    assert Timer.objects.get(rule="T043").statutory_due_on == date(2026, 2, 9)

    actions.share_assessment(
        assessment=done, shared_with="Leanne", shared_on=date(2026, 2, 4), by=hannah
    )

    assert Timer.objects.get(rule="T043").stopped_on == date(2026, 2, 4)


def test_an_assessment_is_signed_off_once(maisie, hannah):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))

    with pytest.raises(actions.AlreadyAuthorised):
        actions.authorise_assessment(
            assessment=done,
            authorised_on=date(2026, 2, 3),
            factors=["21"],
            outcome="close",
            by=hannah,
        )


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ([], "Choose at least one factor"),
        (["21", "16A"], "Keep one or the other"),
        (["18A"], "Not on this year's list"),
        (["99"], "Not on this year's list"),
    ],
)
def test_factors_are_from_the_year_and_none_stands_alone(maisie, hannah, factors, words):
    with pytest.raises(actions.FactorsNotRight, match=words):
        practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2), factors=factors)


def test_an_assessment_beyond_45_working_days_says_why(maisie, hannah):
    with pytest.raises(actions.LateWithoutReason):
        practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 3, 17))


def test_the_reason_is_kept_beside_a_late_assessment(maisie, hannah):
    late = practice.an_assessment(
        maisie, by=hannah, authorised_on=date(2026, 3, 17), longer_why="Dad was in hospital."
    )

    assert late.longer_why == "Dad was in hospital."


def test_an_assessment_is_not_signed_off_before_it_starts(maisie, hannah):
    with pytest.raises(actions.DatesOutOfOrder, match="before it started"):
        practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 1, 9))


def test_a_correction_keeps_the_version_and_its_reason(maisie, hannah, joseph):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))

    actions.correct_assessment(
        assessment=done,
        authorised_on=date(2026, 2, 3),
        factors=["16A", "1B"],
        reason="The day was typed wrong.",
        by=joseph,
    )

    done.refresh_from_db()
    assert done.recorded_why == "The day was typed wrong."
    assert actions.factor_codes(done) == ["16A", "1B"]
    earlier = Version.objects.filter(table_name="assessments_assessment", row_id=done.pk).last()
    assert earlier.row["authorised_on"] == "2026-02-02"
    assert Line.objects.get(person=maisie).on == date(2026, 2, 3)


def test_a_corrected_factor_that_was_wrong_goes(maisie, hannah):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))

    actions.correct_assessment(assessment=done, factors=["21"], reason="Wrong box.", by=hannah)

    assert actions.factor_codes(done) == ["21"]


def test_a_corrected_start_counts_the_clock_again(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    actions.correct_assessment(
        assessment=assessment, clock_started_on=date(2026, 1, 13), reason="Referral day", by=hannah
    )

    assert Timer.objects.get(rule="T040").statutory_due_on == date(2026, 3, 17)


def test_a_correction_does_not_turn_the_dates_round(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(actions.DatesOutOfOrder):
        actions.correct_assessment(
            assessment=assessment, started_on=date(2026, 1, 2), reason="Slip", by=hannah
        )
    with pytest.raises(actions.SeenAloneButNotSeen):
        actions.correct_assessment(
            assessment=assessment,
            seen_alone_on=date(2026, 1, 14),
            seen_on=None,
            reason="x",
            by=hannah,
        )


def test_an_assessment_begun_by_mistake_is_withdrawn_and_still_known(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)
    key = assessment.pk

    actions.withdraw_assessment(assessment=assessment, reason="Wrong child", by=hannah)

    assert not Assessment.objects.exists()
    assert not Line.objects.filter(person=maisie).exists()
    assert not Timer.objects.filter(person=maisie, stopped_on=None).exists()
    assert Version.objects.get(table_name="assessments_assessment", row_id=key).operation == "D"


def test_what_is_signed_off_is_not_withdrawn(maisie, hannah):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))

    with pytest.raises(actions.AlreadyAuthorised):
        actions.withdraw_assessment(assessment=done, reason="No", by=hannah)


def test_the_database_refuses_an_end_before_the_start(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(IntegrityError, match="assessment_ends_on_or_after_start"):
        Assessment.objects.filter(pk=assessment.pk).update(authorised_on=date(2026, 1, 2))


def test_the_database_refuses_a_signature_without_a_day(maisie, hannah):
    assessment = practice.an_assessment(maisie, by=hannah)

    with pytest.raises(IntegrityError, match="assessment_authorised_by_and_on"):
        Assessment.objects.filter(pk=assessment.pk).update(authorised_by=hannah)


def test_the_database_refuses_the_same_factor_twice(maisie, hannah):
    done = practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))

    with pytest.raises(IntegrityError, match="one_factor_per_assessment"):
        Factor.objects.create(assessment=done, code="16A")


def test_a_second_assessment_is_sent_to_the_one_under_way(maisie, hannah):
    practice.an_assessment(maisie, by=hannah, started_on=date(2026, 1, 14))

    with pytest.raises(NotYet, match="is under way, started on 14 January 2026"):
        make.a_step(code="assessments.single_assessment", subjects=[maisie], worker=hannah)
