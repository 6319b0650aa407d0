import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tessera.engine.documents.models import Message
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, Knock, PublicReferral
from tessera.practice.front_door.rules import public_form as rules
from tests.factories import front_door as make
from tests.factories.front_door import NOW

pytestmark = pytest.mark.django_db

ABOUT_YOU = {
    "name": "Tamsin Salloway",
    "role": "Safeguarding lead",
    "kind": "school",
    "agency": "Weir Academy",
    "telephone": "01632 960 415",
    "email": "salloway@weir.example",
    "may_be_named": "yes",
}
CHILDREN = {
    "child-count": "2",
    "child-0-given": "Zayd",
    "child-0-family": "Rahmeen",
    "child-0-born_on-day": "1",
    "child-0-born_on-month": "9",
    "child-0-born_on-year": "2016",
    "child-0-postcode": "ES1 4QP",
    "child-1-given": "Baby",
    "child-1-is_unborn": "on",
    "child-1-born_on-day": "3",
    "child-1-born_on-month": "8",
    "child-1-born_on-year": "2026",
    "adult-count": "1",
    "adult-0-given": "Samira",
    "adult-0-relation": "Mum",
}
WORRIES = {
    "immediate_risk": "no",
    "account": "Marks on both arms, seen in PE.",
    "childs_words": "I fell off the wall again.",
    "concerns": ["physical_harm"],
    "tried": "Talked with mum twice.",
}
CONSENT = {"family_knows": "yes", "consent": "given", "consent_note": "Mum agreed on Monday"}
PAGES = (
    ("about-you", ABOUT_YOU),
    ("children", CHILDREN),
    ("worries", WORRIES),
    ("consent", CONSENT),
)


