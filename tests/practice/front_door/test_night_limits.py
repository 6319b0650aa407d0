"""When the day begins, and how far back the first hand-over looks: a council's own, from a day on."""

from datetime import UTC, date, datetime

import pytest

from tessera.practice.front_door.apps import limits_fit
from tessera.practice.front_door.rules import out_of_hours as rules

WINTER = date(2026, 2, 3)


def at(day, hour, minute=0):
    """Greenwich time: in February that of the clock on the wall."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.fixture
def of_the_council(tmp_path, monkeypatch):
    def written(text):
        (tmp_path / "out_of_hours.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
        rules.LIMITS.forget()

    yield written
    rules.LIMITS.forget()


@pytest.mark.parametrize(
    ("hour", "minute", "over"), [(8, 59, date(2026, 2, 2)), (9, 0, WINTER), (20, 0, WINTER)]
)
def test_the_day_begins_at_nine(hour, minute, over):
    assert rules.last_past_morning(at(WINTER, hour, minute)) == over


def test_a_council_says_when_its_day_begins_from_a_day_on(of_the_council):
    of_the_council("day_begins: [{from: 2026-02-03, limit: 8:30}]\n")

    assert rules.last_past_morning(at(WINTER, 8, 29)) == date(2026, 2, 2)
    assert rules.last_past_morning(at(WINTER, 8, 30)) == WINTER
    before = date(2026, 2, 2)
    assert rules.last_past_morning(at(before, 8, 30)) == date(2026, 2, 1)
    assert limits_fit() == []


def test_a_council_says_how_far_back_the_first_hand_over_looks(of_the_council):
    of_the_council("first_shift: [{from: 2026-02-03, limit: 16}]\n")

    assert rules.first_shift_began(at(WINTER, 8)) == at(date(2026, 2, 2), 16)
    assert rules.first_shift_began(at(date(2026, 2, 2), 8)) == at(date(2026, 2, 1), 8)


def test_nine_in_the_morning_is_not_nine_minutes_past_midnight(of_the_council):
    of_the_council("day_begins: 9\n")

    (error,) = limits_fit()

    assert "minutes after midnight, which may be written as 8:30, from 300 to 720" in error.msg
