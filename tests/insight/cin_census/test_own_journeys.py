"""What the census says of work that was recorded here, and not loaded: the odd turns that it takes."""

from datetime import date

import pytest

from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection.actions import end_enquiry
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db

REFERRED = date(2025, 4, 14)
PUT_OFF, HELD = date(2025, 5, 1), date(2025, 5, 6)


@pytest.fixture
def worker():
    return make.a_worker("Hannah Treloyd", team=make.a_team("Eskmoor North"))


@pytest.fixture
def in_enquiry(worker):
    """A child whose enquiry goes on to a conference."""
    child = practice.an_open_case(worker=worker, received_on=REFERRED)
    practice.a_discussion(child, by=worker, held_on=date(2025, 4, 15))
    end_enquiry(child=child, ended_on=date(2025, 4, 25), outcome="conference", by=worker)
    return child


def told(census, year=2026):
    (child,) = census(year).values()
    (episode,) = child.episodes
    return episode


def test_a_conference_that_was_put_off_is_no_initial_conference(in_enquiry, worker, census):
    practice.a_conference(in_enquiry, by=worker, held_on=PUT_OFF, outcome="adjourned")
    before = told(census)
    practice.a_conference(in_enquiry, by=worker, held_on=HELD)
    after = told(census)

    assert [row.conference_on for row in before.conferenced] == [None, None]
    assert [row.conference_on for row in after.conferenced] == [None, HELD]


def test_a_review_that_was_put_off_is_no_review(in_enquiry, worker, census):
    practice.a_conference(in_enquiry, by=worker, held_on=HELD)
    for held_on, outcome in (
        (date(2025, 7, 25), "adjourned"),
        (date(2025, 7, 29), "plan_continues"),
    ):
        practice.a_conference(
            in_enquiry, by=worker, kind="review", held_on=held_on, outcome=outcome
        )

    (plan,) = told(census).protection_plans
    assert [review.held_on for review in plan.reviews] == [date(2025, 7, 29)]


def test_an_assessment_is_told_in_the_year_in_which_its_clock_began(worker, census):
    """Referred in the last days of the year; the first page was written in the next."""
    child = practice.an_open_case(worker=worker, received_on=date(2025, 3, 28))
    assessment = practice.an_assessment(
        child, by=worker, started_on=date(2025, 4, 2), authorised_on=date(2025, 5, 20)
    )
    Assessment.objects.filter(pk=assessment.pk).update(step_ref=child.public_id)

    (before,), (after,) = (told(census, year).assessments for year in (2025, 2026))

    assert (before.started_on, before.authorised_on, before.factors) == (
        date(2025, 3, 28),
        None,
        (),
    )
    assert (after.started_on, after.authorised_on) == (date(2025, 3, 28), date(2025, 5, 20))
