"""The script in a real browser: it only makes quicker what works without it, and loses no word."""

import json
import re
import urllib.parse

import pytest
from django.contrib.staticfiles import finders
from django.template import engines

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITE = "http://127.0.0.1:9"  # nothing listens there: every answer comes from the test
PAGE = """
{% import "ui/kit.html" as ui %}{% import "ui/fields.html" as field %}
<!DOCTYPE html><html lang="en-GB"><head><title>A form</title>
<link rel="stylesheet" href="/kit/govuk-frontend.min.css"></head>
<body class="govuk-frontend-supported ts-body ts-form"><main>
<form role="search"><label for="find">Find</label><input id="find" name="q"></form>
{{ ui.saved() }}
<form method="post" action="/send" data-autosave-url="/save" data-autosave-child="">
<input type="hidden" name="csrfmiddlewaretoken" value="token">
<input type="hidden" name="idempotency_key" value="key">
<input type="hidden" name="written-by" value="{{ writer }}">
<div data-field="home" data-child="c1" data-revision="{{ revision }}"
 data-typed-on="{{ typed_on }}" data-turn="{{ turn }}">
{{ field.textarea("home", "Home", words) }}</div>
{{ field.radios("moved", "Moved", items=[("yes", "Yes"), ("no", "No")]) }}
<div data-when="moved" data-is='["yes"]'>{{ field.input("whereto", "Where to?") }}</div>
{{ field.date("seen", "Seen on", {"day": "6", "month": "5", "year": ""}) }}
{{ field.checkboxes("risks", "Risks", items=[("food", "Food"), ("sleep", "Sleep"),
   {"value": "none", "text": "None of these", "exclusive": true}]) }}
{{ field.tick_groups("found", "Found", ["drink"], groups=[
   {"label": "Alcohol", "items": [
      {"value": "drink", "text": "A parent drinks"}, {"value": "home", "text": "Drink at home"}]},
   {"label": "Money", "items": [{"value": "debt", "text": "Debt"}]}],
   apart=[{"value": "nothing", "text": "Nothing found", "exclusive": true}]) }}
{{ field.yes_no("injury", "Injury", yes=field.input("where", "Where?")) }}
{% call(n, row) field.repeat("people", "Person", [{"name": "Bella"}]) -%}
{{ field.input("people-" ~ n ~ "-name", "Name", row["name"] if row else none) }}
{%- endcall %}
{{ field.person("nana", "Nana", search_url="/find") }}
{{ ui.button("Send") }}
</form></main><script src="/tessera/tessera.js"></script></body></html>
"""


