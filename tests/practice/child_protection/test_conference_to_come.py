"""Between the end of a section 47 enquiry and the conference that it asked for."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import register
from tessera.people.record_page import standings_of, statuses_of
from tessera.practice.assessments.rules import CONFERENCE_TO_COME, ENQUIRY
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.actions.preparing import plan_conference
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ON = date(2026, 1, 23)
INITIAL = "child_protection.initial_conference"


@pytest.fixture
def enquired(maisie, hannah):
    """The enquiry on Maisie found that a conference is needed."""
    practice.a_discussion(maisie, by=hannah)
    actions.end_enquiry(child=maisie, ended_on=ON, outcome="conference", by=hannah)
    return maisie


def standing(child):
    return standings_of([child], ON)[child.pk]


def head(child):
    return [each.label for each in statuses_of([child], ON)[child.pk]]


def why_not(code, child):
    hindered = register.step(code).hindered(child, standing(child))
    return " ".join(str(each.words) for each in hindered)


def test_while_it_goes_on_the_head_says_the_enquiry(maisie, hannah):
    practice.a_discussion(maisie, by=hannah)

    assert "Section 47 enquiry" in head(maisie)
    assert "Conference to come" not in head(maisie)


def test_after_it_the_head_says_that_a_conference_is_to_come(enquired):
    assert "Conference to come" in head(enquired)
    assert "Section 47 enquiry" not in head(enquired)
    assert ENQUIRY not in standing(enquired)


def test_an_enquiry_without_a_conference_leaves_neither(maisie, hannah):
    practice.a_discussion(maisie, by=hannah)
    actions.end_enquiry(
        child=maisie, ended_on=ON, outcome="substantiated_not_continuing", by=hannah
    )

    assert not {ENQUIRY, CONFERENCE_TO_COME} & set(standing(maisie))


def test_the_head_says_its_day_once_it_is_set(enquired, denise):
    step = workflow.start_step(
        code=INITIAL, subjects=[enquired], worker=denise, at=practice.at(ON), by=denise
    )
    plan_conference(
        step=step,
        planned_for=practice.at(date(2026, 2, 3)),
        at=practice.at(ON),
        by=denise,
    )

    assert "Conference on Tuesday 3 February" in head(enquired)
    assert "Conference to come" not in head(enquired)


def test_the_plan_of_the_conference_takes_its_place(enquired, denise):
    practice.a_conference(enquired, by=denise)

    assert CONFERENCE_TO_COME not in standing(enquired)


def test_what_cannot_be_started_names_the_conference(enquired):
    for code in ("transfers.step_down", "transfers.ask"):
        words = why_not(code, enquired)
        assert "conference is to come" in words
        assert "section 47 enquiry" not in words


def test_a_first_child_in_need_meeting_waits_for_it(maisie, hannah):
    practice.a_discussion(maisie, by=hannah)
    assert why_not("children_in_need.first_meeting", maisie) == ""

    actions.end_enquiry(child=maisie, ended_on=ON, outcome="conference", by=hannah)

    assert "decides which plan the child needs" in why_not("children_in_need.first_meeting", maisie)


def test_another_council_is_told_of_a_move_only_with_a_plan_of_ours(enquired, kai, hannah):
    assert "no child protection plan" in why_not("child_protection.moved_out", enquired)

    practice.a_protection_plan(kai, by=hannah, started_on=date(2026, 1, 20))

    assert why_not("child_protection.moved_out", kai) == ""
