from datetime import date

import pytest

from tessera.engine.workflow.rules import UnknownTimer, due_from, stages, timer
from tessera.practice.assessments import rules

REFERRED = date(2026, 3, 23)
DUE = date(2026, 5, 29)


def test_an_assessment_is_due_45_working_days_from_the_referral_over_easter_and_may():
    assert rules.assessment_due(clock_started_on=REFERRED) == DUE
    assert due_from("T040", REFERRED).on == DUE
    assert due_from("T040", REFERRED).why == (
        "45 working days from the referral on Monday 23 March; 4 bank holidays do not count"
    )


def test_the_timer_and_the_rule_of_45_working_days_are_one_number():
    assert timer("T040", on=REFERRED).limit == rules.COMPLETED_WITHIN_WORKING_DAYS


def test_an_assessment_of_before_the_guidance_of_2013_has_no_such_clock():
    with pytest.raises(UnknownTimer):
        timer("T040", on=date(2013, 4, 14))
    assert timer("T040", on=date(2013, 4, 15)).limit == 45


def test_managers_see_an_assessment_at_day_30_day_40_and_day_45():
    own = {s.name: s for s in stages(due_from("T040", REFERRED)) if s.name.startswith("working")}

    assert {name: (stage.on, stage.sees) for name, stage in own.items()} == {
        "working day 30": (date(2026, 5, 7), ("team_manager",)),
        "working day 40": (date(2026, 5, 21), ("service_manager",)),
        "working day 45": (DUE, ("head_of_service",)),
    }


@pytest.mark.parametrize(
    ("code", "triggered", "due_on"),
    [
        ("T041", date(2026, 3, 30), date(2026, 4, 8)),
        ("T042", date(2026, 3, 23), date(2026, 4, 8)),
        ("T042B", date(2026, 3, 23), date(2026, 5, 7)),
        ("T043", date(2026, 5, 20), date(2026, 5, 28)),
    ],
)
def test_the_other_clocks_of_an_assessment(code, triggered, due_on):
    assert due_from(code, triggered).on == due_on


@pytest.mark.parametrize(("on", "is_late"), [(DUE, False), (date(2026, 5, 30), True)])
def test_an_assessment_that_took_longer_says_why(on, is_late):
    assert rules.needs_longer_why(clock_started_on=REFERRED, authorised_on=on) is is_late


def test_the_page_tells_the_day_of_the_assessment():
    words = rules.day_words(clock_started_on=REFERRED, day=date(2026, 5, 14))

    assert words == "day 35 of 45"


def test_an_assessment_starts_on_or_after_its_referral():
    assert rules.start_problem(started_on=REFERRED, referred_on=REFERRED) == ""
    assert "before the referral on 23 March 2026" in rules.start_problem(
        started_on=date(2026, 3, 22), referred_on=REFERRED
    )


def test_an_assessment_ends_on_or_after_its_start():
    assert rules.authorisation_problem(started_on=REFERRED, authorised_on=REFERRED) == ""
    assert rules.authorisation_problem(started_on=REFERRED, authorised_on=date(2026, 3, 22))


@pytest.mark.parametrize(
    ("seen_on", "seen_alone_on", "is_problem"),
    [
        (None, None, False),
        (date(2026, 4, 1), None, False),
        (date(2026, 4, 1), date(2026, 4, 1), False),
        (date(2026, 4, 1), date(2026, 4, 9), False),
        (date(2026, 4, 1), date(2026, 3, 31), True),
    ],
)
def test_a_child_seen_alone_was_seen(seen_on, seen_alone_on, is_problem):
    assert bool(rules.seen_problem(seen_on=seen_on, seen_alone_on=seen_alone_on)) is is_problem


@pytest.mark.parametrize(
    ("chosen", "on", "words"),
    [
        (["3B", "16A"], DUE, ""),
        (["21"], DUE, ""),
        (["18A"], date(2024, 3, 31), ""),
        (["18A"], date(2024, 4, 1), "Not on this year's list of factors: Physical abuse"),
        (["RB"], DUE, "Not on this year's list of factors: RB"),
        ([], DUE, "Choose at least one factor"),
        (["21", "3B"], DUE, "Keep one or the other"),
        (["3B", "3B"], DUE, "there twice"),
    ],
)
def test_factors_are_some_of_the_years_list_each_once_and_none_alone(chosen, on, words):
    problem = rules.factors_problem(chosen, on=on)

    assert (words in problem) if words else problem == ""


@pytest.mark.parametrize(
    ("outcome", "reason"), [("close", "RC8"), ("early_help", "RC9"), ("child_in_need_plan", "")]
)
def test_an_assessment_that_ends_the_case_gives_its_reason(outcome, reason):
    assert rules.closure_reason(outcome) == reason


@pytest.mark.parametrize(
    ("chosen", "outcome", "asks"),
    [
        (["21"], "close", False),
        (["21"], "child_in_need_plan", True),
        (["3B"], "child_in_need_plan", False),
    ],
)
def test_no_factors_and_a_plan_asks_for_a_second_look(chosen, outcome, asks):
    assert bool(rules.factors_warning(chosen, outcome=outcome)) is asks
