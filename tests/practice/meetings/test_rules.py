"""Whether enough agencies were there: no database."""

from datetime import date

import pytest

from tessera.practice.meetings.apps import limits_fit
from tessera.practice.meetings.rules import (
    LIMITS,
    conference_is_quorate,
    conference_quorum_problem,
)

ON = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("agencies", "is_quorate"),
    [
        (["social_care", "police", "health"], True),
        (["social_care", "education", "health", ""], True),
        (["social_care", "health", "health"], False),
        (["social_care", ""], False),
        (["police", "health", "education"], False),
        ([], False),
    ],
)
def test_a_conference_needs_social_care_and_two_more(agencies, is_quorate):
    assert conference_is_quorate(agencies, on=ON) is is_quorate
    assert bool(conference_quorum_problem(agencies, on=ON)) is not is_quorate


@pytest.mark.parametrize(
    ("agencies", "words"),
    [
        (["police", "health"], "Nobody of social care is said to have been there"),
        (["social_care"], "two other agencies should be there; none was."),
        (["social_care", "health"], "two other agencies should be there; only one was."),
    ],
)
def test_the_chair_reads_what_is_missing(agencies, words):
    assert words in conference_quorum_problem(agencies, on=ON)


def test_a_council_says_from_a_day_on_how_many_others_come(tmp_path, monkeypatch):
    (tmp_path / "meetings.yaml").write_text(
        "agencies_besides: [{from: 2026-04-01, limit: 3}, {from: 2026-06-01, limit: 1}]\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    LIMITS.forget()
    three = ["social_care", "police", "health"]

    assert conference_is_quorate(three, on=date(2026, 3, 31))
    assert not conference_is_quorate(three, on=date(2026, 4, 1))
    said = conference_quorum_problem(three, on=date(2026, 4, 1))
    assert "three other agencies should be there; only two were." in said
    assert conference_is_quorate(three[:2], on=date(2026, 6, 1))
    assert "another agency should be there" in conference_quorum_problem(
        ["social_care"], on=date(2026, 6, 1)
    )
    assert limits_fit() == []


def test_a_slip_in_meetings_yaml_stops_the_site_at_its_start(tmp_path, monkeypatch):
    (tmp_path / "meetings.yaml").write_text("agencies_beside: 3\n", encoding="utf-8")
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
    LIMITS.forget()

    (error,) = limits_fit()

    assert "line 1, agencies_beside: not known. It may be agencies_besides" in error.msg
