"""A teacher without an account begins, stops, comes back with a code, and sends; duty has it."""

import re
from datetime import date, timedelta

import pytest
from django.db.models import F

from tessera.engine.documents.models import Message
from tessera.practice.front_door.models import Contact, PublicReferral
from tests.support.browsing import NARROW
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "salloway@weir.example"
ACCOUNT = "Marks on both arms, seen in PE this morning."


def latest(pattern):
    return re.search(pattern, Message.objects.filter(to=EMAIL).latest("pk").body)[0]


def test_a_form_begun_in_school_and_sent_from_home_stands_on_the_board(open_page, town):
    at_school = Hand(open_page())
    at_school.open("/refer/")
    at_school.go("Start now")
    say_who(at_school)
    name_the_child(at_school)
    tell_the_worry(at_school)
    at_school.go("Save and come back later")
    at_school.write("email", EMAIL)
    at_school.go("Send me the reference")
    reference = latest(r"C-[A-Z0-9]{4}-[A-Z0-9]{4}")

    stranger = open_page()
    stranger.goto("/refer/worries/")
    assert ACCOUNT not in stranger.content()

    at_home = Hand(open_page(viewport=NARROW))
    come_back(at_home, reference)
    assert at_home.page.get_by_text(ACCOUNT).is_visible()
    say_what_the_family_knows(at_home)
    # Nobody writes of a child in no time at all; the test's clock stands still.
    PublicReferral.objects.update(made_at=F("made_at") - timedelta(minutes=10))
    at_home.go("Send it")
    assert at_home.page.get_by_text("We have your referral").is_visible()

    at_home.open("/refer/return/")
    assert ACCOUNT not in at_home.page.content()
    read_on_the_board(Hand(open_page(town.duty)))


def say_who(teacher):
    teacher.write("name", "Tamsin Salloway")
    teacher.write("role", "Safeguarding lead")
    teacher.page.locator("[name=kind]").select_option("school")
    teacher.write("agency", "Weir Academy")
    teacher.write("telephone", "01632 960 415")
    teacher.write("email", EMAIL)
    teacher.choose("may_be_named", "yes")
    teacher.go("Save and go on")


def name_the_child(teacher):
    teacher.write("child-0-given", "Zayd")
    teacher.write("child-0-family", "Rahmeen")
    teacher.date("child-0-born_on", date(2016, 9, 1))
    teacher.write("adult-0-given", "Samira")
    teacher.write("adult-0-relation", "Mum")
    teacher.go("Save and go on")


def tell_the_worry(teacher):
    teacher.choose("immediate_risk", "no")
    teacher.write("account", ACCOUNT)
    teacher.write("childs_words", "I fell off the wall again.")


def come_back(teacher, reference):
    teacher.open("/refer/")
    teacher.go("Go on with a form that you saved")
    teacher.write("reference", reference.lower())
    teacher.write("email", EMAIL)
    teacher.go("E-mail me a code")
    teacher.write("code", latest(r"\b\d{4} ?\d{4}\b"))
    teacher.go("Open the form")


def say_what_the_family_knows(teacher):
    teacher.page.locator('a[href*="/refer/consent/"]').first.click()
    teacher.page.wait_for_url("**/refer/consent/**")
    teacher.choose("family_knows", "yes")
    teacher.choose("consent", "given")
    teacher.go("Save and go on")


def read_on_the_board(duty):
    contact = Contact.objects.get()
    duty.open("/front-door/")
    assert duty.page.get_by_role("heading", name="To look at").is_visible()
    duty.go(re.compile("Zayd Rahmeen|Rahmeen family"))
    assert duty.page.get_by_text(ACCOUNT).is_visible()
    assert duty.page.get_by_text("I fell off the wall again.").is_visible()
    assert contact.reference in duty.page.locator("main").inner_text()
    assert duty.page.get_by_role("button", name="Decide").is_visible()
