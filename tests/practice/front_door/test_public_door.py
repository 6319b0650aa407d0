"""The public door: codes, robots, floods, and forms put aside."""

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
from tests.practice.front_door.public_asking import ABOUT_YOU, WORRIES, Clock, begin, post, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def staff():
    return make.a_staff()


def latest(pattern):
    return re.search(pattern, Message.objects.latest("pk").body).group()


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


def test_a_robot_cannot_fill_the_house(client):
    begin(client)

    page = post(client, "/refer/worries/", {**WORRIES, "account": "x" * 200_000})

    assert "Keep this to 10,000 characters or fewer" in page.content.decode()
    assert len(PublicReferral.objects.get().answers["worries"]["account"]) == 50_000
