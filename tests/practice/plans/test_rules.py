from datetime import date

import pytest

from tessera.practice.plans import rules
from tessera.practice.plans.apps import limits_fit


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, ""),
        (date(2026, 3, 31), ""),
        (date(2026, 4, 2), ""),
        (date(2026, 3, 30), "Late by 1 working day"),
        (date(2026, 3, 28), "Late by 2 working days"),  # a Saturday
        (date(2026, 2, 18), "Late by 29 working days"),
    ],
)
def test_a_late_action_is_late_by_working_days(due, words):
    assert rules.lateness(due, today=date(2026, 3, 31)) == words


@pytest.mark.parametrize(
    ("seen", "asked", "due"),
    [
        (date(2026, 3, 2), date(2026, 2, 3), date(2026, 3, 9)),  # from the visit
        (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 11)),  # from the day it was asked for
        (date(2026, 3, 30), date(2026, 2, 3), date(2026, 4, 8)),  # over Easter
    ],
)
def test_a_visit_every_five_working_days(seen, asked, due):
    found = rules.visit_due(last_seen_on=seen, set_on=asked, every_working_days=5)

    assert found == due


def test_nothing_is_before_the_plan_or_after_its_end():
    plan = {"plan_started_on": date(2026, 2, 3), "plan_ended_on": date(2026, 5, 18)}

    assert rules.within("The action", date(2026, 2, 3), **plan) == ""
    assert rules.within("The action", date(2026, 5, 18), **plan) == ""
    assert "before the plan began" in rules.within("The action", date(2026, 2, 2), **plan)
    assert "after the plan ended" in rules.within("The action", date(2026, 5, 19), **plan)


def test_an_end_is_not_before_its_beginning():
    begun = date(2026, 2, 3)

    assert rules.not_before("The action", begun, begun) == ""
    assert "before it began" in rules.not_before("The action", date(2026, 2, 2), begun)


@pytest.mark.parametrize(("days", "is_fine"), [(0, False), (1, True), (60, True), (61, False)])
def test_visits_are_every_1_to_60_working_days(days, is_fine):
    assert (rules.visits_problem(days) == "") is is_fine


@pytest.mark.parametrize(
    ("scores", "word"),
    [([], ""), ([1], ""), ([1, 1], "the same"), ([0, 2], "better"), ([4, 2, 1], "worse")],
)
def test_the_way_an_outcome_goes_is_that_of_the_last_two_scores(scores, word):
    assert rules.trend(scores) == word


@pytest.mark.parametrize(
    ("scores", "stuck"),
    [([0, 0], False), ([0, 0, 0], True), ([2, 0, -1, 0], True), ([0, 1, 0], False)],
)
def test_an_outcome_is_stuck_after_three_meetings_without_change(scores, stuck):
    assert rules.unmoved(scores, on=date(2026, 3, 31)) is stuck


def test_a_council_says_from_a_day_on_after_how_many_meetings(tmp_path, monkeypatch):
    (tmp_path / "plans.yaml").write_text(
        "no_change: [{from: 2026-04-01, limit: 2}]\n", encoding="utf-8"
    )
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    rules.LIMITS.forget()
    before, since = date(2026, 3, 31), date(2026, 4, 1)

    assert not rules.unmoved([1, 0, 0], on=before)
    assert rules.unmoved([1, 0, 0], on=since)
    assert rules.unmoved_words(on=before) == "No change at three meetings running."
    assert rules.unmoved_words(on=since) == "No change at two meetings running."
    assert limits_fit() == []


def test_a_slip_in_plans_yaml_stops_the_site_at_its_start(tmp_path, monkeypatch):
    (tmp_path / "plans.yaml").write_text("no_change: 1\n", encoding="utf-8")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    rules.LIMITS.forget()

    (error,) = limits_fit()

    assert "write a number of meetings, from 2, as `limit`" in error.msg


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Maisie", "Kai"]),
        (None, ["Maisie", "Kai"]),
        ("kai", ["Kai"]),
        ("Kai and Maisie", ["Maisie", "Kai"]),
        (" Maisie , ", ["Maisie"]),
        ("Zara", None),
        ("Kai, Zara", None),
    ],
)
def test_only_for_names_children_by_their_first_names(words, found):
    assert rules.only_for(words, ["Maisie", "Kai"]) == found


@pytest.mark.parametrize(
    ("words", "is_hers"),
    [("", True), ("Kai", False), ("Kai,", False), ("Kai, Maisie", True), ("kai and maisie", True)],
)
def test_what_is_only_for_a_brother_does_not_concern_her(words, is_hers):
    assert rules.concerns(words, ["Maisie"]) is is_hers


FIRST, SECOND, THIRD = "conference", "core group", "review"


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ([], [date(2026, 2, 3)]),
        ([(FIRST, date(2026, 2, 3))], [date(2026, 2, 3)]),
        ([(None, date(2026, 2, 20))], [date(2026, 2, 3)]),  # between meetings
        (
            [(SECOND, date(2026, 3, 3)), (FIRST, date(2026, 2, 3)), (SECOND, date(2026, 3, 3))],
            [date(2026, 2, 3), date(2026, 3, 3)],
        ),
        (
            [(THIRD, date(2026, 3, 31)), (SECOND, date(2026, 2, 3))],  # a second on the first day
            [date(2026, 2, 3), date(2026, 2, 3), date(2026, 3, 31)],
        ),
    ],
)
def test_each_meeting_that_writes_in_a_plan_begins_a_version(written, days):
    began = {"began_on": date(2026, 2, 3), "began_at": FIRST}

    assert rules.versions(**began, written=written) == days


@pytest.mark.parametrize(
    ("day", "version"),
    [(date(2026, 2, 3), 1), (date(2026, 3, 2), 1), (date(2026, 3, 3), 2), (date(2026, 2, 1), 1)],
)
def test_a_version_stands_until_the_next_begins(day, version):
    assert rules.version_on([date(2026, 2, 3), date(2026, 3, 3)], day) == version


@pytest.mark.parametrize(
    ("clocks", "found"),
    [
        ([], (0, 0)),
        ([(date(2026, 2, 3), date(2026, 2, 17))], (0, 0)),  # the first still waits
        ([(date(2026, 2, 3), date(2026, 2, 16))], (0, 1)),  # and has not been made
        ([(date(2026, 2, 3), date(2026, 2, 10)), (date(2026, 2, 10), date(2026, 2, 17))], (1, 1)),
        ([(date(2026, 2, 3), date(2026, 2, 10)), (date(2026, 2, 11), date(2026, 2, 18))], (0, 1)),
        # A visit at which the child was not seen leaves the day as it was.
        (
            [
                (date(2026, 2, 3), date(2026, 2, 10)),
                (date(2026, 2, 3), date(2026, 2, 10)),
                (date(2026, 2, 9), date(2026, 2, 18)),
            ],
            (1, 1),
        ),
    ],
)
def test_a_visit_is_on_time_by_the_clock_it_answers(clocks, found):
    assert rules.visits_on_time(clocks, today=date(2026, 2, 17)) == found


@pytest.mark.parametrize(
    ("every", "children", "words"),
    [
        ([], 2, ""),
        ([("Maisie", 10), ("Kai", 10)], 2, "Every 10 working days"),
        ([("Maisie", 10)], 2, "Maisie every 10 working days"),
        (
            [("Maisie", 10), ("Kai", 1)], 2, "Maisie every 10 working days; Kai every 1 working day",
        ),
    ],
)  # fmt: skip
def test_how_often_is_said_once_when_it_is_the_same_for_all(every, children, words):
    assert rules.how_often(every, children) == words
