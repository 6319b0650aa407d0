"""A conference about three children decided differently, and its sending, in a browser."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.people.models import Relationship
from tessera.practice.meetings.models import Meeting, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]

INITIAL = "child_protection.initial_conference"
HELD = date(2026, 2, 3)
DECIDED = (("plan", "NEG"), ("plan", "EMO"), ("no_plan_in_need", None))


@pytest.fixture
def family(live_site):
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    denise = make.a_worker("Denise Kilvarn", role="conference_chair")
    support = make.a_worker("Pat Ormroyd", role="business_support")
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    children = []
    for name in ("Maisie Brindlow", "Kai Brindlow", "Ivy Pellowe"):
        child = practice.an_open_case(name, worker=hannah, team=team)
        Relationship.objects.create(person=mum, relative=child, kind="parent")
        practice.a_discussion(child, by=hannah)
        children.append(child)
    return {"hannah": hannah, "denise": denise, "support": support, "children": children}


def test_three_children_are_decided_on_differently_and_everyone_hears_of_it(
    open_page, family, assert_sound
):
    children = family["children"]
    answers = practice.conference_answers(children, held_on=HELD)
    for child, (outcome, category) in zip(children, DECIDED, strict=True):
        answers["each"][child].update(outcome=outcome, category=category)
    practice.complete(INITIAL, children, answers, on=HELD, by=family["denise"])
    page = open_page(family["support"])
    page.goto("/conferences/")
    assert_sound(page, "conferences", sizes=[WIDE, NARROW])

    page.get_by_role("link", name="Send the decisions").first.click()
    assert "Look at the copy" in page.content()
    assert_sound(page, "send", sizes=[WIDE, NARROW])
    page.get_by_role("button", name="Send to those chosen").click()
    page.wait_for_load_state()

    assert "Sent " in page.content()
    assert Sending.objects.filter(withheld_why="", what="decisions").count() == 5
    chair = open_page(family["denise"])
    chair.goto(f"/meetings/{Meeting.objects.get().public_id}/")
    text = chair.content()
    assert "Child protection plan" in text
    assert "No plan: child in need" in text
    assert_sound(chair, "meeting", sizes=[WIDE, NARROW])


def test_a_conference_is_prepared_before_its_day(open_page, family, assert_sound):
    step = workflow.start_step(
        code=INITIAL, subjects=family["children"], worker=family["denise"],
        at=practice.at(date(2026, 1, 26)), by=family["denise"],
    )  # fmt: skip
    page = open_page(family["denise"])
    page.goto(f"/steps/{step.public_id}/prepare/")
    assert_sound(page, "prepare-day", sizes=[WIDE, NARROW])
    for part, typed in (("day", "4"), ("month", "2"), ("year", "2030")):
        page.fill(f"#on-{part}", typed)
    page.fill("#time", "10:00")
    page.get_by_role("button", name="Set the day").click()
    page.get_by_label("Leanne Brindlow").check()
    page.fill("#name", "Named nurse")
    page.select_option("#agency", "health")
    page.get_by_role("button", name="Ask them").click()
    page.wait_for_load_state()

    assert "Named nurse" in page.content()
    assert_sound(page, "prepare", sizes=[WIDE, NARROW])
    page.goto(f"/steps/{step.public_id}/delay/")
    assert_sound(page, "delay", sizes=[WIDE, NARROW])
