from datetime import date

import pytest

from tessera.practice.recording import rules

THURSDAY = date(2026, 4, 30)


@pytest.mark.parametrize(
    ("happened_on", "words"),
    [
        (THURSDAY, ""),
        (date(2026, 5, 1), "today or before"),
        (date(2018, 9, 8), "born on 9 September 2018"),
    ],
)
def test_a_visit_is_of_a_day_that_has_been(happened_on, words):
    problem = rules.happened_problem(happened_on, today=THURSDAY, born_on=date(2018, 9, 9))

    assert (words in problem) if words else problem == ""
    assert rules.happened_problem(date(2018, 9, 8), today=THURSDAY) == ""


@pytest.mark.parametrize(
    ("seen", "seen_alone", "why_not", "asks"),
    [
        (True, True, "", set()),
        (True, False, "Mum stayed in the room", set()),
        (True, False, " ", {"why_not"}),
        (True, None, "", {"seen_alone"}),
        (False, None, "No one was in", set()),
        (False, None, "", {"why_not"}),
        (False, True, "", {"why_not", "seen_alone"}),
        (None, None, "", {"seen"}),
    ],
)
def test_every_visit_says_whether_the_child_was_seen_alone_and_if_not_why(
    seen, seen_alone, why_not, asks
):
    found = rules.visit_problems(seen=seen, seen_alone=seen_alone, why_not=why_not)

    assert found.keys() == asks
