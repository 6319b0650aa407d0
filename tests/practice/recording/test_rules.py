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


BORN = date(2018, 9, 9)


@pytest.mark.parametrize(
    ("seen_alone", "why_not", "born_on", "asks"),
    [
        (True, "", BORN, False),
        (None, "", BORN, False),
        (False, "Mum stayed in the room", BORN, False),
        (False, " ", BORN, True),
        (False, "", date(2024, 4, 30), True),  # two today
        (False, "", date(2024, 5, 1), False),
        (False, "", None, False),
    ],
)
def test_a_visit_asks_why_a_child_was_not_seen_alone_but_for_a_baby(
    seen_alone, why_not, born_on, asks
):
    problem = rules.not_alone_problem(
        seen_alone=seen_alone, why_not=why_not, born_on=born_on, on=THURSDAY
    )

    assert bool(problem) == asks


def test_a_babys_age_is_the_reason():
    assert rules.too_young_words(date(2025, 3, 2), THURSDAY) == "Too young: 13 months"
    assert rules.too_young_words(None, THURSDAY) == "Not born yet"


def test_a_council_asks_from_another_age(monkeypatch, tmp_path):
    (tmp_path / "visits.yaml").write_text("seen_alone_from: 3\n")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert rules.too_young(date(2023, 5, 1), THURSDAY)


def test_where_else_is_not_said_in_a_line():
    assert rules.place_in_a_line("At home") == "at home"
    assert rules.place_in_a_line("") == ""
    assert rules.place_in_a_line("At Nana's, 12 Cobblers Row") == "elsewhere"
