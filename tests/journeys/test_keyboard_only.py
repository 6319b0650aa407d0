"""No mouse: Tab, Enter, Space and `/` are enough for the tasks of every day, and show where one is."""

from datetime import date

import pytest

from tessera.practice.recording.models import CaseNote
from tests.factories import people as families
from tests.factories import practice

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TABS_AT_MOST = 60
WHERE = r"""() => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  const said = (here.labels && here.labels[0] && here.labels[0].innerText)
    || here.getAttribute("aria-label") || here.innerText || "";
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return {
    name: said.trim().split("\n")[0],
    end: here === document.body,
    shown: shown && box.width > 0 && box.height > 0,
  };
}"""


@pytest.fixture
def desk(transactional_db):
    """Hannah has Maisie, who has a plan."""
    team = families.a_team()
    hannah = families.a_worker("Hannah Treloyd", team=team)
    joseph = families.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    maisie = families.the_brindlows(worker=hannah, team=team).maisie
    practice.a_referral(maisie)
    practice.complete(
        "children_in_need.first_meeting", [maisie],
        practice.need_meeting_answers([maisie], held_on=date(2026, 3, 2)),
        on=date(2026, 3, 2), by=hannah, authorised_by=joseph,
    )  # fmt: skip
    return hannah


def tab_to(page, name):
    """Tab until what has this name is reached; wherever it stops on the way can be seen."""
    passed = []
    for _ in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if here["end"]:
            break
        assert here["shown"], f"At {page.url} nothing shows that {here['name']!r} has the focus"
        passed.append(here["name"])
        if here["name"] == name:
            return
    raise AssertionError(f"At {page.url} Tab does not come to {name!r}, only to {passed}")


def enter(page, *, key="Enter"):
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def test_a_case_note_is_written_by_keyboard_alone(open_page, desk):
    page = open_page(desk)
    page.goto("/work/")

    tab_to(page, "Write a visit or note")
    enter(page)
    tab_to(page, "Note")
    enter(page)
    for box, words in (("Day", "31"), ("Month", "3"), ("Year", "2026")):
        tab_to(page, box)
        page.keyboard.type(words)
    tab_to(page, "What was it?")
    page.keyboard.type("Tel")
    tab_to(page, "In a few words")
    page.keyboard.type("Call from Nana")
    tab_to(page, "The note")
    page.keyboard.type("Nana rang: Maisie slept through.")
    tab_to(page, "Save and finish")
    enter(page)

    note = CaseNote.objects.get()
    assert (note.title, note.happened_on) == ("Call from Nana", date(2026, 3, 31))
    assert note.kind == "telephone"


def test_a_plan_is_found_from_a_misspelt_name_by_keyboard_alone(open_page, desk):
    page = open_page(desk)
    page.goto("/work/")

    page.keyboard.press("/")
    page.keyboard.type("Maisy Brinlow")
    enter(page)
    tab_to(page, "Maisie Brindlow")
    enter(page)
    tab_to(page, "Plans")
    enter(page)

    assert page.locator("main").get_by_text("Child in need plan").first.is_visible()


def test_the_first_tab_leads_past_the_navigation(open_page, desk):
    page = open_page(desk)
    page.goto("/work/")

    page.keyboard.press("Tab")
    assert page.evaluate(WHERE)["name"] == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("!!document.activeElement.closest('main')")
