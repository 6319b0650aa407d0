"""A core group for three children in a browser, and the plan's pages open to everyone at two widths."""

from datetime import date

import pytest

from tessera.engine.workflow import queries as work
from tessera.practice.child_protection.models import CoreGroup
from tessera.practice.plans import queries as plans
from tessera.practice.plans.models import Progress
from tests.factories import engine as make
from tests.factories import practice
from tests.support.browsing import NARROW, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]
CONFERENCE, CODE = date(2026, 2, 3), "child_protection.core_group"
INITIAL = "child_protection.initial_conference"
CALM = {
    "title": "No shouting or fear at home",
    "area": "safety",
    "how_we_know": "No police calls for three months. Maisie and Kai say that they feel safe.",
    "contingency": "Nana has the children, and we meet within five working days.",
    "action": "Safety plan with the domestic abuse service",
    "who": "Orla Finchett, Haven",
    "by_when": date(2026, 3, 2),
}
BEDS = {
    "title": "Clean, fed and rested every day",
    "area": "care",
    "how_we_know": "Lunch and coat at school nine days in ten. Each in their own bed at every visit.",
    "action": "Cot and two beds",
    "who": "Hannah Treloyd",
    "by_when": date(2026, 4, 30),
}


@pytest.fixture
def family(live_site):
    """Maisie, Kai and Ivy on one plan since their conference, with Hannah."""
    team = make.a_team("Eskmoor North")
    hannah = make.a_worker("Hannah Treloyd", team=team)
    joseph = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    denise = make.a_worker("Denise Kilvarn", role="conference_chair")
    children = [
        practice.an_open_case(name, worker=hannah, team=team)
        for name in ("Maisie Brindlow", "Kai Brindlow", "Ivy Pellowe")
    ]
    answers = practice.conference_answers(children, held_on=CONFERENCE)
    answers["answers"] |= {
        "outline": "We worry that the children go without meals and sleep, and are frightened.",
        "outcomes": [BEDS, CALM],
    }
    for child in children:
        answers["each"][child]["visits_every"] = 8
    practice.complete(INITIAL, children, answers, on=CONFERENCE, by=denise)
    return {"hannah": hannah, "joseph": joseph, "children": children}


def met_twice(family):
    children, hannah = family["children"], family["hannah"]
    for on, scale in ((date(2026, 2, 16), "none"), (date(2026, 3, 12), "some")):
        answers = practice.core_group_answers(children, held_on=on, scale=scale)
        answers["answers"]["parents_views"] = [
            {"who": "Leanne", "view": "I want Jordan to get help, but he can't be here."}
        ]
        if scale == "some":
            kais = next(
                row for row in practice.filling.rows_of("plans.outcomes", children, on)
                if row.words.endswith("only Kai")
            )  # fmt: skip
            answers["answers"]["progress"].append(
                {"row": kais, "scale": "worse", "evidence": "Kai sleeps on the sofa."}
            )
        step = work.open_step(children[0], CODE)
        practice.complete(CODE, children, answers, step=step, on=on, by=hannah)


def on_the_day(page, name, on):
    for part in ("day", "month", "year"):
        page.locator(f'[name="{name}-{part}"]').fill(str(getattr(on, part)))


def test_a_core_group_is_written_once_for_three_children(open_page, family, assert_sound):
    children = family["children"]
    step = work.open_step(children[0], CODE)
    page = open_page(family["hannah"])
    page.goto(f"/people/{children[0].public_id}/plan/")
    page.get_by_role("button", name="Record the core group").click()

    on_the_day(page, "held_on", date(2026, 2, 16))
    for n, name in enumerate(("Leanne Brindlow", "Bella Corrimore")):
        if page.locator(f'[name="attendance-{n}-who"]').count() == 0:
            page.get_by_role("button", name="Add a person").click()
        page.locator(f'[name="attendance-{n}-who"]').fill(name)
    page.get_by_role("button", name="Everyone else came").click()
    assert_sound(page, "core-group-who")
    for n in (1, 2, 3):
        page.locator(f'[name="c{n}_words"]').fill("I have my own bed.")
    page.get_by_role("button", name="Save and go to").click()

    assert_sound(page, "core-group-progress")
    for row in ("progress-0", "progress-4"):
        page.locator(f'[name="{row}-scale"]').select_option("some")
        page.locator(f'[name="{row}-evidence"]').fill("School says so.")
    for n in (1, 2, 3):
        page.locator(f'[name="c{n}_risk"][value="reducing"]').check()
        page.locator(f'[name="c{n}_risk_why"]').fill("Nights are calmer.")
        page.get_by_role("button", name="Save and go to").click()

    assert_sound(page, "core-group-plan")
    page.locator('[name="early_review"][value="no"]').check()
    page.get_by_role("button", name="Save and check it all").click()
    assert_sound(page, "core-group-finish")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/done/")

    assert CoreGroup.objects.filter(step_ref=step.public_id, risk="reducing").count() == 3
    assert Progress.objects.filter(scale="some").count() == 6
    assert len(plans.open_outcomes(children)) == 2


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_the_plan_is_open_to_everyone(open_page, family, assert_sound, viewport):
    met_twice(family)
    child = family["children"][0]
    action = plans.open_actions(family["children"])[0]
    page = open_page(family["hannah"], viewport=viewport)

    page.goto(f"/people/{child.public_id}/plan/")
    assert_sound(page, "plan")
    page.goto(f"/people/{child.public_id}/plan/?on=2026-02-20")
    assert_sound(page, "plan-as-it-was")
    for part in ("outcomes/", f"actions/{action.public_id}/", f"actions/{action.public_id}/done/"):
        page.goto(f"/people/{child.public_id}/plan/{part}")
        assert_sound(page, f"plan-{part.split('/')[0]}-{part.count('/')}")
    outcome = action.outcome.public_id
    for part in ("", "progress/", "actions/"):
        page.goto(f"/people/{child.public_id}/plan/outcomes/{outcome}/{part}")
        assert_sound(page, f"outcome-{part.strip('/') or 'change'}")
    page.goto(f"/people/{child.public_id}/plan/views/")
    assert_sound(page, "plan-views")


def test_an_action_is_marked_done_without_script(open_page, family):
    child = family["children"][0]
    page = open_page(family["hannah"], javascript=False)

    page.goto(f"/people/{child.public_id}/plan/")
    page.locator('main a[href$="/done/"]').first.click()
    page.get_by_role("button", name="Mark done").click()

    page.get_by_text("Done").first.wait_for()
    assert [a.what for a in plans.open_actions([child])] == [CALM["action"]]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_a_managers_lists_are_open_to_everyone(open_page, family, assert_sound, viewport):
    page = open_page(family["joseph"], viewport=viewport)

    for address, name in (
        ("/outcomes/", "outcomes"),
        ("/outcomes/children/?area=care&progress=not_scored", "outcomes-children"),
        ("/drift/", "drift"),
        ("/drift/core_group/", "drift-list"),
    ):
        page.goto(address)
        assert_sound(page, name)
