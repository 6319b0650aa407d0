"""Signing in and out in a real browser, against the real server."""

import pytest

from tests.support.browsing import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASS_PHRASE = "a long enough pass phrase"


@pytest.fixture
def worker(transactional_db, django_user_model):
    user = django_user_model(username="asha.quill", name="Asha Quill")
    user.set_password(PASS_PHRASE)
    user.save()
    return user


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_sign_in_page_is_accessible_and_fits(open_page, assert_sound, viewport):
    page = open_page(viewport=viewport)
    page.goto("/")

    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert_sound(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_worker_signs_in_by_keyboard_and_out_again(open_page, worker, javascript):
    page = open_page(javascript=javascript)
    page.goto("/")
    page.get_by_label("User name").fill(worker.username)
    page.get_by_label("Password").fill(PASS_PHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto("/")
    assert "/accounts/login/" in page.url


def test_the_policy_of_the_page_lets_everything_through_that_the_page_needs(open_page):
    page = open_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.goto("/accounts/login/")
    page.wait_for_load_state("networkidle")

    assert refused == []
