"""Two people and one answer, a click too many, a form finished meanwhile, a session that ended."""

import pytest

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.recording.models import CaseNote, Visit
from tests.factories import engine as make
from tests.factories import practice
from tests.support.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a-long-way-to-tannery-street"
MINE, THEIRS = "Leanne rang at nine.", "Craig rang at ten."


@pytest.fixture
def desk(transactional_db):
    """A worker, their manager, a child, and a visit that both may write."""
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    hannah.set_password(PASSWORD)
    hannah.save(update_fields=["password"])
    joseph = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    maisie = practice.an_open_case("Maisie Brindlow", worker=hannah, team=team)
    step = workflow.start_step(
        code="recording.visit", subjects=[maisie], worker=hannah, at=make.NOW, by=hannah
    )
    return {"hannah": hannah, "joseph": joseph, "maisie": maisie, "step": step}


def address(desk):
    return f"/steps/{desk['step'].public_id}/"


def saved(page):
    page.locator("#saved", has_text="Saved").wait_for()


def stored(desk):
    return Answer.objects.get(sheet__step=desk["step"], field="what_happened").value


def write_visit(hand):
    hand.date("visited_on", make.TODAY)
    if hand.page.locator("[name=visit_kind][value=child_in_need]").count():
        hand.choose("visit_kind", "child_in_need")
    hand.choose("place", "home")
    hand.choose("c1_seen", "yes")
    hand.choose("c1_alone", "yes")
    hand.write("c1_words", "I made the toast.")
    hand.write("what_happened", MINE)


def test_two_people_in_one_answer_see_both_and_choose(open_page, desk):
    hannah, joseph = open_page(desk["hannah"]), open_page(desk["joseph"])
    for page in (hannah, joseph):
        page.goto(address(desk))

    joseph.fill("[name=what_happened]", THEIRS)
    joseph.keyboard.press("Tab")
    saved(joseph)
    hannah.fill("[name=what_happened]", MINE)
    hannah.keyboard.press("Tab")
    dispute = hannah.locator(".ts-conflict")
    dispute.wait_for()

    assert THEIRS in dispute.inner_text()
    assert "Joseph Adeyin-Rowe" in dispute.inner_text()
    assert stored(desk) == THEIRS
    dispute.get_by_role("button", name="Keep mine").click()
    saved(hannah)
    hannah.wait_for_function("!document.querySelector('.ts-conflict')")
    hannah.wait_for_timeout(1500)
    assert stored(desk) == MINE


def test_a_save_that_arrives_after_the_page_was_sent_changes_nothing(open_page, desk):
    hannah = Hand(open_page(desk["hannah"]))
    hannah.open(address(desk))
    held = []
    with hannah.page.expect_request("**/save/") as on_its_way:
        hannah.page.route("**/save/", lambda route: held.append(route))
        hannah.write("what_happened", "Leanne rang")
        hannah.page.keyboard.press("Tab")
    late = on_its_way.value
    hannah.write("what_happened", MINE)
    hannah.go("Save and go on later")
    assert stored(desk) == MINE

    answered = hannah.page.request.post(
        late.url,
        data=late.post_data,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": late.headers["x-csrftoken"],
            "Referer": hannah.page.url,
        },
    )

    assert held
    assert answered.status == 200, answered.text()[:300]
    assert stored(desk) == MINE


def test_a_form_sent_twice_is_one_visit(open_page, desk):
    hannah = Hand(open_page(desk["hannah"]))
    hannah.open(address(desk))
    write_visit(hannah)
    statuses = hannah.page.evaluate(
        """async () => {
          const form = document.querySelector("main form[data-autosave-url]");
          const body = new URLSearchParams(new FormData(form));
          body.set("go", "finish");
          const send = () => fetch(form.action || location.href, {method: "POST", body});
          const first = await send(), second = await send();
          return [first.status, first.url, second.status, second.url];
        }"""
    )

    assert statuses[0] == statuses[2] == 200
    assert statuses[1] == statuses[3]
    assert Visit.objects.filter(person=desk["maisie"]).count() == 1


def test_words_for_a_form_finished_meanwhile_are_kept_beside_it(open_page, desk):
    hannah, joseph = Hand(open_page(desk["hannah"])), Hand(open_page(desk["joseph"]))
    hannah.open(address(desk))
    joseph.open(address(desk))
    write_visit(joseph)
    joseph.go("Save and finish")

    hannah.page.evaluate("document.querySelector('form[data-autosave-url]').dataset.sentAt = ''")
    hannah.page.fill("[name=what_happened]", THEIRS)
    hannah.go("Save and finish")

    words = hannah.page.locator("body").inner_text()
    assert "finished this form before you saved" in words, words[:1500]
    assert THEIRS in words, words[:3000]
    assert stored(desk) == MINE
    assert Visit.objects.count() == 1


def test_a_session_that_ends_gives_the_words_back(open_page, desk):
    page = open_page(desk["hannah"])
    page.goto(address(desk))
    page.context.clear_cookies()

    page.fill("[name=what_happened]", MINE)
    page.keyboard.press("Tab")
    page.get_by_role("link", name="Sign in again").click()
    page.fill("[name=login]", desk["hannah"].username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address(desk)}")

    assert page.input_value("[name=what_happened]") == MINE
    saved(page)
    page.wait_for_timeout(1500)
    assert stored(desk) == MINE
    assert work.open_step(desk["maisie"], "recording.visit")
    assert not CaseNote.objects.exists()
