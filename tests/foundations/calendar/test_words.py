from datetime import UTC, date, datetime

import pytest

from tessera.foundations import calendar

DAY = date(2026, 3, 23)


def test_a_day_is_written_with_its_weekday_and_the_year_when_it_matters():
    assert calendar.date_words(DAY) == "23 March 2026"
    assert calendar.day_words(DAY) == "Monday 23 March 2026"
    assert calendar.day_words(DAY, near=date(2026, 5, 29)) == "Monday 23 March"
    assert calendar.day_words(DAY, near=date(2027, 1, 4)) == "Monday 23 March 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 15), "Fri 15 May"),
        (date(2026, 4, 30), "Thu 30 April"),
        (date(2026, 3, 13), "Fri 13 March"),
        (date(2026, 11, 13), "Fri 13 Nov"),
        (date(2026, 9, 9), "Wed 9 Sep"),
    ],
)
def test_a_short_day_fits_a_list(day, words):
    assert calendar.short_day_words(day) == words


def test_a_short_day_of_another_year_says_its_year():
    assert calendar.short_day_words(DAY, near=date(2027, 1, 1)) == "Mon 23 March 2026"


def test_a_moment_is_told_by_the_clock_in_london():
    summer = datetime(2026, 5, 14, 13, 3, tzinfo=UTC)

    assert calendar.time_words(summer) == "14:03"
    assert calendar.moment_words(summer, near=date(2026, 1, 1)) == "Thursday 14 May, 14:03"
    assert calendar.moment_words(datetime(2026, 1, 14, 23, 50, tzinfo=UTC)) == (
        "Wednesday 14 January 2026, 23:50"
    )
