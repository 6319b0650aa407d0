"""A discussion that a worker writes, the manager's yes, the report that starts with what is known, and a copy
without one of its parts, in a browser."""

import re
from datetime import date, timedelta

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.calendar import clock
from tessera.people.models import Relationship
from tessera.practice.child_protection import actions
from tessera.practice.meetings.models import Omission
from tests.factories import engine as make
from tests.factories import practice
from tests.journeys import desk
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]

SIZES = [WIDE, NARROW]
ENQUIRY = "child_protection.section47"
INITIAL = "child_protection.initial_conference"
REPORT = "child_protection.conference_report"
SHARE = "child_protection.share_report"
SEND = "child_protection.send_decisions"


@pytest.fixture
def family(live_site):
    team = make.a_team("Eskmoor North")
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    people = {
        "hannah": make.a_worker("Hannah Treloyd", team=team),
        "joseph": make.a_worker("Joseph Farnhill", team=team, role="team_manager", manages=True),
        "denise": make.a_worker("Denise Kilvarn", role="conference_chair"),
        "support": make.a_worker("Pat Ormroyd", role="business_support"),
    }
    day = clock.today() - timedelta(days=40)
    children = []
    for name in ("Maisie Brindlow", "Kai Brindlow"):
        child = practice.an_open_case(name, worker=people["hannah"], team=team, received_on=day)
        Relationship.objects.create(person=mum, relative=child, kind="parent")
        children.append(child)
    return people | {"children": children}


def test_an_enquiry_begins_with_the_managers_yes(open_page, family, assert_sound):
    children, today = family["children"], clock.today()
    step = make.a_step(practice.STRATEGY, subjects=children, worker=family["hannah"])
    answers = practice.discussion_answers(children, held_on=today)
    answers["answers"]["attendance"][2]["came"] = "no"
    desk.fill(step, answers, at=clock.now(), by=family["hannah"])
    page = open_page(family["hannah"])

    page.goto(f"/steps/{step.public_id}/finish/")
    assert "Say why this could not wait" in page.locator("main").inner_text()
    assert_sound(page, "discussion-not-quorate", sizes=SIZES)
    page.get_by_role("link", name="Without health this discussion is not quorate").click()
    page.get_by_label("why could it not wait for them?").fill("He is at home with them tonight.")
    page.get_by_role("button", name=re.compile("Save and (go to|check|read)")).click()
    page.goto(f"/steps/{step.public_id}/finish/")
    page.get_by_role("button", name="Send it for authorisation").click()
    assert_sound(page, "discussion-handed-in", sizes=SIZES)

    manager = open_page(family["joseph"])
    manager.goto("/work/")
    assert_sound(manager, "discussion-waits", sizes=SIZES)
    manager.get_by_role("link", name="Strategy discussion").first.click()
    assert_sound(manager, "discussion-to-sign", sizes=SIZES)
    manager.get_by_role("button", name="Authorise").click()

    assert work.open_step(children[0], ENQUIRY).worker == family["hannah"]
    assert work.open_step(children[0], practice.STRATEGY)


def test_the_report_starts_with_what_is_known_and_goes_on_into_the_conference(
    open_page, family, assert_sound
):
    children, today = family["children"], clock.today()
    hannah, joseph, denise = family["hannah"], family["joseph"], family["denise"]
    discussed = today - timedelta(days=8)
    practice.complete(
        practice.STRATEGY, children,
        practice.discussion_answers(children, held_on=discussed), on=discussed, by=joseph,
    )  # fmt: skip
    found = today - timedelta(days=2)
    practice.complete(
        ENQUIRY, children, practice.enquiry_answers(children, ended_on=found),
        step=work.open_step(children[0], ENQUIRY), on=found, by=hannah, authorised_by=joseph,
    )  # fmt: skip
    conference = work.open_step(children[0], INITIAL)
    actions.plan_conference(
        step=conference, planned_for=clock.now() + timedelta(days=5), at=clock.now(), by=denise
    )
    page = open_page(hannah)
    page.goto("/work/")
    assert (
        "Initial child protection conference" in page.locator("section:has(#meetings)").inner_text()
    )
    assert_sound(page, "meetings-to-come", sizes=SIZES)

    page.goto(f"/people/{children[0].public_id}/")
    assert "Conference on" in page.locator("body").inner_text()
    assert_sound(page, "record-conference-set", sizes=SIZES)
    page.goto(f"/people/{children[0].public_id}/start/")
    assert_sound(page, "start-conference-set", sizes=SIZES)

    report = work.open_step(children[0], REPORT)
    page.goto(f"/steps/{report.public_id}/?section=shared")
    assert_sound(page, "report-before-it-is-signed", sizes=SIZES)
    page.goto(f"/steps/{report.public_id}/")
    box = page.get_by_label("What did we and other agencies find out?")
    assert "spoke to school and health" in box.input_value()
    assert_sound(page, "report-starts-filled", sizes=SIZES)

    practice.complete(
        REPORT, children,
        {"answers": {"strengths": "Nana comes every day.", "worries": "The nights.",
                     "hoped_for": "A plan."},
         "each": {child: {"words": "Quiet please."} for child in children}},
        step=report, on=today, by=hannah, authorised_by=joseph,
    )  # fmt: skip
    page.goto(f"/steps/{work.open_step(children[0], SHARE).public_id}/")
    assert page.get_by_role("link", name="Report for the conference", exact=True).is_visible()
    assert "Leanne Brindlow" in page.locator("main").inner_text()
    assert_sound(page, "give-the-report-to-the-parents", sizes=SIZES)

    conference = workflow.allocate_step(
        step=work.step_of(conference.public_id), worker=denise, at=clock.now(), by=joseph
    )
    chair = open_page(denise)
    chair.goto(f"/steps/{conference.public_id}/?section=talked")
    assert chair.get_by_label("What goes well?").input_value() == "Nana comes every day."
    assert_sound(chair, "conference-starts-filled", sizes=SIZES)


def test_a_part_is_left_out_of_one_copy(open_page, family, assert_sound):
    children, held = family["children"], clock.today()
    while held.weekday() > 4:
        held -= timedelta(days=1)
    answers = practice.conference_answers(children, held_on=held)
    answers["answers"]["outcomes"] = practice.OUTCOMES
    practice.complete(INITIAL, children, answers, on=held, by=family["denise"])
    step = work.open_step(children[0], SEND)
    page = open_page(family["support"])
    page.goto(f"/steps/{step.public_id}/send/")
    page.get_by_role("link", name="Leave a part out for Leanne").click()
    assert_sound(page, "parts-of-a-copy", sizes=SIZES)

    page.get_by_label("No shouting at home").check()
    page.get_by_label("Why is it left out?").fill("It says how she keeps safe from her brother")
    page.get_by_role("button", name="Keep this").click()

    assert Omission.objects.get().called == ["What happens next: No shouting at home"]
    assert "It says how she keeps safe" in page.locator("main").inner_text()
    assert_sound(page, "sending-without-a-part", sizes=SIZES)
