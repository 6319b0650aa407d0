"""Whom a line of the chronology names: who did or wrote it, whoever changes the fact afterwards."""

from datetime import date

import pytest
from django.http import QueryDict

from tessera.engine.documents.printing import chronology_data
from tessera.foundations.records.actions import acting
from tessera.people import queries
from tessera.people.actions import write_line
from tessera.people.forms.chronology import ChronologyFilter
from tessera.people.queries.chronology import Wanted
from tessera.practice.child_protection import actions as protection
from tessera.practice.child_protection.actions.enquiries import ENQUIRY, ENQUIRY_ENDED
from tessera.practice.child_protection.actions.plans import PLAN, PLAN_ENDED
from tessera.practice.child_protection.models import Plan, Section47Enquiry
from tessera.practice.children_in_need.actions import MEETING
from tessera.practice.front_door import actions as front_door
from tessera.practice.front_door.actions.referral import CLOSED_LINE, REFERRAL_LINE
from tessera.practice.front_door.models import Referral
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = date(2026, 3, 31)


def entry(child, kind):
    (line,) = queries.chronology_page(Wanted((child.pk,), kinds=(kind,))).lines
    return line.entry


def who(child, kind):
    return entry(child, kind).who


@pytest.fixture
def zara(hannah, joseph):
    """A child whose case Hannah began and Joseph closed."""
    child = make.a_child("Zara Ellwood")
    with acting(hannah):
        referral = practice.a_referral(child)
    write_line(person=child, on=referral.received_on, kind=REFERRAL_LINE, source_id=referral.pk)
    front_door.close_referral(
        referral=referral, closed_on=date(2026, 3, 2), reason_code="RC1", by=joseph
    )
    return child


def test_a_referral_closed_by_somebody_else_names_its_first_author(zara, hannah, joseph):
    assert who(zara, REFERRAL_LINE) == hannah.name
    assert who(zara, CLOSED_LINE) == joseph.name


def test_a_later_correction_makes_nobody_the_author(zara, hannah, joseph, denise):
    front_door.correct_referral(
        referral=Referral.objects.get(child=zara),
        changes={"closed_on": date(2026, 3, 3)},
        today=TODAY,
        reason="A slip",
        by=denise,
    )

    assert who(zara, REFERRAL_LINE) == hannah.name
    assert who(zara, CLOSED_LINE) == joseph.name


def test_an_enquiry_ended_by_a_conference_names_its_worker(maisie, hannah, joseph, denise):
    discussion = practice.discussion_answers([maisie], held_on=date(2026, 1, 14))
    code = "child_protection.strategy_discussion"
    practice.complete(code, [maisie], discussion, on=date(2026, 1, 14), by=joseph)
    found = practice.enquiry_answers([maisie], ended_on=date(2026, 1, 27))
    practice.complete(
        "child_protection.section47",
        [maisie],
        found,
        on=date(2026, 1, 27),
        by=hannah,
        authorised_by=joseph,
    )
    with acting(denise):
        enquiry = Section47Enquiry.objects.get()
        enquiry.ended_on = date(2026, 2, 3)
        enquiry.save()

    assert who(maisie, ENQUIRY) == joseph.name
    ended = entry(maisie, ENQUIRY_ENDED)
    assert (ended.who, ended.signed_off_by) == (hannah.name, joseph.name)


def test_a_plan_that_ends_and_is_put_right_keeps_each_of_its_steps(maisie, hannah, denise):
    held_on = date(2026, 2, 3)
    practice.complete(
        "child_protection.initial_conference",
        [maisie],
        practice.conference_answers([maisie], held_on=held_on),
        on=held_on,
        by=denise,
    )
    protection.end_plan(child=maisie, ended_on=TODAY, end_reason="1", by=hannah)
    plan = Plan.objects.get()
    protection.correct_plan(plan=plan, ended_on=date(2026, 3, 30), reason="A slip", by=denise)

    assert who(maisie, PLAN) == denise.name
    assert who(maisie, PLAN_ENDED) == hannah.name


def test_a_review_that_a_manager_signed_names_its_worker(maisie, hannah, joseph):
    practice.a_child_in_need_plan(maisie, by=hannah)
    practice.complete(
        "children_in_need.review",
        [maisie],
        practice.need_review_answers([maisie], held_on=date(2026, 3, 4)),
        on=date(2026, 3, 4),
        by=hannah,
        authorised_by=joseph,
    )

    review = entry(maisie, MEETING)
    assert (review.who, review.signed_off_by) == (hannah.name, joseph.name)


def test_the_document_says_who_wrote_and_who_signed(maisie, hannah, joseph):
    practice.a_child_in_need_plan(maisie, by=hannah)
    practice.complete(
        "children_in_need.review",
        [maisie],
        practice.need_review_answers([maisie], held_on=date(2026, 3, 4)),
        on=date(2026, 3, 4),
        by=hannah,
        authorised_by=joseph,
    )
    asked = ChronologyFilter(QueryDict("much=all"), child=maisie, family=[maisie], today=TODAY)

    data = chronology_data(maisie, asked, actor=None, user=hannah, today=TODAY)

    (said,) = [e["who"] for y in data["lines"] for e in y["entries"] if "review" in e["title"]]
    assert said == f"{hannah.name}, signed off by {joseph.name}"


def test_who_wrote_costs_no_query_of_its_own(maisie, hannah, django_assert_num_queries):
    practice.a_visit(maisie, hannah)
    queries.chronology_page(Wanted((maisie.pk,)))
    with django_assert_num_queries(2):
        queries.chronology_page(Wanted((maisie.pk,)))
