"""Whether the record is ready, and when a team may take over: by the day."""

from datetime import date

import pytest

from tessera.practice.transfers import rules
from tessera.practice.transfers.apps import limits_fit

TODAY = date(2026, 3, 31)
READY = {
    "on": TODAY, "has_story": True, "has_family": True, "has_home": True, "has_ethnicity": True,
    "summary_on": TODAY, "decided_on": TODAY,
}  # fmt: skip


def missing(**known):
    return [p.missing for p in rules.parts(rules.Readiness(**READY | known)) if not p.is_there]


def test_a_record_with_everything_is_ready():
    assert missing() == []


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"has_story": False}, "The chronology has no lines"),
        ({"has_family": False}, "Nobody of the family is known"),
        ({"has_home": False}, "The home is not known"),
        ({"has_ethnicity": False}, "The ethnicity is not recorded"),
        ({"summary_on": None}, "There is no case summary"),
        ({"decided_on": None}, "There is no management decision"),
        ({"late_visits": ("Visit",)}, "Late: Visit"),
        ({"late_others": ("Core group", "Review")}, "Late: Core group, Review"),
        ({"to_be_signed": ("Assessment",)}, "To be signed: Assessment"),
    ],
)
def test_what_is_missing_is_said(known, words):
    assert missing(**known) == [words]


@pytest.mark.parametrize(
    ("summary_on", "is_old"), [(date(2025, 12, 31), False), (date(2025, 12, 30), True)]
)
def test_a_summary_counts_for_three_months(summary_on, is_old):
    assert bool(missing(summary_on=summary_on)) is is_old


def test_a_council_says_how_fresh_they_are_from_a_day_on(tmp_path, monkeypatch):
    (tmp_path / "transfers.yaml").write_text(
        "summary: [{from: 2026-03-01, limit: 1}]\ndecision: 6\n", encoding="utf-8"
    )
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    rules.LIMITS.forget()
    old = date(2026, 2, 27)

    assert missing(summary_on=old) == [
        "The case summary is of 27 February 2026: older than 1 month"
    ]
    assert missing(summary_on=old, on=date(2026, 2, 28)) == []
    assert missing(decided_on=date(2025, 10, 1)) == []
    assert missing(decided_on=date(2025, 9, 29)) != []
    assert rules.LIMITS.problems() == []


def test_a_slip_in_its_file_stops_the_site_at_its_start(tmp_path, monkeypatch):
    (tmp_path / "transfers.yaml").write_text("summary: 3\nsummry: 3\n", encoding="utf-8")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    rules.LIMITS.forget()

    (error,) = limits_fit()

    assert "line 2, summry: not known. It may be summary, decision" in error.msg


def test_what_counts_as_a_visit_is_what_recording_says():
    assert {"T041", "T052", "T070", "T081"} == rules.VISIT_CLOCKS


def test_a_crisis_is_read_from_how_the_child_stands():
    assert rules.crisis({"child_protection.plan": ""}) == []
    assert rules.crisis({"child_protection.emergency": ""}) == ["an emergency measure is in force"]


@pytest.mark.parametrize(
    ("takes_on", "held_since", "words"),
    [
        (date(2026, 3, 31), date(2025, 1, 1), ""),
        (date(2026, 3, 24), None, ""),
        (date(2026, 3, 23), None, "before the other team asked"),
        (date(2026, 3, 25), date(2026, 3, 26), "began on 26 March 2026, after that day"),
    ],
)
def test_a_team_takes_over_after_it_was_asked(takes_on, held_since, words):
    problem = rules.start_problem(
        takes_on=takes_on, asked_on=date(2026, 3, 24), held_since=held_since
    )

    assert words in problem
    assert bool(problem) is bool(words)
