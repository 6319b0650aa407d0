"""A conference about three children decided differently, and its sending, in a browser."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.people import actions as people
from tessera.people.models import Protection, Relationship
from tessera.practice.meetings.models import Meeting, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]

ENQUIRY = "child_protection.section47"
INITIAL = "child_protection.initial_conference"
HELD = date(2026, 2, 3)
DECIDED = (("plan", "NEG"), ("plan", "EMO"), ("no_plan_in_need", None))


@pytest.fixture
def family(live_site):
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    denise = make.a_worker("Denise Kilvarn", role="conference_chair")
    support = make.a_worker("Pat Ormroyd", role="business_support")
    manager = make.a_worker("Joseph Farnhill", team=team, role="team_manager", manages=True)
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    people.move_home(
        person=mum, lines="9 Mill Row\nEskmoor", postcode="YO1 9TL",
        moved_on=date(2024, 1, 1), by=None,
    )  # fmt: skip
    children = []
    for name in ("Maisie Brindlow", "Kai Brindlow", "Ivy Pellowe"):
        child = practice.an_open_case(name, worker=hannah, team=team)
        Relationship.objects.create(person=mum, relative=child, kind="parent")
        practice.a_discussion(child, by=hannah)
        children.append(child)
    return {
        "hannah": hannah,
        "denise": denise,
        "support": support,
        "manager": manager,
        "children": children,
    }


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

    assert page.get_by_text("Sent", exact=True).count() == 5
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
    page.get_by_role("button", name="Put them on the list").click()
    page.wait_for_load_state()

    assert "Named nurse" in page.content()
    assert_sound(page, "prepare", sizes=[WIDE, NARROW])
    page.goto(f"/steps/{step.public_id}/delay/")
    assert_sound(page, "delay", sizes=[WIDE, NARROW])


def test_copies_about_a_protected_child_go_as_a_second_person_read_them(
    open_page, family, assert_sound
):
    """Business support asks, the manager reads each copy and agrees, and business support sends."""
    children, manager = family["children"][:1], family["manager"]
    Protection.objects.create(
        person=children[0], why="Looked for", owner=family["hannah"],
        review_on=date(2027, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip
    answers = practice.conference_answers(children, held_on=HELD)
    practice.complete(INITIAL, children, _with_a_long_name(answers), on=HELD, by=family["denise"])
    support = open_page(family["support"])
    support.goto("/conferences/")
    support.get_by_role("link", name="Send the decisions").first.click()
    assert_sound(support, "send-to-be-read", sizes=[WIDE, NARROW])
    support.get_by_role("button", name="Send to those chosen").click()
    assert support.get_by_text("Say why nothing goes to").count()
    assert_sound(support, "send-with-an-error", sizes=[WIDE, NARROW])
    support.get_by_role("button", name="Ask for them to be read").click()

    reader = open_page(manager)
    reader.goto("/work/")
    reader.get_by_role("link", name="Read the decisions before they go").click()
    assert_sound(reader, "second", sizes=[WIDE, NARROW])
    reader.get_by_role("button", name="I have read them, and they may go").click()
    assert not reader.get_by_text("Asked of you").count()

    support.goto("/work/")
    assert support.get_by_text("read them and agreed: send them").count()
    support.get_by_role("link", name="Send the decisions: ").click()
    assert_sound(support, "send-agreed", sizes=[WIDE, NARROW])
    for select in support.locator("select").all():
        select.select_option("post")
    support.get_by_role("button", name="Send to those chosen").click()
    assert_sound(support, "sent", sizes=[WIDE, NARROW])
    outside = Sending.objects.filter(withheld_why="", invited__worker=None)
    assert outside.count() > 0
    assert not outside.exclude(needed_second=True, reading__answered_by=manager).exists()


def _with_a_long_name(answers):
    answers["answers"]["attendance"].append(
        {
            "who": "Dr Oluwaseun Adebayo-Fitzwilliam-Montgomery",
            "role": "Consultant community paediatrician and designated doctor",
            "agency": "health",
            "came": "yes",
        }
    )
    return answers


@pytest.mark.parametrize("javascript", [True, False])
def test_a_question_that_the_record_brings_up_is_there_to_be_answered(
    open_page, family, javascript
):
    """Not seen alone, says the visit, and does not say why: the enquiry asks, wherever its error leads."""
    maisie, hannah = family["children"][0], family["hannah"]
    practice.a_visit(maisie, hannah, on=date(2026, 1, 15), alone=False)
    step = make.a_step(ENQUIRY, subjects=[maisie], worker=hannah)
    page = open_page(hannah, javascript=javascript)
    why = page.get_by_label("Why was Maisie not seen alone?")

    page.goto(f"/steps/{step.public_id}/")
    assert why.is_visible()
    page.get_by_role("button", name="Save and go to").click()
    page.goto(f"/steps/{step.public_id}/finish/")
    page.get_by_role("link", name="Say why Maisie was not seen alone").first.click()
    why.wait_for()

    if javascript:
        page.locator("#c1_alone-2").check()
        page.locator("input[name=c1_alone-new][value=yes]").check()
        assert not why.is_visible()
        page.locator("#c1_alone").check()
        assert why.is_visible()
        page.locator("#c1_seen-2").check()
        page.locator("input[name=c1_seen-new][value=no]").check()
        assert not why.is_visible()
        assert page.get_by_label("Why was Maisie not seen?").is_visible()
