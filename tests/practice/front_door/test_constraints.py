"""Each state that must not exist is refused by the database, whoever writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tessera.practice.front_door import actions
from tessera.practice.front_door.models import AgencyCheck, Contact, ContactChild, Referral
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


def refused(name, rows, **changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


@pytest.fixture
def contact(staff, child):
    contact = make.a_contact(staff, child)
    return Contact.objects.filter(pk=contact.pk)


@pytest.fixture
def checks(staff, contact):
    check = actions.ask_agency(contact=contact.get(), agency="police", at=NOW, by=staff.officer)
    return AgencyCheck.objects.filter(pk=check.pk)


@pytest.fixture
def referral(staff, child):
    made = actions.accept_referral(child=child, received_on=TODAY, source="6", by=staff.manager)
    return Referral.objects.filter(pk=made.pk)


def test_a_decision_says_what_when_and_why(contact):
    refused("contact_decision_is_whole", contact, outcome="advice")
    refused("contact_decision_is_whole", contact, outcome="advice", decided_at=NOW)


def test_an_authorisation_says_who_and_when_and_of_what(contact, staff):
    refused("contact_authorised_by_and_at", contact, authorised_at=NOW)
    refused("contact_authorised_by_and_at", contact, authorised_at=NOW, authorised_by=staff.manager)


def test_nobody_authorises_what_they_decided(contact, staff):
    refused(
        "contact_not_authorised_by_its_decider",
        contact,
        outcome="advice",
        decision_why="Because",
        decided_at=NOW,
        decided_by=staff.duty,
        authorised_at=NOW,
        authorised_by=staff.duty,
    )


def test_the_referrer_is_told_of_nothing_that_is_not_authorised(contact):
    refused("contact_told_after_authorisation", contact, stage="tell_referrer")


def test_a_contact_ends_only_when_its_referrer_has_been_answered(contact, staff):
    refused(
        "finished_contact_was_answered",
        contact,
        stage="finished",
        outcome="advice",
        decision_why="Because",
        decided_at=NOW,
        decided_by=staff.duty,
        authorised_at=NOW,
        authorised_by=staff.manager,
    )


def test_a_person_stands_once_in_a_contact(contact, child):
    with pytest.raises(IntegrityError, match="one_part_per_person_and_contact"):
        ContactChild.objects.create(contact=contact.get(), person=child, matched_at=NOW)


def test_a_match_says_when(contact):
    refused(
        "matched_part_says_when",
        ContactChild.objects.filter(contact=contact.get()),
        matched_at=None,
    )


def test_an_answer_says_whether_the_family_is_known(checks):
    refused("answered_check_says_if_known", checks, answered_at=NOW)


def test_a_check_is_called_off_with_a_reason(checks):
    refused("withdrawn_check_says_why", checks, withdrawn_at=NOW)


def test_a_check_is_answered_or_called_off_not_both(checks):
    refused(
        "check_answered_or_withdrawn",
        checks,
        answered_at=NOW,
        is_known_to_agency=True,
        withdrawn_at=NOW,
        withdrawn_why="Closed",
    )


def test_an_agency_has_one_open_question_of_a_contact(checks, contact):
    with pytest.raises(IntegrityError, match="one_open_check_per_agency"):
        AgencyCheck.objects.create(contact=contact.get(), agency="police", asked_at=NOW, due_at=NOW)


def test_a_case_closes_with_a_reason(referral):
    refused("referral_closed_with_reason", referral, closed_on=TODAY)
    refused("referral_closed_with_reason", referral, closure_reason="RC7")


def test_a_case_does_not_close_before_it_opened(referral):
    refused(
        "referral_closes_on_or_after_receipt",
        referral,
        closed_on=TODAY - timedelta(days=1),
        closure_reason="RC7",
    )


def test_a_child_has_one_open_case(referral, child):
    with pytest.raises(IntegrityError, match=r"one_open_referral_per_child|do_not_overlap"):
        Referral.objects.create(child=child, received_on=TODAY, source="6")


def test_cases_of_a_child_do_not_overlap(referral, child):
    with pytest.raises(IntegrityError, match="referrals_do_not_overlap"):
        Referral.objects.create(
            child=child,
            received_on=TODAY - timedelta(days=30),
            source="6",
            closed_on=TODAY + timedelta(days=1),
            closure_reason="RC7",
        )


def test_one_case_may_open_on_the_day_another_closed(referral, child):
    earlier = Referral.objects.create(
        child=child,
        received_on=TODAY - timedelta(days=30),
        source="6",
        closed_on=TODAY,
        closure_reason="RC7",
    )

    assert earlier.pk
