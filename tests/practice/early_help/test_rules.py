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
