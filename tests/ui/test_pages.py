"""The page of components in a real browser: for everyone, at every width, and by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/components/", "/components/form/"]
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}  # also a wide screen at 400% zoom
WIDE = {"width": 1280, "height": 900}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [WIDE, PHONE, SMALL], ids=["wide", "phone", "small"])
def test_it_is_accessible_and_never_scrolls_sideways(path, viewport, open_page, assert_sound):
    page = open_page(viewport=viewport)
    page.goto(path)
    assert_sound(page)


def test_without_script_nothing_is_hidden_that_only_a_script_could_show(open_page):
    page = open_page(javascript=False)
    page.goto("/components/form/")
    assert page.is_visible("#how-long")
    assert page.is_visible("#why-not")
    assert page.get_by_role("button", name="Add another person").is_visible()


def test_the_browser_refuses_nothing_that_the_page_asks_for(open_page):
    page = open_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES:
        page.goto(path)
    assert not complaints


def test_the_first_tab_stop_leads_past_the_header(open_page):
    page = open_page()
    page.goto("/components/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_on_paper_there_are_words_and_no_buttons(open_page):
    page = open_page()
    page.goto("/components/")
    page.emulate_media(media="print")
    assert not page.is_visible(".ts-header")
    assert not page.locator(".govuk-button").first.is_visible()
    assert page.locator(".ts-status").first.is_visible()
    behind = "a => getComputedStyle(a, '::after').content"
    assert page.locator("main .govuk-link").first.evaluate(behind) == "none"


@pytest.mark.parametrize("path", ["/accounts/login/", "/no/such/page/"])
def test_pages_before_signing_in_are_accessible(path, open_page, assert_sound):
    page = open_page(viewport=PHONE)
    page.goto(path)
    assert_sound(page)


@pytest.mark.parametrize("path", ["2fa/", "2fa/totp/activate/", "password/", "logout/"])
def test_pages_about_signing_in_are_accessible(path, open_page, assert_sound, worker):
    page = open_page(worker, viewport=PHONE)
    page.goto(f"/accounts/{path}")
    assert page.locator("h1").count() == 1
    assert_sound(page)


def test_a_worker_changes_their_password(open_page, worker, django_user_model):
    page = open_page(worker)
    page.goto("/accounts/password/")
    page.fill("#oldpassword", "a long enough pass phrase")
    page.fill("#password1", "another long pass phrase")
    page.fill("#password2", "not the same at all here")
    page.get_by_role("button", name="Change it").click()
    page.locator(".govuk-error-summary").wait_for()
    page.fill("#oldpassword", "a long enough pass phrase")
    page.fill("#password1", "another long pass phrase")
    page.fill("#password2", "another long pass phrase")
    page.get_by_role("button", name="Change it").click()
    page.locator(".govuk-error-summary").wait_for(state="detached")
    worker.refresh_from_db()
    assert worker.check_password("another long pass phrase")


@pytest.fixture
def worker(transactional_db, django_user_model):
    worker = django_user_model(username="hannah", name="Hannah Treloyd")
    worker.set_password("a long enough pass phrase")
    worker.save()
    return worker
