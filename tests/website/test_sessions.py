"""A sign-in ends by itself, needs a second factor where children are real, and is on the record."""

import pytest
from django.db import DatabaseError

from tessera.foundations.audit.models import Event
from tessera.website import sessions

LOGIN = "/accounts/login/"
PASS_PHRASE = "a long enough pass phrase"


@pytest.fixture
def worker(db, django_user_model):
    user = django_user_model(username="asha.quill", name="Asha Quill")
    user.set_password(PASS_PHRASE)
    user.save()
    return user


@pytest.fixture
def signed_in(client, worker):
    client.post(LOGIN, {"login": worker.username, "password": PASS_PHRASE})
    return client


def is_signed_in(client):
    return (
        not client.get("/")["Location"].startswith(LOGIN)
        if client.get("/").status_code == 302
        else True
    )


def wait(monkeypatch, seconds):
    then = sessions.time.time() + seconds
    monkeypatch.setattr(sessions.time, "time", lambda: then)


def logged(action):
    return list(Event.objects.using("audit").filter(action=action))


@pytest.mark.parametrize(("seconds", "still"), [(15 * 60 - 5, True), (15 * 60 + 5, False)])
def test_a_session_ends_after_a_quarter_of_an_hour_without_use(
    signed_in, monkeypatch, seconds, still
):
    assert is_signed_in(signed_in)
    wait(monkeypatch, seconds)

    assert is_signed_in(signed_in) is still


def test_use_keeps_a_session_open(signed_in, monkeypatch):
    for _ in range(3):
        wait(monkeypatch, 10 * 60)
        assert is_signed_in(signed_in)


def test_a_worker_who_has_left_is_out_at_once(signed_in, worker):
    worker.is_active = False
    worker.save()

    assert not is_signed_in(signed_in)


def test_where_children_are_real_a_second_factor_comes_first(signed_in, settings):
    settings.SECOND_FACTOR = True
    answer = signed_in.get("/")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/2fa/"
    assert signed_in.get("/accounts/logout/").status_code == 200


def test_the_councils_own_sign_in_counts_as_one(signed_in, settings):
    settings.SECOND_FACTOR = True
    session = signed_in.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 0}]
    session.save()

    assert signed_in.get("/").headers.get("Location") != "/accounts/2fa/"


def test_signing_in_and_out_and_a_refusal_are_on_the_record(client, worker):
    client.post(LOGIN, {"login": worker.username, "password": "wrong"})
    client.post(LOGIN, {"login": worker.username, "password": PASS_PHRASE})
    client.post("/accounts/logout/")

    (refused,), (came,), (left,) = map(
        logged, ["access.sign_in_refused", "access.signed_in", "access.signed_out"]
    )
    assert (refused.actor_id, refused.outcome) == (None, "deny")
    assert came.actor_id == left.actor_id == worker.pk
    assert worker.username not in f"{refused.details}{refused.object_id}{refused.reason}"


def test_nobody_comes_in_while_the_log_cannot_be_written(client, worker, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(Event, "save", broken)
    answer = client.post(LOGIN, {"login": worker.username, "password": PASS_PHRASE})
    monkeypatch.undo()

    assert answer.status_code == 503
    assert not is_signed_in(client)