class Server:
    """Answers for the page: what was saved, and what to say to the next save."""

    def __init__(self) -> None:
        self.saves: list[dict[str, list[str]]] = []
        self.sent: list[dict[str, list[str]]] = []
        self.shown = {"revision": 3, "typed_on": "", "turn": 0}
        self.writer = "hannah"
        self.words = "Zayd has his own bed."
        self.reply: tuple[int, dict] = (200, {"saved": "14:03", "revision": 4})
        self.offline = False

    def answer(self, route) -> None:
        path = urllib.parse.urlsplit(route.request.url).path
        if path == "/save":
            return self._save(route)
        if path == "/send":
            self.sent.append(urllib.parse.parse_qs(route.request.post_data, keep_blank_values=True))
            return route.fulfill(status=204)
        if path == "/find":
            found = [{"id": "7", "name": "Maureen <b>Brindlow</b>", "about": "58"}]
            return route.fulfill(json={"results": found})
        if path.endswith(".js"):
            return route.fulfill(path=finders.find(path[1:]), content_type="text/javascript")
        if path.endswith(".css"):
            return route.fulfill(path=finders.find(path[1:]), content_type="text/css")
        page = (
            engines["jinja"]
            .env.from_string(PAGE)
            .render(words=self.words, writer=self.writer, **self.shown)
        )
        return route.fulfill(content_type="text/html", body=page)

    def _save(self, route) -> None:
        if self.offline:
            return route.abort()
        self.saves.append(urllib.parse.parse_qs(route.request.post_data, keep_blank_values=True))
        assert route.request.headers["x-csrftoken"] == "token"
        status, body = self.reply
        return route.fulfill(status=status, json=body)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def form(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(5_000)
    page.route("**/*", server.answer)
    page.goto(SITE)
    yield page
    context.close()


def told(page, words):
    page.wait_for_function(
        "words => document.getElementById('saved').textContent.includes(words)", arg=words
    )


def test_what_is_ticked_under_a_heading_is_counted_and_none_found_clears_it(form):
    alcohol = form.locator("details", has_text="Alcohol").first
    count = alcohol.locator(".ts-ticks__count")
    money = form.locator("details", has_text="Money").locator(".ts-ticks__count")
    assert count.inner_text().split() == [":", "1", "chosen"]
    assert not money.is_visible()

    form.get_by_label("Drink at home").check()
    assert count.inner_text().split() == [":", "2", "chosen"]

    form.get_by_label("Nothing found").check()
    assert not count.is_visible()
    assert not form.get_by_label("A parent drinks").is_checked()


def test_a_slash_goes_to_search_but_not_from_inside_a_box(form):
    form.keyboard.press("/")
    assert form.evaluate("document.activeElement.id") == "find"
    form.focus("#home")
    form.keyboard.type("a/b")
    assert "a/b" in form.input_value("#home")


def test_what_is_typed_is_saved_one_field_at_a_time(form, server):
    form.fill("#home", "He shares with Idris.")
    form.press("#home", "Tab")
    told(form, "Saved 14:03")
    assert server.saves == [
        {
            "field": ["home"],
            "child": ["c1"],
            "revision": ["3"],
            "value": ["He shares with Idris."],
            "page-key": ["key"],
            "page-turn": ["2"],  # as it was typed, and as the box was left
            "home": ["He shares with Idris."],
        }
    ]
    assert form.evaluate("sessionStorage.length") == 0


def test_it_saves_while_the_worker_is_still_in_the_box(form, server):
    form.type("#home", " Warm.")
    told(form, "Saved 14:03")
    assert form.evaluate("document.activeElement.id") == "home"
    assert len(server.saves) == 1


def test_the_next_save_carries_the_new_revision(form, server):
    for words in ("One.", "Two."):
        form.fill("#home", words)
        form.press("#home", "Tab")
        form.wait_for_function("sessionStorage.length === 0")
    assert [save["revision"] for save in server.saves] == [["3"], ["4"]]


def test_a_date_and_several_choices_are_each_one_field(form, server):
    form.fill("#seen-year", "2026")
    form.press("#seen-year", "Tab")
    form.wait_for_function("sessionStorage.length === 0")
    form.check("#risks")
    form.check("#risks-2")
    form.wait_for_function("sessionStorage.length === 0")
    assert server.saves[0]["value"] == ["2026-5-6"]
    assert server.saves[0]["seen-day"] == ["6"]
    assert json.loads(server.saves[-1]["value"][0]) == ["food", "sleep"]


def test_words_that_did_not_arrive_are_kept_and_come_back(form, server):
    server.offline = True
    form.fill("#home", "Not yet on the server.")
    form.press("#home", "Tab")
    told(form, "Your words are kept")
    server.offline = False
    form.reload()
    told(form, "Saved 14:03")
    assert form.input_value("#home") == "Not yet on the server."
    assert server.saves[-1]["value"] == ["Not yet on the server."]


def test_a_choice_that_comes_back_brings_its_question_up(form, server):
    assert not form.is_visible("#whereto")
    server.offline = True
    form.check("#moved")
    told(form, "Your words are kept")
    server.offline = False
    form.reload()
    told(form, "Saved 14:03")
    assert form.is_checked("#moved")
    assert form.is_visible("#whereto")


def test_it_tries_again_by_itself(form, server):
    server.offline = True
    form.fill("#home", "Later.")
    form.press("#home", "Tab")
    told(form, "trying again")
    server.offline = False
    told(form, "Saved 14:03")


def test_a_page_that_is_sent_says_what_it_holds_and_what_is_still_on_its_way(form, server):
    server.offline = True
    form.fill("#home", "Not yet on the server.")
    form.press("#home", "Tab")
    told(form, "Your words are kept")
    form.get_by_role("button", name="Send").click()
    form.wait_for_function("document.querySelector('[name=page-turn]').value === '3'")
    form.wait_for_timeout(300)
    assert server.sent[0]["page-turn"] == ["3"]
    assert server.sent[0]["page-unanswered"] == ["home"]


def test_nothing_more_is_saved_while_the_page_is_on_its_way(form, server):
    server.offline = True
    form.fill("#home", "Not yet on the server.")
    form.press("#home", "Tab")
    told(form, "Your words are kept")
    form.get_by_role("button", name="Send").click()
    server.offline = False
    form.wait_for_timeout(3000)  # the next try would have come after two seconds
    assert server.saves == []
    assert "Not yet on the server." in form.evaluate("Object.values(sessionStorage).join()")


def come_back(form, server, **shown):
    """The save had no answer; now the page is shown anew, as the server has it."""
    server.offline = True
    form.fill("#home", "He has a bed. ")
    form.press("#home", "Tab")
    told(form, "Your words are kept")
    server.offline = False
    server.words, server.shown = "He has a bed.", {**server.shown, **shown}
    form.reload()


def test_words_that_came_through_with_the_page_are_not_in_dispute(form, server):
    come_back(form, server, revision=4, typed_on="key", turn=2)
    form.wait_for_function("sessionStorage.length === 0")
    assert form.locator(".ts-conflict").count() == 0
    assert form.input_value("#home") == "He has a bed."
    assert server.saves == []


def test_newer_words_than_the_last_save_of_their_page_come_back(form, server):
    come_back(form, server, revision=4, typed_on="key", turn=0)
    told(form, "Saved 14:03")
    assert form.input_value("#home") == "He has a bed. "
    assert server.saves[-1]["revision"] == ["4"]


def test_words_over_which_somebody_else_wrote_are_shown_beside_theirs(form, server):
    come_back(form, server, revision=4, typed_on="another", turn=9)
    form.locator(".ts-conflict").wait_for()
    assert "This answer was changed meanwhile" in form.locator(".ts-conflict").inner_text()
    assert server.saves == []


def test_what_the_worker_wrote_in_another_window_is_named_so(form, server):
    server.reply = (
        409,
        {"theirs": "Typed there.", "by": "You, in another window,", "own": True, "revision": 9},
    )
    form.fill("#home", "Typed here.")
    form.press("#home", "Tab")
    box = form.locator(".ts-conflict")
    box.wait_for()
    assert "You, in another window, changed this answer" in box.inner_text()
    box.get_by_text("Use the other").click()
    assert form.input_value("#home") == "Typed there."


def test_two_people_in_one_answer_see_both_and_choose(form, server):
    server.reply = (409, {"theirs": "She wrote <i>this</i>.", "by": "Abel Quist", "revision": 9})
    form.fill("#home", "I wrote this.")
    form.press("#home", "Tab")
    box = form.locator(".ts-conflict")
    box.wait_for()
    assert "Abel Quist changed this answer" in box.inner_text()
    assert "She wrote <i>this</i>." in box.inner_text()
    server.reply = (200, {"saved": "14:05", "revision": 10})
    box.get_by_text("Keep mine").click()
    told(form, "Saved 14:05")
    assert server.saves[-1]["revision"] == ["9"]
    assert form.input_value("#home") == "I wrote this."


def test_the_other_persons_words_can_be_taken(form, server):
    server.reply = (409, {"theirs": "She wrote this.", "by": "Abel Quist", "revision": 9})
    form.fill("#home", "I wrote this.")
    form.press("#home", "Tab")
    form.locator(".ts-conflict").get_by_text("Use theirs").click()
    assert form.input_value("#home") == "She wrote this."
    assert form.locator(".ts-conflict").count() == 0


def test_signed_out_means_the_words_wait_here(form, server):
    server.reply = (403, {})
    form.fill("#home", "Before lunch.")
    form.press("#home", "Tab")
    told(form, "you have been signed out")
    assert form.get_by_text("Sign in again").count() == 1
    assert "Before lunch." in form.evaluate("Object.values(sessionStorage).join()")


def test_the_words_wait_here_though_the_end_of_the_session_cleared_the_browser(form, server):
    server.reply = (403, {})
    form.fill("#home", "Before lunch.")
    form.evaluate("sessionStorage.clear()")
    told(form, "you have been signed out")
    assert "Before lunch." in form.evaluate("Object.values(sessionStorage).join()")


def test_who_signs_in_again_has_the_words_that_waited(form, server):
    come_back(form, server)
    told(form, "Saved 14:03")
    assert form.input_value("#home") == "He has a bed. "


def test_words_that_waited_are_gone_once_somebody_else_has_signed_in(form, server):
    server.writer = "corin"
    come_back(form, server)
    assert form.input_value("#home") == "He has a bed."
    assert form.evaluate("sessionStorage.length") == 0

    server.writer = "hannah"
    form.reload()
    assert form.input_value("#home") == "He has a bed."
    assert server.saves == []


def test_a_choice_reveals_its_question_and_rules_out_others(form):
    assert not form.is_visible("#where")
    form.check("#injury")
    assert form.is_visible("#where")
    form.check("#injury-2")
    assert not form.is_visible("#where")
    form.check("#risks")
    form.check("#risks-3")
    assert not form.is_checked("#risks")


def test_rows_are_added_and_removed_and_numbered(form):
    form.get_by_text("Add another").click()
    form.get_by_text("Add another").click()
    form.fill("#people-1-name", "Fay")
    form.fill("#people-2-name", "Orla")
    assert form.input_value("[name=people-count]") == "3"
    form.locator("[data-row='1'] button[name=remove]").click()
    assert form.input_value("[name=people-count]") == "2"
    assert form.input_value("#people-1-name") == "Orla"
    assert re.search(r"Person\s+2", form.locator("[data-row='1']").inner_text())


def test_people_are_found_while_typing_and_names_are_never_markup(form):
    form.fill("#nana-q", "maur")
    form.get_by_label("Maureen <b>Brindlow</b>, 58").check()
    assert form.evaluate("document.querySelector('[name=nana]:checked').value") == "7"


def test_a_double_press_sends_once(form, server):
    form.get_by_role("button", name="Send").dblclick()
    form.wait_for_timeout(300)
    assert len(server.sent) == 1
