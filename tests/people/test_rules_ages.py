from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.people import rules
from tessera.people.rules.ages import may_be_a_pupil

TODAY = date(2026, 3, 31)
BIRTHS = st.dates(date(1990, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/3/2015", date(2015, 3, 12)),
        ("12/03/15", date(2015, 3, 12)),
        ("12.3.15", date(2015, 3, 12)),
        ("12-3-2015", date(2015, 3, 12)),
        ("2015-03-12", date(2015, 3, 12)),
        ("12 mar 15", date(2015, 3, 12)),
        ("12 March 2015", date(2015, 3, 12)),
        ("12th March, 2015", date(2015, 3, 12)),
        ("1st sept 2015", date(2015, 9, 1)),
        ("March 12 2015", date(2015, 3, 12)),
        ("12mar2015", date(2015, 3, 12)),
        ("12032015", date(2015, 3, 12)),
        ("29/2/2024", date(2024, 2, 29)),
        ("5/6/88", date(1988, 6, 5)),
        ("3 august 2026", date(2026, 8, 3)),
        ("29/2/2023", None),
        ("31/4/2015", None),
        ("13/13/2015", None),
        ("3/12/2027", None),
        ("1/1/1890", None),
        ("12 foo 2015", None),
        ("maisie", None),
        ("", None),
        ("12/3", None),
    ],
)
def test_a_date_of_birth_is_read_as_it_is_typed(typed, day):
    assert rules.parse_date(typed, today=TODAY) == day


def test_the_slips_of_a_date_are_those_a_hand_makes():
    slips = rules.date_slips(date(2015, 3, 12))

    assert date(2015, 12, 3) in slips
    assert date(2015, 3, 21) in slips
    assert date(2051, 3, 12) in slips
    assert date(2005, 3, 12) in slips
    assert date(2015, 3, 13) in slips
    assert date(2015, 3, 12) not in slips
    assert date(2013, 7, 30) not in slips


@given(BIRTHS)
def test_a_day_and_month_the_wrong_way_round_is_always_a_slip(day):
    if day.day <= 12 and day.day != day.month:
        assert day.replace(day=day.month, month=day.day) in rules.date_slips(day)
    assert day not in rules.date_slips(day)


@pytest.mark.parametrize(
    ("born_on", "day", "words"),
    [
        (date(2018, 9, 9), date(2026, 5, 14), "7"),
        (date(2018, 9, 9), date(2026, 9, 9), "8"),
        (date(2024, 12, 1), date(2026, 5, 14), "17 months"),
        (date(2024, 5, 14), date(2026, 5, 14), "2"),
        (date(2026, 2, 14), date(2026, 5, 14), "3 months"),
        (date(2026, 4, 20), date(2026, 5, 14), "3 weeks"),
        (date(2026, 5, 12), date(2026, 5, 14), "2 days"),
        (date(2026, 5, 13), date(2026, 5, 14), "1 day"),
        (date(2026, 5, 14), date(2026, 5, 14), "0 days"),
        (date(2026, 5, 15), date(2026, 5, 14), ""),
    ],
)
def test_an_age_is_told_as_people_tell_it(born_on, day, words):
    assert rules.age_words(born_on, day) == words


def test_an_unborn_child_is_expected():
    day = date(2026, 5, 14)

    assert rules.age_words(None, day, expected_on=date(2026, 8, 3)) == "expected 3 August"
    assert rules.age_words(None, day, expected_on=date(2027, 1, 3)) == "expected 3 January 2027"
    assert rules.age_words(None, day) == ""


def test_a_child_who_died_keeps_the_age_of_that_day():
    born_on, died_on = date(2018, 9, 9), date(2024, 1, 1)

    assert rules.age_words(born_on, TODAY, died_on=died_on) == "died aged 5"
    assert rules.age_words(born_on, date(2023, 12, 31), died_on=died_on) == "5"


@pytest.mark.parametrize(
    ("born_on", "last_day_a_child"),
    [
        (date(2008, 5, 14), date(2026, 5, 13)),
        (date(2008, 2, 29), date(2026, 2, 28)),
        (date(2010, 2, 28), date(2028, 2, 27)),
    ],
)
def test_a_child_is_under_18(born_on, last_day_a_child):
    assert rules.is_child(born_on, last_day_a_child)
    assert not rules.is_child(born_on, last_day_a_child + timedelta(days=1))
    assert rules.turns_18_on(born_on) == last_day_a_child + timedelta(days=1)


def test_somebody_may_be_a_pupil_until_their_25th_birthday():
    birthday = date(2026, 3, 31)

    assert not may_be_a_pupil(date(2001, 3, 31), birthday)
    assert may_be_a_pupil(date(2001, 3, 31), birthday - timedelta(days=1))
    assert may_be_a_pupil(None, birthday)


@given(BIRTHS, st.integers(0, 40))
def test_an_age_goes_up_by_one_on_the_birthday(born_on, years):
    birthday = rules.turns_18_on(born_on)

    assert rules.age_on(born_on, birthday) == 18
    assert rules.age_on(born_on, birthday - timedelta(days=1)) == 17


@pytest.mark.parametrize(
    ("born_on", "first_day", "last_day"),
    [
        (date(2018, 9, 9), date(2023, 12, 31), date(2035, 6, 29)),
        (date(2019, 1, 1), date(2024, 3, 31), date(2035, 6, 29)),
        (date(2019, 4, 1), date(2024, 8, 31), date(2035, 6, 29)),
        (date(2019, 8, 31), date(2024, 8, 31), date(2035, 6, 29)),
        (date(2019, 9, 1), date(2024, 12, 31), date(2036, 6, 27)),
    ],
)
def test_compulsory_school_age_has_a_first_and_a_last_day(born_on, first_day, last_day):
    one_day = timedelta(days=1)

    assert not rules.is_compulsory_school_age(born_on, first_day - one_day)
    assert rules.is_compulsory_school_age(born_on, first_day)
    assert rules.is_compulsory_school_age(born_on, last_day)
    assert not rules.is_compulsory_school_age(born_on, last_day + one_day)


@pytest.mark.parametrize(
    ("born_on", "day", "year"),
    [
        (date(2021, 9, 1), date(2026, 8, 31), ""),
        (date(2021, 9, 1), date(2026, 9, 1), "Reception"),
        (date(2021, 8, 31), date(2025, 9, 1), "Reception"),
        (date(2018, 9, 9), date(2026, 5, 14), "Year 2"),
        (date(2010, 1, 1), date(2026, 5, 14), "Year 11"),
        (date(2008, 1, 1), date(2026, 5, 14), "Year 13"),
        (date(2006, 1, 1), date(2026, 5, 14), ""),
        (date(2026, 1, 1), date(2026, 5, 14), ""),
    ],
)
def test_a_school_year_goes_by_the_age_at_the_end_of_august(born_on, day, year):
    assert rules.school_year(born_on, day) == year


def test_a_referral_may_be_made_40_weeks_before_birth_and_no_sooner():
    expected_on = date(2026, 8, 3)

    assert not rules.referral_too_early(expected_on - timedelta(days=280), expected_on)
    assert rules.referral_too_early(expected_on - timedelta(days=281), expected_on)
