from datetime import date

import pytest

from tessera.engine.workflow.rules import due_from, timer
from tessera.practice.early_help import rules


@pytest.mark.parametrize(
    ("code", "triggered", "due_on"),
    [
        ("T010", date(2026, 3, 23), date(2026, 5, 7)),
        ("T011", date(2026, 5, 13), date(2026, 5, 28)),
        ("T012", date(2026, 3, 23), date(2026, 5, 4)),
        ("T013", date(2026, 4, 1), date(2026, 4, 17)),
    ],
)
def test_the_clocks_of_early_help(code, triggered, due_on):
    assert due_from(code, triggered).on == due_on
    assert timer(code, on=triggered).basis == "L"


@pytest.mark.parametrize(
    ("consent", "may"),
    [
        ("given", True),
        ("given_in_part", True),
        ("refused", False),
        ("not_asked", False),
        ("", False),
    ],
)
def test_early_help_needs_agreement(consent, may):
    assert rules.may_start(consent) is may


@pytest.mark.parametrize(
    ("consent", "worries_remain", "outcome", "is_problem"),
    [
        ("withdrawn", True, "consent_withdrawn", True),
        ("withdrawn", True, "stepped_up", False),
        ("withdrawn", False, "consent_withdrawn", False),
        ("given", True, "needs_met", False),
    ],
)
def test_agreement_withdrawn_with_worries_goes_to_the_front_door(
    consent, worries_remain, outcome, is_problem
):
    problem = rules.withdrawal_problem(
        consent=consent, worries_remain=worries_remain, outcome=outcome
    )

    assert bool(problem) is is_problem


BEGAN, ENDED = date(2026, 3, 23), date(2026, 5, 7)


@pytest.mark.parametrize(
    ("on", "ended_on", "is_problem"),
    [
        (date(2026, 3, 22), None, True),
        (BEGAN, None, False),
        (date(2026, 5, 7), ENDED, False),
        (date(2026, 5, 8), ENDED, True),
    ],
)
def test_early_help_is_assessed_while_it_goes_on(on, ended_on, is_problem):
    problem = rules.within_problem(on=on, started_on=BEGAN, ended_on=ended_on)

    assert bool(problem) is is_problem


@pytest.mark.parametrize(
    ("assessed_on", "ended_on", "is_problem"),
    [
        (None, date(2026, 3, 22), True),
        (None, BEGAN, False),
        (date(2026, 4, 20), date(2026, 4, 19), True),
        (date(2026, 4, 20), date(2026, 4, 20), False),
    ],
)
def test_early_help_ends_after_it_began_and_was_assessed(assessed_on, ended_on, is_problem):
    problem = rules.end_problem(started_on=BEGAN, assessed_on=assessed_on, ended_on=ended_on)

    assert bool(problem) is is_problem
