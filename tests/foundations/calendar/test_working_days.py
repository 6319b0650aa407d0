from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from tessera.foundations import calendar
from tessera.foundations.calendar import (
    add_months,
    add_weeks,
    add_working_days,
    bank_holidays_between,
    england,
    explain_working_days,
    is_working_day,
    working_days_between,
)

ANY_DAY = st.dates(date(1985, 1, 1), date(2040, 12, 31))
A_FEW = st.integers(1, 400)


@pytest.mark.parametrize(
    ("start", "working_days", "due_on"),
    [
        # Worked examples of the practice reference, section 2.33.
        (date(2025, 12, 19), 15, date(2026, 1, 14)),
        (date(2026, 3, 23), 45, date(2026, 5, 29)),
        (date(2026, 4, 1), 10, date(2026, 4, 17)),
        (date(2026, 3, 27), 5, date(2026, 4, 7)),
        (date(2026, 3, 27), 10, date(2026, 4, 14)),
        (date(2026, 3, 27), 20, date(2026, 4, 28)),
        (date(2026, 8, 24), 10, date(2026, 9, 8)),
        (date(2026, 8, 24), 20, date(2026, 9, 22)),
        (date(2026, 8, 24), 25, date(2026, 9, 29)),
        (date(2026, 8, 24), 65, date(2026, 11, 24)),
        # Section 0.3: "triggered on Mon 2 June expires at the end of Mon 23 June".
        (date(2025, 6, 2), 15, date(2025, 6, 23)),
        # From a Saturday, a Sunday, a bank holiday: day one is the next working day.
        (date(2026, 5, 2), 1, date(2026, 5, 5)),
        (date(2026, 5, 3), 1, date(2026, 5, 5)),
        (date(2026, 5, 4), 1, date(2026, 5, 5)),
        # Leap years.
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2032, 2, 27), 1, date(2032, 3, 1)),
        # Late and the day itself.
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
        (date(2026, 6, 1), -5, date(2026, 5, 22)),
        (date(2026, 5, 3), -1, date(2026, 5, 1)),
    ],
)
def test_a_limit_in_working_days_ends_where_the_worked_examples_say(start, working_days, due_on):
    assert add_working_days(start, working_days) == due_on


@pytest.mark.parametrize(
    "moved",
    [
        date(2021, 12, 27),
        date(2021, 12, 28),
        date(2022, 1, 3),
        date(2026, 12, 28),
        date(2027, 12, 27),
        date(2027, 12, 28),
        date(2028, 1, 3),
        date(2032, 12, 27),
        date(2033, 1, 3),
        date(2033, 12, 27),
        date(2038, 12, 27),
        date(2038, 12, 28),
    ],
)
def test_a_christmas_or_new_year_at_the_weekend_moves_to_a_weekday(moved):
    assert not is_working_day(moved)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2011, 4, 29), "royal wedding"),
        (date(2012, 6, 5), "diamond jubilee"),
        (date(2020, 5, 8), "early May moved for VE day"),
        (date(2022, 6, 2), "spring holiday moved"),
        (date(2022, 6, 3), "platinum jubilee"),
        (date(2022, 9, 19), "state funeral"),
        (date(2023, 5, 8), "coronation"),
    ],
)
def test_holidays_by_proclamation_are_known(day, name):
    assert not is_working_day(day), name


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2022, 5, 30), date(2012, 5, 28)])
def test_the_day_a_holiday_was_moved_from_is_worked(day):
    assert is_working_day(day)


# Easter Sundays 2027 to 2040, from the table of the Book of Common Prayer.
@pytest.mark.parametrize(
    "easter",
    [
        date(2027, 3, 28),
        date(2028, 4, 16),
        date(2029, 4, 1),
        date(2030, 4, 21),
        date(2031, 4, 13),
        date(2032, 3, 28),
        date(2033, 4, 17),
        date(2034, 4, 9),
        date(2035, 3, 25),
        date(2036, 4, 13),
        date(2037, 4, 5),
        date(2038, 4, 25),
        date(2039, 4, 10),
        date(2040, 4, 1),
    ],
)
def test_good_friday_and_easter_monday_are_right_to_2040(easter):
    names = {
        h.on: h.name for h in bank_holidays_between(date(easter.year, 1, 1), easter + timedelta(2))
    }

    assert names[easter - timedelta(days=2)] == "Good Friday"
    assert names[easter + timedelta(days=1)] == "Easter Monday"


@pytest.mark.parametrize("year", range(2027, 2041))
def test_every_year_to_2040_has_eight_weekday_bank_holidays(year):
    of_the_year = bank_holidays_between(date(year - 1, 12, 31), date(year, 12, 31))

    assert len(of_the_year) == 8
    mondays = [h.on for h in of_the_year if h.name.endswith("bank holiday")]
    assert [(d.month, d.weekday()) for d in mondays] == [(5, 0), (5, 0), (8, 0)]
    assert mondays[0].day <= 7
    assert mondays[1].day >= 25
    assert mondays[2].day >= 25


def test_the_calendar_agrees_with_every_day_the_government_has_published():
    published = BankHolidays(use_cached_holidays=True).get_holidays(
        division=BankHolidays.ENGLAND_AND_WALES
    )
    days = {holiday["date"] for holiday in published}

    ours = {h.on for h in bank_holidays_between(date(2011, 12, 31), max(days))}

    assert days == ours