class Clock:
    """Time stands still, and moves when a test says so."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch
        self.shift(timedelta(0), since=NOW)

    def shift(self, by, *, since=None):
        self.now = (since or self.now) + by
        self.monkeypatch.setenv("TESSERA_NOW", self.now.isoformat())


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def staff():
    return make.a_staff()


def post(client, address, data=None, **more):
    return client.post(address, {"idempotency_key": str(uuid4()), **(data or {}), **more})


def begin(client):
    assert post(client, "/refer/").headers["Location"] == "/refer/about-you/"


def write(client, *, until=None):
    for page, data in PAGES:
        if page == until:
            return
        assert post(client, f"/refer/{page}/", data).status_code == 302, page


def latest(pattern):
    return re.search(pattern, Message.objects.latest("pk").body).group()


def test_a_teacher_tells_us_of_two_children_and_it_stands_on_the_board(client, clock):
    begin(client)
    write(client)
    clock.shift(timedelta(minutes=8))

    page = client.get("/refer/check/").content.decode()
    assert "Marks on both arms" in page
    sent = post(client, "/refer/check/")

    assert sent.headers["Location"] == "/refer/sent/"
    contact = Contact.objects.get()
    assert contact.reference in client.get("/refer/sent/").content.decode()
    assert (contact.channel, contact.source, contact.stage) == ("referral_form", "2A", "new")
    assert contact.account.startswith("Marks on both arms")
    assert "Talked with mum twice." in contact.account
    assert contact.childs_words == "I fell off the wall again."
    told = {(part.part, part.name_as_told) for part in contact.children.all()}
    assert told == {("child", "Zayd Rahmeen"), ("child", "Baby"), ("adult", "Samira")}
    assert contact.children.get(given_as_told="Baby").expected_on_as_told is not None
    assert contact.reference in Message.objects.get(to="salloway@weir.example").body


def test_once_sent_nothing_of_it_can_be_read_and_a_second_click_adds_nothing(client, clock):
    begin(client)
    write(client)
    clock.shift(timedelta(minutes=8))
    key = {"idempotency_key": str(uuid4())}
    client.post("/refer/check/", key)

    client.post("/refer/check/", key)
    post(client, "/refer/check/")

    assert Contact.objects.count() == 1
    draft = PublicReferral.objects.get()
    assert draft.answers == {}
    assert client.get("/refer/check/").headers["Location"] == "/refer/"
    assert "Marks" not in client.get("/refer/sent/").content.decode()


def test_what_is_wrong_keeps_what_was_typed_and_links_to_the_box(client):
    begin(client)

    page = post(client, "/refer/about-you/", {**ABOUT_YOU, "email": "not one", "name": ""})

    words = page.content.decode()
    assert page.status_code == 200
    assert 'href="#name"' in words
    assert 'value="not one"' in words
    again = client.get("/refer/about-you/").content.decode()
    assert 'value="not one"' in again


def test_a_date_that_is_none_is_kept_as_typed(client):
    begin(client)

    page = post(client, "/refer/children/", {**CHILDREN, "child-0-born_on-month": "13"})

    words = page.content.decode()
    assert 'href="#child-0-born_on-day"' in words
    assert 'value="13"' in words


def test_rows_are_added_and_taken_out_without_script(client):
    begin(client)

    more = post(client, "/refer/children/", {**CHILDREN, "add": "child"}).content.decode()
    assert 'name="child-2-given"' in more
    fewer = post(client, "/refer/children/", {**CHILDREN, "remove": "child:0"}).content.decode()
    assert "Zayd" not in fewer


def test_nothing_is_sent_before_it_is_whole(client, clock):
    begin(client)
    write(client, until="worries")
    clock.shift(timedelta(minutes=8))

    page = post(client, "/refer/check/")

    assert page.status_code == 200
    assert "Tell us what you have seen or heard" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_form_put_aside_opens_again_only_with_the_code(client, client_of_another_browser, clock):
    begin(client)
    write(client, until="consent")
    post(client, "/refer/consent/", {"go": "later"})
    saved = post(client, "/refer/save/", {"email": "salloway@weir.example"})
    assert saved.headers["Location"] == "/refer/saved/"
    reference = latest(r"C-[A-Z0-9]{4}-[A-Z0-9]{4}")
    assert client.get("/refer/worries/").headers["Location"] == "/refer/"

    other = client_of_another_browser
    clock.shift(timedelta(days=3))
    post(
        other, "/refer/return/", {"reference": reference.lower(), "email": "Salloway@weir.example"}
    )
    code = latest(r"\d{8}")
    opened = post(other, "/refer/code/", {"code": f"{code[:4]} {code[4:]}"})

    assert opened.headers["Location"] == "/refer/check/"
    assert "Marks on both arms" in other.get("/refer/check/").content.decode()


@pytest.fixture
def client_of_another_browser():
    from django.test import Client

    return Client()


def aside(client):
    """A form put aside; gives its reference."""
    begin(client)
    write(client, until="consent")
    post(client, "/refer/save/", {"email": "salloway@weir.example"})
    reference = latest(r"C-[A-Z0-9]{4}-[A-Z0-9]{4}")
    post(client, "/refer/return/", {"reference": reference, "email": "salloway@weir.example"})
    return reference


def test_a_code_is_not_guessed(client):
    aside(client)
    code = latest(r"\d{8}")
    wrong = "".join(str((int(digit) + 1) % 10) for digit in code)

    for _ in range(rules.CODE_TRIES):
        assert post(client, "/refer/code/", {"code": wrong}).status_code == 200

    assert post(client, "/refer/code/", {"code": code}).status_code == 200
    assert PublicReferral.objects.get().code_digest == ""


def test_a_code_works_once(client):
    aside(client)
    code = latest(r"\d{8}")

    assert post(client, "/refer/code/", {"code": code}).status_code == 302
    assert post(client, "/refer/code/", {"code": code}).status_code == 200


def test_a_code_grows_old(client, clock):
    aside(client)
    code = latest(r"\d{8}")
    clock.shift(rules.CODE_LASTS + timedelta(seconds=1))

    assert post(client, "/refer/code/", {"code": code}).status_code == 200


def test_a_form_left_for_weeks_does_not_open(client, clock):
    aside(client)
    before = Message.objects.count()
    clock.shift(rules.draft_lasts(NOW.date()) + timedelta(days=1))

    asked = {"reference": PublicReferral.objects.get().reference, "email": "salloway@weir.example"}
    post(client, "/refer/return/", asked)

    assert Message.objects.count() == before


def test_a_form_left_unsent_is_erased_with_its_e_mails(client, clock):
    reference = aside(client)
    post(client, "/refer/return/", {"reference": reference, "email": "salloway@weir.example"})
    lasts = rules.draft_lasts(NOW.date())
    saved = PublicReferral.objects.get().saved_at
    assert actions.erase_unsent_referrals(at=saved + lasts, by=None) == 0

    later = max(saved, *Message.objects.values_list("made_at", flat=True)) + lasts
    erased = actions.erase_unsent_referrals(at=later + timedelta(minutes=1), by=None)

    assert erased == 1
    assert not PublicReferral.objects.exists()
    assert not Message.objects.exists()


def test_a_form_that_was_sent_is_never_erased(staff, child):
    contact = make.a_contact(staff, child)
    PublicReferral.objects.create(
        reference="SENT1", saved_at=NOW - timedelta(days=90), sent_at=NOW, contact=contact
    )
    Message.objects.create(to="a@b.example", subject="We have your referral", body="SENT1")

    assert actions.erase_unsent_referrals(at=NOW, by=None) == 0
    assert PublicReferral.objects.exists()
    assert Message.objects.exists()


def test_the_erasing_runs_by_itself_each_night(db):
    from procrastinate.contrib.django import app

    name = "tessera.front_door.erase_unsent_referrals"
    assert name in {each.task.name for each in app.periodic_registry.periodic_tasks.values()}
    app.tasks[name].func(timestamp=0)


def test_nobody_learns_whether_a_form_exists(client, client_of_another_browser):
    reference = aside(client)
    other = client_of_another_browser

    def answer(reference, email):
        asked = post(other, "/refer/return/", {"reference": reference, "email": email})
        shown = other.get("/refer/code/").content.decode()
        return (
            asked.status_code,
            asked.headers["Location"],
            re.sub(r'(value|nonce)="[^"]*"', "", shown),
        )

    assert answer(reference, "someone@else.example") == answer("C-XXXX-XXXX", "no@body.example")
    assert not Message.objects.filter(to="someone@else.example").exists()


def test_a_robot_that_fills_every_box_goes_no_further(client):
    begin(client)

    page = post(client, "/refer/about-you/", {**ABOUT_YOU, "website": "https://spam.example"})

    assert page.status_code == 200
    assert "a box that people do not see" in page.content.decode()


def test_a_robot_that_writes_faster_than_people_is_asked_to_read_again(client):
    begin(client)
    write(client)

    page = post(client, "/refer/check/")

    assert "That was very quick" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_flood_from_one_address_is_turned_away_and_others_are_not(client):
    for _ in range(rules.FLOOD_LIMITS["start"].caller):
        begin(client)

    turned_away = client.post("/refer/", {"idempotency_key": str(uuid4())})
    elsewhere = client.post("/refer/", {"idempotency_key": str(uuid4())}, REMOTE_ADDR="192.0.2.7")

    assert turned_away.status_code == 429
    assert elsewhere.status_code == 302
    assert not Knock.objects.filter(caller__contains="127.0.0.1").exists()


def test_a_flood_from_everywhere_is_turned_away(monkeypatch):
    limit = rules.FloodLimit(caller=5, everyone=3, within=rules.HOUR)
    monkeypatch.setitem(rules.FLOOD_LIMITS, "start", limit)

    def knock(n):
        return actions.knock(kind="start", address=f"192.0.2.{n}", at=NOW, by=None)

    for n in range(3):
        knock(n)
    with pytest.raises(actions.TooMany):
        knock(4)


def test_an_hour_later_the_door_is_open_again(client, clock):
    for _ in range(rules.FLOOD_LIMITS["start"].caller):
        begin(client)
    clock.shift(timedelta(hours=1, seconds=1))

    begin(client)


def test_limits_may_be_off_for_tests_of_strength(client, settings):
    settings.RATE_LIMITS = False
    for _ in range(rules.FLOOD_LIMITS["start"].caller + 1):
        begin(client)

    assert not Knock.objects.exists()


def test_a_forged_cookie_opens_nothing(client):
    begin(client)
    draft = PublicReferral.objects.get()
    client.cookies["tessera_referral"] = str(draft.public_id)

    assert client.get("/refer/check/").headers["Location"] == "/refer/"


def test_the_outbox_is_only_in_an_invented_council(client, staff):
    Message.objects.create(to="a@b.example", subject="Hello", body="Words")
    sign_in(client, staff.duty)

    assert client.get("/outbox/").status_code == 404


def test_a_sent_form_keeps_no_answers(staff):
    from django.db import IntegrityError

    form = actions.begin_public_referral(at=NOW, by=None)
    with pytest.raises(IntegrityError, match="sent_referral_is_a_contact_and_empty"):
        PublicReferral.objects.filter(pk=form.pk).update(sent_at=NOW, answers={"you": {}})


def test_an_invented_council_shows_its_staff_the_e_mails_that_would_have_gone(
    client, staff, invented
):
    begin(client)
    post(client, "/refer/save/", {"email": "salloway@weir.example"})

    assert "/outbox/" in client.get("/refer/saved/").content.decode()
    assert client.get("/outbox/").headers["Location"].startswith("/accounts/login/")
    sign_in(client, staff.duty)
    page = client.get("/outbox/").content.decode()
    assert "salloway@weir.example" in page
    assert PublicReferral.objects.get().reference in page


@pytest.fixture
def invented(monkeypatch):
    """The recorder may not write who it is; so the page is told."""
    from tessera.foundations.records import queries

    monkeypatch.setattr(queries, "is_invented", lambda: True)


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_the_form_says_what_becomes_of_what_it_is_told(client):
    page = client.get("/refer/privacy/").content.decode()

    assert f"{rules.draft_lasts(NOW.date()).days} days" in page
    assert "/refer/privacy/" in client.get("/refer/").content.decode()


def test_nothing_of_the_form_stays_on_a_shared_computer(client, clock):
    begin(client)
    write(client)

    for path in ("about-you", "children", "worries", "consent", "check"):
        assert "no-store" in client.get(f"/refer/{path}/").headers["Cache-Control"]
    clock.shift(timedelta(minutes=8))
    sent = post(client, "/refer/check/")
    assert sent.cookies["tessera_referral"].value == ""


def test_a_robot_cannot_fill_the_house(client):
    begin(client)

    page = post(client, "/refer/worries/", {**WORRIES, "account": "x" * 200_000})

    assert "Keep this to 10,000 characters or fewer" in page.content.decode()
    assert len(PublicReferral.objects.get().answers["worries"]["account"]) == 50_000


def test_rows_without_number_or_with_too_many_are_taken_as_far_as_makes_sense(client):
    begin(client)

    for count in ("many", "-3", "99999"):
        page = post(client, "/refer/children/", {**CHILDREN, "child-count": count})
        assert page.status_code in (200, 302), count
