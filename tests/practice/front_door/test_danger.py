"""A danger that we were told of stands at the top of the child's page, as long as it may be there."""

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Step
from tests.factories import front_door as make
from tests.practice.front_door.pages_asking import counted, page_of
from tests.support.browsing import NARROW, WIDE, keep_picture

WHY = "Dad is at home and hit him this morning"


def record(child):
    return reverse("people:record", kwargs={"person_id": child.public_id})


@pytest.fixture
def danger(staff, child):
    return make.a_contact(staff, child, rag="red", immediate_risk=True, immediate_risk_why=WHY)


def test_the_page_of_the_child_says_it_first_with_the_contact_and_a_warning(
    sits_down, staff, child, danger
):
    page = sits_down(staff.duty).read(record(child))

    top, _, rest = page.partition("ts-grid--aside")
    assert "<strong>Danger now</strong>, told" in top
    assert f"{WHY}." in top
    assert f'href="{page_of(danger)}"' in top
    assert f'href="{reverse("people:add_warning", kwargs={"person_id": child.public_id})}"' in top
    assert WHY not in rest


def test_without_words_of_the_danger_it_says_the_first_of_what_was_told(sits_down, staff, child):
    make.a_contact(staff, child, immediate_risk=True)

    assert "Marks on both arms, seen in PE." in _top(sits_down, staff.duty, child)


@pytest.mark.parametrize("risk", [False, None])
def test_of_a_contact_without_danger_the_page_says_nothing(sits_down, staff, child, risk):
    make.a_contact(staff, child, immediate_risk=risk)

    assert "Danger now" not in _top(sits_down, staff.duty, child)


def test_it_goes_with_a_decision_that_leads_to_no_enquiry(sits_down, staff, child, danger):
    contact = make.decided(staff, danger)
    assert "Danger now" in _top(sits_down, staff.duty, child)

    make.actions.authorise_contact(contact=contact, at=make.NOW, by=staff.manager)

    assert "Danger now" not in _top(sits_down, staff.duty, child)


@pytest.mark.parametrize("is_told", [False, True])
def test_it_stays_while_the_strategy_discussion_is_open(sits_down, staff, child, danger, is_told):
    make.referred(staff, danger, "strategy_discussion")
    if is_told:
        type(danger).objects.filter(pk=danger.pk).update(
            stage="finished", not_told_why="The family told us."
        )
    assert "Danger now" in _top(sits_down, staff.duty, child)

    step = Step.objects.get(code="child_protection.strategy_discussion")
    workflow.cancel_step(step=step, reason="Not needed", at=make.NOW, by=staff.manager)

    assert "Danger now" not in _top(sits_down, staff.duty, child)


def test_whoever_may_not_open_the_contact_reads_nothing_of_it(sits_down, staff, child):
    """Another of its people is hidden from this worker: the whole contact is."""
    other = make.a_child("Kian")
    make.a_contact(staff, child, other, immediate_risk=True, immediate_risk_why=WHY)
    assert WHY in _top(sits_down, staff.duty, child)
    make.people.restrict(person=other, why="x", started_on=make.NOW.date(), by=staff.manager)

    page = sits_down(staff.duty).read(record(child))

    assert "Danger now" not in page
    assert WHY not in page


def test_it_costs_the_record_no_query_more(sits_down, staff, child):
    make.a_contact(staff, child)
    browser = sits_down(staff.duty)
    before = counted(browser, record(child))
    make.a_contact(staff, child, immediate_risk=True, immediate_risk_why=WHY)

    assert len(counted(browser, record(child))) == len(before)


def _top(sits_down, worker, child):
    page = sits_down(worker).read(record(child))
    return page.partition("ts-grid--aside")[0]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "phone"])
def test_it_is_read_by_everyone(live_site, staff, open_page, assert_sound, viewport):
    child = make.a_child()
    make.a_contact(staff, child, rag="red", immediate_risk=True, immediate_risk_why=WHY)
    page = open_page(user=staff.duty, viewport=viewport)
    page.goto(record(child))
    assert_sound(page)
    keep_picture(page, "danger")
