from datetime import date

import pytest
from django.db import IntegrityError

from tessera.people.models import Line
from tessera.practice.proceedings import actions
from tessera.practice.proceedings.models import PreProceedings
from tests.factories import engine as make

START = date(2026, 2, 2)


def begun(child, by, **facts):
    return actions.start_pre_proceedings(child=child, started_on=START, by=by, **facts)


def test_pre_proceedings_begin_on_an_open_case(maisie, hannah):
    record = begun(maisie, hannah)

    assert record.referral.child == maisie
    assert Line.objects.get(person=maisie).on == START


def test_pre_proceedings_need_an_open_case(db, hannah):
    with pytest.raises(actions.NoOpenReferral):
        begun(make.a_child("Tomas Velasky"), hannah)


def test_a_child_is_in_pre_proceedings_once(maisie, hannah):
    begun(maisie, hannah)

    with pytest.raises(actions.AlreadyInPreProceedings):
        begun(maisie, hannah)


def test_what_has_happened_since_is_added(maisie, hannah):
    begun(maisie, hannah)

    actions.add_to_pre_proceedings(
        child=maisie,
        letter_sent_on=date(2026, 2, 5),
        family_meeting_offered=True,
        family_meeting_facilitated=False,
        by=hannah,
    )

    assert PreProceedings.objects.get().letter_sent_on == date(2026, 2, 5)


def test_nothing_is_added_to_what_never_began(maisie, hannah):
    with pytest.raises(actions.NotInPreProceedings):
        actions.add_to_pre_proceedings(child=maisie, letter_sent_on=START, by=hannah)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"letter_sent_on": date(2026, 1, 30), "family_meeting_offered": False}, "letter"),
        ({"letter_sent_on": date(2026, 2, 5)}, "offered"),
        ({"family_meeting_offered": True}, "held"),
        ({"step_decided_on": date(2026, 1, 30)}, "before the start"),
        (
            {"step_decided_on": date(2026, 3, 5), "court_application_on": date(2026, 3, 4)},
            "application",
        ),
        (
            {"court_application_on": date(2026, 3, 4), "care_letter_on": date(2026, 3, 3)},
            "before the application",
        ),
    ],
)
def test_facts_that_cannot_all_be_right_are_refused(maisie, hannah, facts, words):
    begun(maisie, hannah)

    with pytest.raises(actions.FactsDoNotAgree, match=words):
        actions.add_to_pre_proceedings(child=maisie, by=hannah, **facts)


def test_a_wrong_day_is_put_right(maisie, hannah):
    record = begun(maisie, hannah)

    actions.correct_pre_proceedings(
        record=record, started_on=date(2026, 2, 3), reason="Tuesday", by=hannah
    )

    assert Line.objects.get(person=maisie).on == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"letter_sent_on": date(2026, 1, 1)}, "letter_on_or_after_decision"),
        ({"step_decided_on": date(2026, 1, 1)}, "step_decided_on_or_after_start"),
        (
            {"step_decided_on": date(2026, 3, 5), "court_application_on": date(2026, 3, 4)},
            "application_on_or_after_step_decision",
        ),
        (
            {"court_application_on": date(2026, 3, 4), "care_letter_on": date(2026, 3, 3)},
            "care_letter_on_or_after_application",
        ),
    ],
)
def test_the_database_refuses_them_too(maisie, hannah, change, constraint):
    begun(maisie, hannah)

    with pytest.raises(IntegrityError, match=constraint):
        PreProceedings.objects.update(**change)


def test_the_database_keeps_one_open_record(maisie, hannah):
    record = begun(maisie, hannah)

    with pytest.raises(IntegrityError, match="one_open_pre_proceedings"):
        PreProceedings.objects.create(
            child=maisie, referral=record.referral, started_on=date(2026, 3, 1)
        )
