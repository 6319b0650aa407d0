from datetime import date

import pytest

from tessera.engine.workflow.rules import due_from, stages
from tessera.practice.children_in_need import rules


@pytest.mark.parametrize(
    ("code", "triggered", "due_on"),
    [
        ("T080", date(2026, 4, 1), date(2026, 4, 17)),
        ("T081", date(2026, 4, 9), date(2026, 5, 8)),
        ("T081", date(2026, 4, 21), date(2026, 5, 20)),
        ("T081D", date(2026, 4, 21), date(2026, 7, 21)),
        ("T082", date(2026, 3, 23), date(2026, 5, 4)),
        ("T082D", date(2026, 3, 31), date(2026, 9, 30)),
        ("T083", date(2026, 3, 23), date(2026, 12, 23)),
    ],
)
def test_the_clocks_of_a_child_in_need_plan(code, triggered, due_on):
    assert due_from(code, triggered).on == due_on


def test_a_plan_of_a_year_goes_to_a_panel():
    seen = {s.name: s.sees for s in stages(due_from("T083", date(2026, 3, 23)))}

    assert seen["month 12"] == ("panel", "service_manager")


DAY = date(2026, 3, 23)


def test_a_plan_starts_on_or_after_its_referral_and_ends_on_or_after_its_start():
    assert rules.start_problem(started_on=DAY, referred_on=DAY) == ""
    assert rules.start_problem(started_on=date(2026, 3, 22), referred_on=DAY)
    assert rules.end_problem(started_on=DAY, ended_on=DAY) == ""
    assert rules.end_problem(started_on=DAY, ended_on=date(2026, 3, 22))


@pytest.mark.parametrize(
    ("kind", "held_on", "is_problem"),
    [
        ("first", DAY, False),
        ("review", DAY, True),
        ("review", date(2026, 3, 24), False),
        ("first", date(2026, 3, 22), True),
    ],
)
def test_a_review_comes_after_the_start_of_the_plan(kind, held_on, is_problem):
    problem = rules.meeting_problem(held_on=held_on, started_on=DAY, kind=kind)

    assert bool(problem) is is_problem
