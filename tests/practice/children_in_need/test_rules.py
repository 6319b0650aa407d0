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


def test_a_disabled_child_on_a_stable_plan_is_visited_and_reviewed_less_often():
    assert rules.visit_timer(is_stable_short_break_plan=True) == "T081D"
    assert rules.visit_timer(is_stable_short_break_plan=False) == "T081"
    assert rules.review_timer(is_stable_short_break_plan=True) == "T082D"
    assert rules.review_timer(is_stable_short_break_plan=False) == "T082"


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


@pytest.mark.parametrize(
    ("started_on", "ended_on", "protected", "is_problem"),
    [
        (DAY, None, [], False),
        (DAY, None, [(date(2026, 1, 1), DAY)], False),
        (DAY, None, [(date(2026, 1, 1), None)], True),
        (DAY, None, [(date(2026, 1, 1), date(2026, 3, 24))], True),
        (date(2026, 1, 1), DAY, [(DAY, None)], False),
        (date(2026, 1, 1), date(2026, 3, 24), [(DAY, None)], True),
        (date(2026, 1, 1), None, [(DAY, date(2026, 4, 1))], True),
        (DAY, None, [(date(2025, 1, 1), date(2025, 6, 1)), (date(2026, 4, 1), None)], True),
    ],
)
def test_a_child_in_need_plan_never_runs_beside_a_protection_plan(
    started_on, ended_on, protected, is_problem
):
    problem = rules.overlap_problem(started_on=started_on, ended_on=ended_on, protected=protected)

    assert bool(problem) is is_problem
