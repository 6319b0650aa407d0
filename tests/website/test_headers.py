"""What browsers are told on every page, and what is kept on a shared computer."""

import pytest

LOGIN = "/accounts/login/"


@pytest.fixture
def worker(db, django_user_model):
    user = django_user_model(username="asha.quill", name="Asha Quill")
    user.set_password("a long enough pass phrase")
    user.save()
    return user


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_nothing_comes_from_elsewhere_and_no_script_stands_in_the_page(client, db):
    policy = client.get(LOGIN)["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy


def test_plain_protections_are_on(client, db):
    answer = client.get(LOGIN)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_someone_signed_in_leaves_nothing_in_the_browsers_store(signed_in):
    assert "no-store" in signed_in.get("/accounts/logout/")["Cache-Control"]


def test_leaving_clears_what_the_site_stored(signed_in):
    answer = signed_in.post("/accounts/logout/")

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert signed_in.get("/").headers["Location"].startswith(LOGIN)


def test_a_worker_signs_in_with_the_two_fields_of_the_form(client, worker):
    answer = client.post(LOGIN, {"login": worker.username, "password": "a long enough pass phrase"})

    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_wrong_password_gets_words_and_no_hint_which_was_wrong(client, worker):
    wrong = client.post(LOGIN, {"login": worker.username, "password": "not it"})
    nobody = client.post(LOGIN, {"login": "nobody.here", "password": "not it"})

    assert wrong.status_code == nobody.status_code == 200
    assert "is not right" in wrong.content.decode()
    assert "is not right" in nobody.content.decode()


def test_an_account_tried_too_often_is_closed_for_a_while(client, worker):
    tries = [client.post(LOGIN, {"login": worker.username, "password": "no"}) for _ in range(11)]

    assert tries[-1].status_code == 429
    right = client.post(LOGIN, {"login": worker.username, "password": "a long enough pass phrase"})
    assert right.status_code == 429


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/social/signup/"])
def test_nobody_makes_an_account_for_themselves(client, db, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"username": "me"}).status_code == 404


def test_cookies_are_out_of_reach_of_scripts(client, worker):
    answer = client.post(LOGIN, {"login": worker.username, "password": "a long enough pass phrase"})
    cookie = answer.cookies["tessera"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_health_says_whether_the_database_answers(client, db):
    assert client.get("/health/").json() == {"database": True}