def test_counting_is_told_by_day_as_the_pages_say_it():
    assert working_days_between(date(2026, 3, 23), date(2026, 5, 14)) == 35
    assert working_days_between(date(2026, 3, 23), date(2026, 3, 23)) == 0
    assert working_days_between(date(2026, 5, 14), date(2026, 3, 23)) == -35
    assert working_days_between(date(2026, 5, 8), date(2026, 5, 14)) == 4


def test_the_reason_names_the_trigger_and_the_holidays_passed_over():
    reason = explain_working_days(date(2026, 3, 23), 45, since="the referral")

    assert reason.due_on == date(2026, 5, 29)
    assert reason.words == (
        "45 working days from the referral on Monday 23 March; 4 bank holidays do not count"
    )
    assert [h.name for h in reason.skipped] == [
        "Good Friday",
        "Easter Monday",
        "Early May bank holiday",
        "Spring bank holiday",
    ]


@pytest.mark.parametrize(
    ("start", "working_days", "since", "words"),
    [
        (
            date(2026, 4, 30),
            10,
            "",
            "10 working days from Thursday 30 April; the bank holiday on 4 May does not count",
        ),
        (
            date(2026, 5, 13),
            1,
            "the conference",
            "1 working day from the conference on Wednesday 13 May",
        ),
        (
            date(2026, 6, 1),
            -5,
            "her review",
            "5 working days before her review on Monday 1 June; "
            "the bank holiday on 25 May does not count",
        ),
        (
            date(2025, 12, 19),
            15,
            "the strategy discussion",
            "15 working days from the strategy discussion "
            "on Friday 19 December 2025; "
            "3 bank holidays do not count",
        ),
        (
            date(2027, 12, 31),
            1,
            "",
            "1 working day from Friday 31 December 2027; "
            "the bank holiday on 3 January does not count",
        ),
        (
            date(2026, 1, 5),
            -2,
            "",
            "2 working days before Monday 5 January 2026; "
            "the bank holiday on 1 January 2026 does not count",
        ),
    ],
)
def test_the_reason_reads_as_a_sentence(start, working_days, since, words):
    assert explain_working_days(start, working_days, since=since).words == words


def test_a_calendar_of_ones_own_can_be_passed():
    own = {date(2026, 6, 2): "Fair day"}

    assert add_working_days(date(2026, 6, 1), 1, bank_holidays=own) == date(2026, 6, 3)
    assert add_working_days(date(2026, 6, 1), 1, bank_holidays=[date(2026, 6, 2)]) == date(
        2026, 6, 3
    )
    assert is_working_day(date(2026, 12, 25), bank_holidays=own)
    assert (
        explain_working_days(date(2026, 6, 1), 1, bank_holidays=own).skipped[0].name == "Fair day"
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 2, 28), 6, date(2026, 8, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 6, 29), 3, date(2026, 9, 29)),
        (date(2026, 5, 13), 6, date(2026, 11, 13)),
    ],
)
def test_months_end_on_the_same_numbered_day_or_the_last(start, months, end):
    assert add_months(start, months) == end


def test_weeks_do_not_roll_over_a_holiday():
    assert add_weeks(date(2026, 4, 20), 2) == date(2026, 5, 4)


@pytest.mark.parametrize("day", [date(1979, 12, 31), date(2061, 1, 1), date(206, 1, 1)])
def test_a_year_that_must_be_a_slip_is_refused(day):
    with pytest.raises(calendar.OutsideCalendar, match="1980 to 2060"):
        add_working_days(day, 5)


def test_counting_past_the_end_of_the_calendar_is_refused():
    with pytest.raises(calendar.OutsideCalendar):
        add_working_days(date(2060, 12, 30), 5)


def test_a_council_can_add_a_day_proclaimed_before_a_release(tmp_path, monkeypatch):
    (tmp_path / "bank_holidays.yaml").write_text(
        "added:\n- {day: 2031-07-07, name: Day of thanks, source: Proclamation}\n"
        "removed:\n- {day: 2031-05-26, name: moved}\n"
    )
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert england().bank_holidays[date(2031, 7, 7)] == "Day of thanks"
    assert is_working_day(date(2031, 5, 26))
    assert not is_working_day(date(2031, 8, 25))


def test_a_folder_of_the_councils_own_without_holidays_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    assert add_working_days(date(2026, 3, 23), 45) == date(2026, 5, 29)


@pytest.mark.parametrize(
    "content",
    [
        "added: [{day: soon, name: x}]",
        "added: [2031-01-01]",
        "- x",
        "added: [",
        "removed: [{day: 2031-01-02}]",
    ],
)
def test_a_file_of_days_that_cannot_be_read_is_named(tmp_path, monkeypatch, content):
    (tmp_path / "bank_holidays.yaml").write_text(content)
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    with pytest.raises(calendar.BadHolidayFile, match=r"bank_holidays\.yaml"):
        england()


@given(ANY_DAY, A_FEW)
def test_a_due_day_is_a_working_day_and_counts_back_to_its_limit(start, working_days):
    due_on = add_working_days(start, working_days)

    assert is_working_day(due_on)
    assert working_days_between(start, due_on) == working_days


@given(ANY_DAY, A_FEW)
def test_counting_agrees_with_a_finger_on_the_calendar(start, working_days):
    day, left = start, working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in england().bank_holidays

    assert add_working_days(start, working_days) == day


@given(ANY_DAY, A_FEW)
def test_counting_back_from_a_working_day_undoes_counting_on(start, working_days):
    due_on = add_working_days(start, working_days)

    assert add_working_days(due_on, -working_days) <= add_working_days(start, 1)
    if is_working_day(start):
        assert add_working_days(due_on, -working_days) == start
