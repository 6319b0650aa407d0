"""The public referral form: written, sent, and nothing left behind."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tessera.engine.documents.models import Message
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, PublicReferral
from tessera.practice.front_door.rules import public_form as rules
from tests.factories import front_door as make
from tests.factories.front_door import NOW
from tests.practice.front_door.public_asking import ABOUT_YOU, CHILDREN, Clock, begin, post, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def staff():
    return make.a_staff()


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


def test_before_it_is_sent_everything_stands_as_it_was_written(client):
    begin(client)
    post(
        client,
        "/refer/children/",
        {**CHILDREN, "child-0-sex": "F", "adult-0-address": "3 Weir Lane"},
    )

    words = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/refer/check/").content.decode())
    )

    assert "Born 1 9 2016" in words
    assert "Sex Female" in words
    assert "Address, if not the child’s 3 Weir Lane" in words


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


def test_rows_without_number_or_with_too_many_are_taken_as_far_as_makes_sense(client):
    begin(client)

    for count in ("many", "-3", "99999"):
        page = post(client, "/refer/children/", {**CHILDREN, "child-count": count})
        assert page.status_code in (200, 302), count
