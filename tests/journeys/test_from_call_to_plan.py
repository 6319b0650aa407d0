"""A teacher rings about two children; six people later there is a plan, and the census knows."""

import re
from datetime import date

import pytest

from tessera.foundations.calendar import clock
from tessera.insight.cin_census import queries as census
from tessera.people.models import Person
from tessera.practice.children_in_need.models import Plan
from tests.journeys import door
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = date(2026, 3, 31)
ONWARD = re.compile("Save and (go to|check|read)")


def test_two_children_from_the_telephone_to_their_plan_and_the_census(open_page, town):
    duty = Hand(open_page(town.duty))
    contact = take_the_call(duty)
    door.ask_agencies(duty, "police", "health")
    for who in ("Sergeant Amory Tull", "Nurse Petra Oyelaran"):
        door.write_answer(duty, who)
    door.decide(duty, why="The mark is not explained, and Rowan is frightened.")
    manager = Hand(open_page(town.manager))
    door.authorise_decision(manager)
    duty.open(contact)
    door.tell_referrer(duty)

    team_manager = Hand(open_page(town.team_manager))
    door.allocate(team_manager, town.social_worker)
    worker = Hand(open_page(town.social_worker))
    visit_both(worker)
    write_assessment(worker)
    send(worker)
    return_it(team_manager)
    answer_and_send_again(worker)
    authorise_assessment(team_manager)
    hold_first_meeting(worker)
    authorise_plan(team_manager)

    rowan = Person.objects.get(name="Rowan Brindlow")
    assert Plan.objects.current().filter(child=town.maisie).count() == 1
    assert Plan.objects.current().filter(child=rowan).count() == 1
    read_as_analyst(Hand(open_page(town.analyst)))
    the_census_knows(town.maisie, rowan)


def take_the_call(duty):
    duty.open("/")
    duty.go("Record a contact")
    duty.go("By telephone")
    door.find_on_record(duty, "Maisie Brindlow")
    duty.go("Add another child")
    duty.write("people-1-given", "Rowan")
    duty.write("people-1-family", "Brindlow")
    duty.date("people-1-born_on", date(2021, 2, 3))
    duty.choose("people-1-sex", "M")
    duty.choose("immediate_risk", "no")
    duty.write("account", "Maisie came in with a mark on her cheek. Rowan hid under a table.")
    duty.write("childs_words", "Daddy gets cross when it is loud.")
    duty.pick("source", "School")
    duty.write("referrer_name", "Tamsin Salloway")
    duty.write("referrer_role", "Safeguarding lead")
    duty.write("referrer_agency", "Weir Academy")
    duty.write("referrer_telephone", "01632 960 415")
    duty.choose("referrer_may_be_named", "yes")
    duty.choose("rag", "amber")
    duty.go("Put it on the board")
    assert "Brindlow" in duty.page.locator("h1").inner_text()
    return duty.page.url


def visit_both(worker):
    worker.open("/")
    worker.go(re.compile("^Visit"))
    worker.date("visited_on", TODAY)
    if worker.page.locator("[name=visit_kind][value=assessment]").count():
        worker.choose("visit_kind", "assessment")
    worker.choose("place", "home")
    for child in ("c1", "c2"):
        worker.choose(f"{child}_seen", "yes")
        worker.choose(f"{child}_alone", "yes")
        worker.write(f"{child}_words", "I made the toast.")
    worker.write("what_happened", "Tea was on the table. Dad was out.")
    worker.go("Save and finish")
    worker.go("My work", within=worker.page)


def write_assessment(worker):
    worker.go(re.compile("^Single assessment"))
    for _ in range(30):
        answer_section(worker)
        onward = worker.page.get_by_role("button", name=ONWARD)
        if not onward.count():
            break
        worker.go(ONWARD)
        assert not worker.page.locator(".govuk-error-summary").count(), worker.page.locator(
            ".govuk-error-summary"
        ).inner_text()
    assert worker.page.get_by_role("heading", name="Check what you wrote").is_visible()


CHOICES = {
    "kind": "child_and_family",
    "seen_alone": "yes",
    "parent_elsewhere": "no",
    "factors": "16A",
    "outcome": "child_in_need_plan",
    "agencies-0-agency": "Police",
    "agencies-1-agency": "Health",
}
NOT_OURS = (
    "tools", "not_asked", "longer_why", "known_before", "circumstances", "ethnicity",
    "first_language", "disabilities",
)  # fmt: skip


def answer_section(worker):
    """Answer what this section still asks, as its names say."""
    for field in worker.page.locator("main [data-field]").all():
        if field.is_visible() and not field.locator(".ts-filled").count():
            answer(worker, field)


