"""What a clock says, to the minute and to the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tessera.engine.workflow.models import Timer
from tessera.foundations.calendar.clock import end_of
from tessera.practice.front_door.views import words

NOW = datetime(2026, 5, 14, 10, 20, tzinfo=UTC)  # Thursday, 11:20 in London


def timer(rule, *, due_at=None, due_on=None):
    return Timer(
        rule=rule,
        triggered_on=date(2026, 5, 13),
        statutory_due_on=due_on or due_at.date(),
        statutory_due_at=due_at,
    )


@pytest.mark.parametrize(
    ("running", "left", "why"),
    [
        (
            timer("T003", due_at=NOW + timedelta(hours=3, minutes=22)),
            "3 hours 22 left",
            "By 14:42: 4 hours from receipt",
        ),
        (
            timer("T003", due_at=NOW + timedelta(minutes=1)),
            "1 minute left",
            "By 11:21: 4 hours from receipt",
        ),
        (
            timer("T004", due_at=NOW + timedelta(hours=25)),
            "By Friday 12:20",
            "1 working day from receipt",
        ),
        (
            timer("T004", due_at=NOW - timedelta(hours=2, minutes=30)),
            "Late since 08:50",
            "Was due 08:50 today: 1 working day from receipt",
        ),
        (
            timer("T003", due_at=NOW - timedelta(hours=2, minutes=30)),
            "Late by 2 hours 30 minutes",
            "Was due 08:50 today: 4 hours from receipt",
        ),
        (
            timer("T004", due_at=NOW - timedelta(hours=12)),
            "Late by 1 working day",
            "Was due Wed 13 May, 23:20: 1 working day from receipt",
        ),
        (
            timer("T004", due_at=NOW - timedelta(days=3)),
            "Late by 3 working days",
            "Was due Mon 11 May, 11:20: 1 working day from receipt",
        ),
        (
            timer("T005", due_on=date(2026, 5, 19)),
            "By Tue 19 May",
            "3 working days from receipt",
        ),
        (
            timer("T006", due_on=date(2026, 5, 14)),
            "By the end of today",
            "3 working days from the decision",
        ),
        (
            timer("T006", due_on=date(2026, 5, 12)),
            "Late by 2 working days",
            "Was due Tue 12 May: 3 working days from the decision",
        ),
    ],
)
def test_a_clock_says_what_is_left_and_what_it_counts_from(running, left, why):
    clock = words.clock_of(running, NOW)

    assert (clock.left, clock.why) == (left, why)
    assert clock.is_late == left.startswith("Late")


def test_no_clock_says_nothing():
    assert words.clock_of(None, NOW) is None


def test_a_whole_day_is_said_as_a_day():
    assert words.by_when(end_of(date(2026, 5, 19)), NOW) == "Tue 19 May"
    assert words.by_when(NOW, NOW) == "today 11:20"
