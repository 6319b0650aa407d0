"""How late, in words: days for what is counted in days, hours for what is counted in hours."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tessera.foundations.calendar import late_on, late_words, length_words

LONDON = ZoneInfo("Europe/London")
DUE_AT = datetime(2026, 5, 14, 8, 50, tzinfo=LONDON)  # a Thursday
DUE_ON = DUE_AT.date()


def at(day, hour, minute=0):
    return datetime(2026, 5, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(14, 8, 50), ""),
        (at(14, 11, 20), "Late since 08:50"),
        (at(14, 23, 59), "Late since 08:50"),
        (at(15, 0, 10), "Late by 1 working day"),
        (at(16, 9), "Late by 1 working day"),  # a Saturday
        (at(18, 7), "Late by 2 working days"),
    ],
)
def test_a_clock_in_days_with_a_time_is_never_late_by_hours(now, words):
    assert late_words(DUE_ON, now=now, due_at=DUE_AT) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(14, 23, 59), ""),
        (at(15, 0, 1), "Late by 1 working day"),
        (at(18, 9), "Late by 2 working days"),
    ],
)
def test_a_clock_in_days_is_late_when_its_day_is_over(now, words):
    assert late_words(DUE_ON, now=now) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(14, 8, 50), ""),
        (at(14, 9, 5), "Late by 15 minutes"),
        (at(14, 11, 20), "Late by 2 hours 30 minutes"),
        (at(15, 8, 49), "Late by 23 hours 59 minutes"),
        (at(15, 8, 50), "Late by 1 day"),
        (at(17, 9), "Late by 3 days"),
    ],
)
def test_a_clock_in_hours_runs_through_nights_and_weekends(now, words):
    assert late_words(DUE_ON, now=now, due_at=DUE_AT, in_hours=True) == words


def test_a_date_missed_on_friday_is_one_day_late_until_monday_is_over():
    friday = date(2026, 5, 15)

    assert [late_on(friday, friday + timedelta(days=n)) for n in range(5)] == [
        "",
        "Late by 1 working day",
        "Late by 1 working day",
        "Late by 1 working day",
        "Late by 2 working days",
    ]


def test_what_has_no_day_is_never_late():
    assert late_words(None, now=at(14, 9)) == ""


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=3, minutes=22), "3 hours 22 minutes"),
        (timedelta(days=2, hours=5), "2 days"),
    ],
)
def test_a_length_of_time_in_words(length, words):
    assert length_words(length) == words
