"""How dates, ages, lists and numbers are said."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markupsafe import Markup

from tessera.ui import formatting as say

TODAY = date(2026, 5, 14)
NOW = datetime(2026, 5, 14, 13, 3, tzinfo=UTC)  # 14:03 by the clock in London


def test_dates_are_written_out():
    assert say.long_date(date(2026, 11, 21)) == "21 November 2026"
    assert say.due_date(date(2026, 5, 15), today=TODAY) == "Friday 15 May"
    assert say.due_date(date(2027, 1, 4), today=TODAY) == "Monday 4 January 2027"
    assert say.short_date(date(2026, 11, 13), today=TODAY) == "Fri 13 Nov"
    assert say.short_date(date(2026, 4, 30), today=TODAY) == "Thu 30 April"
    assert say.short_date(date(2025, 12, 11), today=TODAY) == "Thu 11 Dec 2025"
    assert say.day_date(date(2026, 2, 16), today=TODAY) == "Mon 16 February"
    assert say.day_month(date(2026, 4, 30), today=TODAY) == "30 April"
    assert say.month_words(date(2026, 4, 30), today=TODAY) == "April"
    assert say.month_words(date(2025, 4, 30), today=TODAY) == "April 2025"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 5, 14, 12, 58, tzinfo=UTC), "today 13:58"),
        (datetime(2026, 5, 13, 17, 4, tzinfo=UTC), "yesterday 18:04"),
        (datetime(2026, 5, 13, 23, 20, tzinfo=UTC), "today 00:20"),
        (datetime(2026, 5, 12, 16, 22, tzinfo=UTC), "Tuesday 12 May, 17:22"),
        (datetime(2025, 12, 1, 9, 0, tzinfo=UTC), "Monday 1 December 2025, 09:00"),
    ],
)
def test_a_moment_is_near_or_dated_by_the_clock_in_london(at, words):
    assert say.moment(at, now=NOW) == words


@pytest.mark.parametrize(
    ("born", "on", "words"),
    [
        (date(2018, 9, 9), TODAY, "7"),
        (date(2018, 5, 14), TODAY, "8"),
        (date(2018, 5, 15), TODAY, "7"),
        (date(2024, 11, 26), TODAY, "17 months"),
        (date(2024, 5, 14), TODAY, "2"),
        (date(2024, 5, 15), TODAY, "23 months"),
        (date(2026, 4, 20), TODAY, "3 weeks"),
        (date(2026, 2, 19), TODAY, "2 months"),
        (date(2026, 5, 13), TODAY, "1 day"),
        (date(2026, 5, 1), TODAY, "13 days"),
        (TODAY, TODAY, "born today"),
        (date(2026, 5, 15), TODAY, "not yet born"),
        (date(2020, 2, 29), date(2025, 2, 28), "4"),
        (date(2020, 2, 29), date(2025, 3, 1), "5"),
    ],
)
def test_an_age_is_in_the_unit_that_fits(born, on, words):
    assert say.age_on(born, on) == words


@given(some.dates(date(1930, 1, 1), date(2026, 5, 14)))
def test_nobody_grows_younger_overnight(born):
    assert say.whole_years(born, TODAY) <= say.whole_years(born, TODAY + timedelta(days=1))
    assert say.whole_months(born, TODAY) // 12 in (
        say.whole_years(born, TODAY),
        say.whole_years(born, TODAY) - 1,
    )


def test_what_stands_after_a_name():
    assert say.age_or_expected(today=TODAY, born=date(2018, 9, 9)) == "7"
    expected = say.age_or_expected(today=TODAY, born=None, expected=date(2026, 8, 3))
    assert expected == "expected 3 August"
    died = say.age_or_expected(today=TODAY, born=date(2018, 9, 9), died=date(2026, 5, 3))
    assert died == "died 3 May 2026"
    assert say.age_or_expected(today=TODAY, born=None) == "age not known"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "today"),
        (date(2026, 5, 13), "yesterday"),
        (date(2026, 5, 6), "8 days ago"),
        (date(2026, 3, 16), "59 days ago"),
        (date(2026, 3, 15), "1 month ago"),
        (date(2026, 2, 14), "3 months ago"),
        (date(2025, 5, 14), "over a year ago"),
        (date(2023, 5, 14), "over 3 years ago"),
        (date(2026, 5, 15), "tomorrow"),
        (date(2026, 5, 19), "in 5 days"),
    ],
)
def test_how_long_ago(day, words):
    assert say.days_ago(day, today=TODAY) == words


def test_due_dates_say_whether_they_are_near_or_past():
    assert say.due_words(TODAY, today=TODAY) == "Due today, Thursday 14 May"
    assert say.due_words(date(2026, 5, 15), today=TODAY) == "Due tomorrow, Friday 15 May"
    assert say.due_words(date(2026, 5, 20), today=TODAY) == "Due Wednesday 20 May"
    assert say.due_words(date(2026, 5, 8), today=TODAY) == "Was due Friday 8 May"


def test_periods():
    assert say.period(date(2026, 1, 27), None, today=TODAY) == "since 27 January 2026"
    assert say.period(date(2026, 6, 1), None, today=TODAY) == "from 1 June 2026"
    short = say.period(date(2026, 1, 27), date(2026, 3, 3), today=TODAY)
    assert short == "27 January to 3 March 2026"
    across = say.period(date(2025, 12, 1), date(2026, 3, 3), today=TODAY)
    assert across == "1 December 2025 to 3 March 2026"
    assert say.period(TODAY, TODAY, today=TODAY) == "14 May 2026"


def test_durations():
    assert say.duration(202) == "3 hours 22 minutes"
    assert say.duration(60) == "1 hour"
    assert say.duration(1) == "1 minute"
    assert say.duration(0) == "0 minutes"


def test_lists_read_as_a_sentence_and_keep_their_markup():
    assert say.list_words([]) == ""
    assert say.list_words(["Kai"]) == "Kai"
    assert say.list_words(["Zayd", "Noor", "Idris"]) == "Zayd, Noor and Idris"
    assert say.list_words(["police", "health"], last="or") == "police or health"
    mixed = say.list_words([Markup("<b>Kai</b>"), "<script>"])
    assert mixed == "<b>Kai</b> and &lt;script&gt;"


def test_counts_and_amounts():
    assert say.count_words(0, "child", "children") == "no children"
    assert say.count_words(1, "child", "children") == "1 child"
    assert say.count_words(1204, "child", "children") == "1,204 children"
    assert say.number_word(4) == "four"
    assert say.number_word(14) == "14"
    assert say.money(75) == "£75"
    assert say.money(Decimal("1234.5")) == "£1,234.50"
    assert say.money(Decimal("-3")) == "-£3"
    assert say.percent(60, 68) == "88.2%"
    assert say.percent(0, 0) == "not known"
    assert say.possessive("James") == "James's"
    assert say.upper_first("today 10:20") == "Today 10:20"
    assert say.upper_first("") == ""
    assert say.lower_first("Social worker") == "social worker"
    assert say.lower_first("GP") == "GP"
    assert say.lower_first("") == ""
