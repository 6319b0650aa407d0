from datetime import date

import pytest

from tessera.engine.workflow.rules import due_from, stages
from tessera.practice.children_in_need import rules

PACKAGE_ENDED = date(2026, 3, 3)


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


@pytest.mark.parametrize(
    ("code", "since", "counted", "case"),
    [
        ("T081", date(2026, 2, 27), None, "in time by the usual interval"),
        ("T081", date(2026, 2, 3), None, "due on that very day is not late"),
        ("T081", date(2026, 2, 2), ("T081", PACKAGE_ENDED), "late by one day"),
        ("T081", date(2026, 1, 20), ("T081", PACKAGE_ENDED), "late by two weeks"),
        ("T081", date(2025, 12, 31), ("T081D", None), "the day that stood comes on the same day"),
        ("T081", date(2025, 12, 10), ("T081D", None), "the day that stood comes sooner"),
        ("T081", date(2025, 11, 2), ("T081D", None), "late already by the longer interval"),
        ("T082", date(2026, 1, 20), None, "a review in six weeks, due on that day"),
        ("T082", date(2026, 1, 19), ("T082", PACKAGE_ENDED), "a review late by one day"),
        ("T082", date(2025, 9, 20), ("T082D", None), "a review whose day stood before"),
    ],
)
def test_nothing_is_late_because_a_package_of_short_breaks_ended(code, since, counted, case):
    found = rules.after_short_breaks(code, since=since, ended_on=PACKAGE_ENDED)

    assert (found and (found[0], found[2])) == counted, case


def test_a_council_counts_from_the_last_visit_from_a_day_on(monkeypatch, tmp_path):
    (tmp_path / "short_breaks.yaml").write_text(
        "counted_from_the_change: [{from: 2026-04-01, limit: 0}]\n"
    )
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    before = rules.after_short_breaks("T081", since=date(2026, 1, 20), ended_on=PACKAGE_ENDED)
    after = rules.after_short_breaks("T081", since=date(2026, 2, 20), ended_on=date(2026, 4, 7))

    assert before is not None
    assert after is None
