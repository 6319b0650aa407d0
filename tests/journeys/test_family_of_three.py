"""The family of three from a police notification to closure: six people, seven months, one census.

Each page that decides something is played in a browser; what is only typed is saved as the page saves it.
"""

import re
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import OPEN_STATES, Step, Timer, WorkItem
from tessera.foundations.calendar import clock
from tessera.insight.cin_census import queries as census
from tessera.people import actions as records
from tests.factories import front_door as people
from tests.factories import people as families
from tests.factories import practice
from tests.journeys import desk, door
from tests.practice.leading import lines_that_lead_astray
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

TOLD = date(2025, 9, 1)
DISCUSSED = date(2025, 9, 2)
ENQUIRED = date(2025, 9, 10)
TARGET = date(2025, 9, 23)
"""Fifteen working days after the strategy discussion."""
CONFERRED = date(2025, 9, 18)
MET = date(2025, 9, 29)
NOBODY_IN = date(2025, 9, 30)
SEEN = date(2025, 10, 2)
ASSESSED = date(2025, 10, 6)
NEED_MET = date(2025, 10, 1)
REVIEWED = date(2025, 12, 9)
LAST_REVIEW = date(2026, 1, 27)
CLOSED = date(2026, 1, 29)


@pytest.fixture
def live_site(transactional_db):
    with desk.SiteOfManyDays() as site:
        yield site.address


@pytest.fixture
def on(open_page, monkeypatch):
    """Somebody comes to work on a day: their first page of it."""

    def comes(user, day):
        monkeypatch.setenv("TESSERA_NOW", f"{day}T09:30:00")
        hand = Hand(open_page(user))
        hand.open("/")
        return hand

    return comes


@pytest.fixture
def staff(transactional_db):
    """Those at the door and in the team; a sergeant in the hub, a chair, and business support."""
    staff = people.a_staff()
    people.a_team("emergency_duty", "Emergency duty")  # whom the NHS rings at night
    return SimpleNamespace(
        **vars(staff),
        sergeant=people.a_worker("Bryn Toller", "police_partner", is_qualified=False),
        chair=people.a_worker("Denise Kilvarn", "conference_chair"),
        support=people.a_worker(
            "Pat Ormroyd", "business_support", team=staff.assessment_team, is_qualified=False
        ),
    )


@pytest.fixture
def family(transactional_db):
    """Known from before: who they are, and their numbers, are on the record."""
    family = families.the_brindlows()
    numbers = {family.maisie: "9434765919", family.kai: "4010232137", family.ivy: "4505577104"}
    for child, number in numbers.items():
        records.add_identifier(person=child, kind="nhs", value=number, by=None)
        records.record_particulars(person=child, ethnicity="WBRI", by=None)
        records.record_disabilities(
            person=child, codes=["NONE"], recorded_on=date(2025, 1, 6), by=None
        )
    return family


def test_three_children_from_a_police_notification_to_closure(on, staff, family):
    children = [family.maisie, family.kai, family.ivy]
    protected = [family.maisie, family.kai]

    told_by_police(on, staff)
    discuss(on, staff, children)
    send(
        on,
        staff,
        date(2025, 9, 3),
        "the decisions of the discussion",
        "the record of the discussion",
    )
    enquire(on, staff, children)
    confer(on, staff, children)
    tell_the_nhs(on, staff, CONFERRED)
    send(on, staff, date(2025, 9, 19))
    work_the_plan(on, staff, family)
    review(on, staff, protected)
    close(on, staff, children)

    assert open_codes() == []
    assert not WorkItem.objects.exists()
    assert not Timer.objects.filter(stopped_on=None).exists()
    assert lines_that_lead_astray() == []
    the_census_follows(family)


def told_by_police(on, staff):
    """A police notice; the sergeant in the hub answers; it is referred and given to Hannah."""
    duty = on(staff.duty, TOLD)
    duty.go("Record a contact")
    duty.go("Police notice")
    door.find_on_record(duty, "Maisie Brindlow")
    for name in ("Kai Brindlow", "Ivy Brindlow"):
        door.find_on_record(duty, name)
    duty.choose("immediate_risk", "yes")
    duty.write("immediate_risk_why", "Craig may come back tonight.")
    duty.write(
        "account", "Officers found the three alone at ten at night. Craig had broken a door."
    )
    duty.pick("source", "Police")
    duty.write("referrer_name", "Constable Ada Merrow")
    duty.write("referrer_telephone", "01632 960 700")
    duty.choose("referrer_may_be_named", "yes")
    duty.choose("rag", "red")
    duty.go("Put it on the board")
    contact = duty.page.url
    door.ask_agencies(duty, "police")
    sergeant = on(staff.sergeant, TOLD)
    sergeant.go(re.compile("Brindlow"))
    sergeant.choose("is_known", "yes")
    sergeant.write("answer", "Four calls since March, all at night.")
    sergeant.go(re.compile("^Send"))
    duty.open(contact)
    door.decide(duty, why="Three children, alone at night, and a father who breaks doors.")
    door.authorise_decision(on(staff.manager, TOLD))
    duty.open(contact)
    door.tell_referrer(duty)
    door.allocate(on(staff.team_manager, TOLD), staff.social_worker)


