"""A family nobody knew: told of, discussed the same day, and enquired into by a worker who can write."""

import re

import pytest

from tessera.engine.workflow import queries as work
from tessera.foundations.calendar import clock
from tessera.people.models import Person
from tessera.practice.child_protection.models import Section47Enquiry
from tests.factories import practice
from tests.journeys import desk, door
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHILDREN = (("Orla", 2016, "F"), ("Femi", 2019, "M"), ("Ife", 2023, "F"))


@pytest.fixture
def at_work(open_page):
    """Somebody signs in and has their first page before them."""

    def sits_down(user):
        hand = Hand(open_page(user))
        hand.open("/")
        return hand

    return sits_down


def test_three_unknown_children_are_enquired_into_the_same_day(at_work, town):
    staff = town.staff
    duty = at_work(staff.duty)
    contact = told_of(duty)
    say_who_is_whose(duty)
    door.decide(duty, why="Three children alone with a man on bail.", outcome="strategy_discussion")
    manager = at_work(staff.manager)
    manager.go(re.compile("Tarnwick"))
    manager.go("Authorise", exact=True)
    orla, femi, ife = (Person.objects.get(given_name=given) for given, *_ in CHILDREN)

    discussed(at_work(staff.team_manager), staff, [orla, femi, ife])

    hannah = at_work(staff.social_worker)
    visited(hannah)
    hannah.open("/work/all/")
    hannah.go("Section 47 enquiry")
    words = hannah.page.locator("main").inner_text()
    assert "Gran is here now." in words
    assert "From the latest visit" in words
    hannah.write("done", "Seen at home, and the medical is done.")
    assert Section47Enquiry.objects.count() == len(CHILDREN)
    assert work.open_step(orla, "assessments.single_assessment").worker == staff.social_worker
    duty.open(contact)
    assert not duty.page.get_by_role("link", name=re.compile("Choose a worker")).count()


def told_of(duty):
    duty.go("Record a contact")
    duty.go("Police notice")
    for number, (given, year, sex) in enumerate(CHILDREN):
        if number:
            duty.go("Add another child")
        duty.write(f"people-{number}-given", given)
        duty.write(f"people-{number}-family", "Tarnwick-Obuya")
        for part, said in (("day", "3"), ("month", "5"), ("year", str(year))):
            duty.write(f"people-{number}-born_on-{part}", said)
        duty.choose(f"people-{number}-sex", sex)
    duty.go("Add a grown-up")
    duty.write("people-3-given", "Adaeze")
    duty.write("people-3-family", "Tarnwick-Obuya")
    duty.write("people-3-relation", "Mother")
    duty.choose("immediate_risk", "yes")
    duty.write("immediate_risk_why", "The uncle on bail may come back.")
    duty.write("account", "Found alone with an uncle who is on bail. Femi has a bruise.")
    duty.pick("source", "Police")
    duty.choose("rag", "red")
    duty.go("Put it on the board")
    return duty.page.url


def say_who_is_whose(duty):
    duty.unfold("How are they related")
    chosen = duty.page.locator("main select[name^='kind-'] option:checked")
    assert chosen.inner_text() == "Parent"
    duty.go("Record the family")


def discussed(manager, staff, children):
    manager.go(re.compile("Say who does it.*Strategy discussion"))
    manager.page.get_by_label(staff.team_manager.name).check()
    manager.go("Give it to them")
    step = work.open_step(children[0], "child_protection.strategy_discussion")
    today = step.made_at.date()
    answers = practice.discussion_answers(children, held_on=today)
    desk.fill(step, answers, at=step.made_at, by=staff.team_manager)
    manager.open(f"/steps/{step.public_id}/finish/")
    for box in manager.page.locator("main select[name^='next-']").all():
        if staff.social_worker.name in box.inner_text():
            box.select_option(label=staff.social_worker.name)
    manager.go("Finish", exact=True)
    assert manager.page.url.endswith("/done/"), manager.page.locator("main").inner_text()


def visited(hannah):
    """One visit for all three: the record knows them as one family."""
    hannah.open("/write/")
    hannah.go(re.compile("^Visit"))
    hannah.choose("place", "home")
    for child in range(1, len(CHILDREN) + 1):
        hannah.choose(f"c{child}_seen", "yes")
        hannah.choose(f"c{child}_alone", "yes")
        hannah.write(f"c{child}_words", "Gran is here now.")
    hannah.write("what_happened", "Gran was in, and the uncle has gone.")
    day = clock.today()
    for part in ("day", "month", "year"):
        hannah.write(f"visited_on-{part}", str(getattr(day, part)))
    hannah.go("Save and finish")
    assert hannah.page.url.endswith("/done/"), hannah.page.locator("main").inner_text()