def answer(worker, field):
    key = re.sub(r"^c\d+_", "", field.get_attribute("data-field"))
    if key in NOT_OURS or key.startswith("shared"):
        return
    for box in field.locator("select").all():
        box.select_option(label=CHOICES[box.get_attribute("name")])
    choice = f'input[value="{CHOICES.get(key, "")}"]'
    wanted = field.locator(choice)
    if wanted.count():
        details = field.locator("details", has=worker.page.locator(choice))
        if details.count() and not wanted.is_visible():
            details.locator("summary").click()
        wanted.check()
    for box in field.locator("textarea, input[type=text]").all():
        type_into(box, box.get_attribute("name"))


def type_into(box, name):
    if not box.is_visible() or box.input_value() or name.endswith("-not-heard"):
        return
    day = {"day": "31", "month": "3", "year": "2026"}.get(name.rpartition("-")[2])
    box.fill(day or "What we saw and heard, in a few words.")


def send(worker):
    first_meeting = worker.page.get_by_role("checkbox", name=re.compile("First child in need"))
    assert first_meeting.is_checked(), worker.page.locator("main").inner_text()[-900:]
    worker.go("Send it for authorisation")
    worker.go("My work", within=worker.page)


def return_it(manager):
    manager.open("/teams/")
    manager.go(re.compile("^Single assessment"))
    manager.write("comment", "Please add what Rowan says about home.")
    manager.go(re.compile("Send (it )?back|Return it"))


def answer_and_send_again(worker):
    worker.open("/work/")
    assert worker.page.get_by_text("Please add what Rowan says about home.").is_visible()
    worker.go(re.compile("^Single assessment"))
    worker.page.locator(".ts-sections a", has_text="What it means").first.click()
    worker.page.wait_for_load_state()
    analysis = worker.page.locator('[name$="analysis"]').first
    analysis.fill("Rowan says that home is loud. Without a change it becomes neglect.")
    for _ in range(8):
        if worker.page.get_by_role("button", name="Send it for authorisation").count():
            break
        worker.go(ONWARD)
    worker.go("Send it for authorisation")


def authorise_assessment(manager):
    manager.open("/teams/")
    manager.go(re.compile("^Single assessment"))
    assert manager.page.get_by_text("Rowan says that home is loud").first.is_visible()
    manager.go(re.compile("^Authorise"))
    assert not manager.page.locator(".govuk-error-summary").count()


def hold_first_meeting(worker):
    worker.open("/work/")
    worker.go(re.compile("^First (child in need )?meeting|^First child in need"))
    worker.date("held_on", TODAY)
    assert worker.page.locator('[name="attendance-0-who"]').input_value()
    worker.page.get_by_role("button", name="Everyone else came").click()
    for child in ("c1", "c2"):
        if worker.page.locator(f'[name="{child}_words"]').is_visible():
            worker.write(f"{child}_words", "A bed of my own.")
    worker.go(ONWARD)
    if worker.page.locator('[name="c2_words"]').count():
        worker.write("c2_words", "Less shouting.")
        worker.go(ONWARD)
    worker.write("outcomes-0-title", "Both are in bed by eight")
    worker.page.locator('[name="outcomes-0-area"]').select_option("care")
    worker.write("outcomes-0-how_we_know", "School tells us that they are awake.")
    worker.choose("parents_agree", "yes")
    worker.go(ONWARD)
    worker.go(re.compile("^(Finish|Save and finish|Send|It is finished)"))
    assert worker.page.url.endswith("/done/"), worker.page.locator("main").inner_text()[-1500:]


def authorise_plan(manager):
    manager.open("/work/")
    manager.go(re.compile("^First child in need meeting"))
    manager.go(re.compile("^Authorise"))
    assert not manager.page.locator(".govuk-error-summary").count()


def read_as_analyst(analyst):
    analyst.page.goto("/")
    analyst.go(re.compile("census|Returns", re.IGNORECASE), within=analyst.page.locator("nav"))


def the_census_knows(maisie, rowan):
    returned = census.census_return(2026, made_at=clock.now())
    children = {child.born_on: child for child in returned.children}
    for person in (maisie, rowan):
        (episode,) = children[person.born_on].episodes
        assert (episode.referred_on, episode.source, episode.primary_need) == (TODAY, "2A", "N1")
        assert not episode.no_further_action
        (assessment,) = episode.assessments
        assert (assessment.authorised_on, assessment.factors) == (TODAY, ("16A",))
        (plan,) = episode.cin_plans
        assert (plan.started_on, plan.ended_on) == (TODAY, None)