def discuss(on, staff, children):
    manager = on(staff.team_manager, DISCUSSED)
    manager.search("Maisie Brindlow")
    manager.go("Maisie Brindlow")
    manager.go("Start something", within=manager.page)
    manager.go("Strategy discussion")
    for box in manager.page.locator("input[name=with]").all():
        box.check()
    manager.go("Start", role=("button",), exact=True)
    assert "/steps/" in manager.page.url, manager.page.locator("main").inner_text()
    write(
        children[0],
        "child_protection.strategy_discussion",
        practice.discussion_answers(children, held_on=DISCUSSED),
        DISCUSSED,
        staff.team_manager,
    )
    finish(manager, children[0], "child_protection.strategy_discussion")


def enquire(on, staff, children):
    hannah = on(staff.social_worker, ENQUIRED)
    write(
        children[0],
        "child_protection.section47",
        practice.enquiry_answers(children, ended_on=ENQUIRED),
        ENQUIRED,
        staff.social_worker,
    )
    finish(hannah, children[0], "child_protection.section47")
    sign(on(staff.team_manager, ENQUIRED), children[0], "child_protection.section47")


def write(child, code, answers, day, by):
    at = datetime(day.year, day.month, day.day, 9, tzinfo=clock.LONDON)
    desk.fill(work.open_step(child, code), answers, at=at, by=by)


def finish(hand, child, code):
    """From one's own list to the form, through the page that shows it all, to the end."""
    from_my_work(hand, child, code)
    hand.go("See it all")
    hand.go(re.compile("^(Finish|Send it for authorisation)$"))
    assert hand.page.url.endswith("/done/"), hand.page.locator("main").inner_text()


def sign(manager, child, code):
    from_my_work(manager, child, code)
    manager.go("Authorise", exact=True)
    assert not manager.page.locator(".govuk-error-summary").count()


def from_my_work(hand, child, code):
    """The work stands on one's own list, and a click leads there."""
    step = work.open_step(child, code)
    hand.open("/work/")
    link = hand.page.locator(f'main a[href^="/steps/{step.public_id}/"]').first
    assert link.count(), hand.page.locator("main").inner_text()
    with hand.page.expect_navigation(wait_until="load"):
        link.click()
    hand.is_sound()


def open_codes():
    return list(Step.objects.filter(state__in=OPEN_STATES).values_list("code", flat=True))


def confer(on, staff, children):
    """A chair takes it; two children get a plan, the youngest is in need."""
    taking = on(staff.chair, ENQUIRED)
    taking.open("/conferences/")
    taking.go(re.compile("Take the chair"))
    answers = practice.conference_answers(children, held_on=CONFERRED)
    answers["answers"]["outcomes"] = practice.OUTCOMES
    answers["each"][children[2]] |= {"outcome": "no_plan_in_need", "category": None}
    chair = on(staff.chair, CONFERRED)
    write(children[0], "child_protection.initial_conference", answers, CONFERRED, staff.chair)
    finish(chair, children[0], "child_protection.initial_conference")


def send(on, staff, day, what="the decisions", record="the full record"):
    """Business support sends the decisions the next working day, and then the record."""
    support = on(staff.support, day)
    support.go(re.compile(f"^Send {what}"))
    support.go("Send to those chosen")
    support.go(re.compile(f"^Send {record}"))
    support.go("Send to those chosen")
    support.go("All conferences, and what is to be sent")
    assert "Everything has gone out." in support.page.locator("main").inner_text()


def work_the_plan(on, staff, family):
    """A core group for the two, a first meeting for the youngest, and visits: one finds nobody."""
    hannah, two = staff.social_worker, [family.maisie, family.kai]
    worker = on(hannah, MET)
    answers = practice.core_group_answers(two, held_on=MET, next_on=date(2025, 10, 24))
    write(family.kai, "child_protection.core_group", answers, MET, hannah)
    finish(worker, family.kai, "child_protection.core_group")
    visit(on(hannah, NOBODY_IN), NOBODY_IN, seen=False, number=3)
    visit(on(hannah, SEEN), SEEN, seen=True, number=3)
    need_plan(on, staff, [family.ivy], NEED_MET)
    worker = on(hannah, ASSESSED)
    answers = practice.assessment_answers(
        [*two, family.ivy], outcome="protection_goes_on", seen_on=SEEN
    )
    answers["each"][family.ivy]["outcome"] = "young_carer_support"
    answers["answers"]["shared"] = [{"who": "Leanne Brindlow", "shared_on": ASSESSED}]
    write(family.kai, "assessments.single_assessment", answers, ASSESSED, hannah)
    finish(worker, family.kai, "assessments.single_assessment")
    sign(on(staff.team_manager, ASSESSED), family.kai, "assessments.single_assessment")


