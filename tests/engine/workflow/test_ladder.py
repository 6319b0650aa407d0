"""To whom late work rises, and from which day: the council's own numbers, dated."""

from datetime import date

import pytest

from tessera.engine.workflow import rules
from tessera.engine.workflow.rules import ladder
from tests.factories.engine import TODAY


def council(tmp_path, monkeypatch, words):
    (tmp_path / "ladder.yaml").write_text(words)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))


def test_by_default_it_rises_after_one_five_and_ten_working_days():
    roles = ("team_manager", "service_manager", "head_of_service", "worker")

    assert [rules.rises_to(role, on=TODAY) for role in roles] == [1, 5, 10, None]
    assert ladder.late_ladder(TODAY) == [
        (1, ("worker", "team_manager")),
        (5, ("worker", "team_manager", "service_manager")),
        (10, ("worker", "team_manager", "service_manager", "head_of_service")),
    ]


def test_a_council_sets_its_own_numbers_from_a_day_on(tmp_path, monkeypatch):
    council(
        tmp_path,
        monkeypatch,
        """
service_manager: [{from: 2020-01-01, late_by: 4}, {from: 2026-04-01, late_by: 2}]
head_of_service: 7
""",
    )

    assert rules.rises_to("service_manager", on=date(2026, 3, 31)) == 4
    assert rules.rises_to("service_manager", on=date(2026, 4, 1)) == 2
    assert rules.rises_to("service_manager", on=date(2019, 12, 31)) is None
    assert rules.rises_to("head_of_service", on=TODAY) == 7
    assert rules.rises_to("team_manager", on=TODAY) == 1
    assert rules.ladder_problems() == []


@pytest.mark.parametrize(
    "words",
    [
        "mayor: 3",
        "service_manager: 0",
        "service_manager: soon",
        "head_of_service: [{}]",
        "worker_percent: [50]",
        "service_manager: true",
        "service_manager: [{from: soon, late_by: 3}]",
        "service_manager: 100000000",
    ],
)
def test_a_slip_in_the_ladder_is_named(tmp_path, monkeypatch, words):
    council(tmp_path, monkeypatch, words)

    [problem] = rules.ladder_problems()

    assert problem.startswith(f"{tmp_path}/ladder.yaml, line 1, {words.split(':')[0]}")


def test_the_other_numbers_are_a_councils_too(tmp_path, monkeypatch):
    council(
        tmp_path,
        monkeypatch,
        """
worker_percent: 60
team_manager_percent: [{from: 2020-01-01, number: 90}]
colleagues: 3
breaches: 3
""",
    )

    names = ("worker_percent", "team_manager_percent", "colleagues", "breaches", "breach_months")
    assert [rules.figure(name, on=TODAY) for name in names] == [60, 90, 3, 3, 12]
    assert rules.periods("team_manager_percent") == [(date(2020, 1, 1), date.max, 90)]


DUE = date(2026, 3, 24)


@pytest.mark.parametrize(
    ("said_on", "new_on", "needed"),
    [
        (None, None, "words"),
        (date(2026, 3, 20), None, "words"),  # before it was late
        (date(2026, 3, 24), date(2026, 3, 24), "words"),  # the new day has passed as well
        (date(2026, 3, 25), None, "date"),
        (date(2026, 3, 25), date(2026, 4, 2), ""),
    ],
)
def test_a_manager_owes_words_and_a_new_day_until_both_are_there(said_on, new_on, needed):
    assert rules.still_needed(due_on=DUE, said_on=said_on, new_on=new_on) == needed