def visit(hannah, day, *, seen, number):
    hannah.go(re.compile("^Visit"))
    hannah.date("visited_on", day)
    if hannah.page.locator("[name=visit_kind][value=child_protection]").count():
        hannah.choose("visit_kind", "child_protection")
    hannah.choose("place", "home")
    for child in range(1, number + 1):
        hannah.choose(f"c{child}_seen", "yes" if seen else "no")
        if seen:
            hannah.choose(f"c{child}_alone", "yes")
            hannah.write(f"c{child}_words", "I have my own bed now.")
        else:
            hannah.write(f"c{child}_not_seen_why", "Nobody opened; the curtains were drawn.")
    hannah.write("what_happened", "I knocked at four." if not seen else "Tea was on the table.")
    hannah.go("Save and finish")


def need_plan(on, staff, children, day):
    hannah = on(staff.social_worker, day)
    answers = practice.need_meeting_answers(children, held_on=day)
    write(children[0], "children_in_need.first_meeting", answers, day, staff.social_worker)
    finish(hannah, children[0], "children_in_need.first_meeting")
    sign(on(staff.team_manager, day), children[0], "children_in_need.first_meeting")


def tell_the_nhs(on, staff, day):
    """The same day business support tells the NHS which plans began or ended; it takes every line (T072)."""
    support = on(staff.support, day)
    support.open("/cp-is/")
    support.go("Make the file")
    support.go("Record the answer")
    assert not Timer.objects.filter(rule="T072", stopped_on=None).exists()


def review(on, staff, protected):
    """Safe enough: protection ends, and the plan in need begins that day with what was kept."""
    chair = on(staff.chair, REVIEWED)
    answers = practice.conference_answers(protected, held_on=REVIEWED, outcome="plan_ends_in_need")
    write(protected[0], "child_protection.review_conference", answers, REVIEWED, staff.chair)
    finish(chair, protected[0], "child_protection.review_conference")
    tell_the_nhs(on, staff, REVIEWED)
    send(on, staff, date(2025, 12, 10))


def close(on, staff, children):
    """The last review ends the plan of all three; the case closes with its reason."""
    for family in ([children[2]], children[:2]):
        hannah = on(staff.social_worker, LAST_REVIEW)
        answers = practice.need_review_answers(family, held_on=LAST_REVIEW, outcome="close")
        write(family[0], "children_in_need.review", answers, LAST_REVIEW, staff.social_worker)
        finish(hannah, family[0], "children_in_need.review")
        sign(on(staff.team_manager, LAST_REVIEW), family[0], "children_in_need.review")
    told = {"closed_on": CLOSED, "reason": "RC7", "summary": "Nights are calm. Nana helps."}
    for family in ([children[2]], children[:2]):
        hannah = on(staff.social_worker, CLOSED)
        write(
            family[0],
            "front_door.close_case",
            {"answers": told, "each": {}},
            CLOSED,
            staff.social_worker,
        )
        finish(hannah, family[0], "front_door.close_case")
        sign(on(staff.team_manager, CLOSED), family[0], "front_door.close_case")


def the_census_follows(family):
    """Nobody wrote anything for the return: every row of it is read from the work."""
    returned, found = census.checked_return(2026, made_at=clock.now(), today=clock.today())
    episodes = {child.born_on: child.episodes for child in returned.children}

    assert not [each.as_json() for each in found if each.finding.severity == "error"]
    for child in (family.maisie, family.kai, family.ivy):
        (episode,) = episodes[child.born_on]
        assert (episode.referred_on, episode.source, episode.primary_need) == (TOLD, "6", "N1")
        assert (episode.closed_on, episode.closure_reason) == (CLOSED, "RC7")
        assert not episode.no_further_action
        (assessment,) = episode.assessments
        assert (assessment.started_on, assessment.authorised_on) == (TOLD, ASSESSED)
        assert assessment.factors == ("16A",)
        (enquiry,) = episode.section47s
        assert (enquiry.started_on, enquiry.conference_target_on) == (DISCUSSED, TARGET)
        assert (enquiry.conference_on, enquiry.conference_not_required) == (CONFERRED, False)
        is_protected = child != family.ivy
        (plan,) = episode.cin_plans
        began = REVIEWED if is_protected else NEED_MET
        assert (plan.started_on, plan.ended_on) == (began, LAST_REVIEW)
        assert len(episode.protection_plans) == is_protected
        for each in episode.protection_plans:
            assert (each.started_on, each.ended_on) == (CONFERRED, REVIEWED)
            assert (each.initial_category, each.latest_category) == ("NEG", "NEG")
            assert each.previous_plans == 0
            assert [review.held_on for review in each.reviews] == [REVIEWED]
