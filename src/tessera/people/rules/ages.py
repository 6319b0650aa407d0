"""Ages and school years, and dates of birth as people type them and mistype them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from tessera.foundations.calendar import add_months, date_words, day_words

ADULT_AT = 18
MONTHS_UNTIL = 2
NO_PUPIL_AT = 25
PREGNANCY = timedelta(weeks=40)
OLDEST = 115
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE_SHAPES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})"),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-]*(?P<month>[a-z]{3,9})\.?,?[\s\-]*(?P<year>\d{4}|\d{2})"
    ),
    re.compile(r"(?P<month>[a-z]{3,9})\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})"),
)


def parse_date(text: str, *, today: date) -> date | None:
    """A date of birth, or an expected one, as it is typed: 12/3/2015, 12 mar 15, 2015-03-12.

    Day before month, always. Nothing when it is not a date, or is not one a living or
    expected person can have.
    """
    tidy = " ".join(text.casefold().split())
    for shape in DATE_SHAPES:
        if found := shape.fullmatch(tidy):
            return _date(found["day"], found["month"], found["year"], today=today)
    return None


@lru_cache(maxsize=8_192)
def date_slips(day: date) -> tuple[date, ...]:
    """The dates that one slip of the hand makes of this one: what a duplicate may be entered as."""
    return tuple(dict.fromkeys(slip for slip in _slips(day) if slip != day))


def age_on(born_on: date, day: date) -> int:
    """Whole years; one born on 29 February is a year older on 1 March of other years.

    (So the Family Law Reform Act 1969 s.9 is read: an age is reached at the start of the day.)
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def may_be_a_pupil(born_on: date | None, day: date) -> bool:
    """Whether somebody may be at school or college; one of no known birth may be.

    With an education, health and care plan that is until the 25th birthday (Children and Families Act 2014,
    s.83(2): a young person is under 25).
    """
    return born_on is None or age_on(born_on, day) < NO_PUPIL_AT


def age_words(
    born_on: date | None, day: date, *, expected_on: date | None = None, died_on: date | None = None
) -> str:
    """7; 17 months; 3 weeks; 2 days; expected 3 August. Nothing when no date is known."""
    if born_on is None:
        return f"expected {day_words_without_weekday(expected_on, day)}" if expected_on else ""
    upto = min(day, died_on) if died_on else day
    if upto < born_on:
        return ""
    words = _age_in_words(born_on, upto)
    return f"died aged {words}" if died_on and died_on <= day else words


def day_words_without_weekday(day: date, near: date) -> str:
    return day_words(day, near=near).partition(" ")[2] if day.year == near.year else date_words(day)


def is_child(born_on: date, day: date) -> bool:
    """Under 18 (Children Act 1989 s.105(1))."""
    return age_on(born_on, day) < ADULT_AT


def is_grown_up(born_on: date | None, day: date, *, expected_on: date | None = None) -> bool:
    """Of whom no date is known is taken for a grown-up: a child's date of birth is always asked."""
    if born_on is None:
        return expected_on is None
    return not is_child(born_on, day)


def turns_18_on(born_on: date) -> date:
    """The first day on which `is_child` is false."""
    return _birthday(born_on, ADULT_AT)


def is_compulsory_school_age(born_on: date, day: date) -> bool:
    """Education Act 1996 s.8: from the 31 August, 31 December or 31 March on or after the fifth
    birthday, to the last Friday in June of the school year in which the child turns 16."""
    fifth = _birthday(born_on, 5)
    prescribed = (date(fifth.year, 3, 31), date(fifth.year, 8, 31), date(fifth.year, 12, 31))
    starts = min(each for each in prescribed if each >= fifth)
    sixteenth = _birthday(born_on, 16)
    leaving_year = sixteenth.year + (sixteenth.month >= 9)
    leaves = date(leaving_year, 6, 30)
    leaves -= timedelta(days=(leaves.weekday() - 4) % 7)
    return starts <= day <= leaves


def school_year(born_on: date, day: date) -> str:
    """Reception, Year 1 to Year 13 in England, by the age on 31 August; nothing outside school."""
    start = date(day.year if day.month >= 9 else day.year - 1, 8, 31)
    if start < born_on:
        return ""
    age = age_on(born_on, start)
    if age == 4:
        return "Reception"
    return f"Year {age - 4}" if 5 <= age <= 17 else ""


def referral_too_early(referred_on: date, born_or_expected_on: date) -> bool:
    """A child cannot be referred more than 40 weeks before birth (CIN census rule 8606)."""
    return referred_on < born_or_expected_on - PREGNANCY


def _date(day: str, month: str, year: str, *, today: date) -> date | None:
    number = int(month) if month.isdecimal() else _month_named(month)
    whole_year = int(year) if len(year) == 4 else _century(int(year), today)
    try:
        found = date(whole_year, number, int(day))
    except ValueError:
        return None
    return found if today.year - OLDEST <= found.year and found <= today + PREGNANCY else None


def _month_named(name: str) -> int:
    return MONTHS.index(name[:3]) + 1 if name[:3] in MONTHS else 0


def _century(year: int, today: date) -> int:
    """15 is 2015; a year that would lie ahead by more than a pregnancy is of the last century."""
    this = today.year - today.year % 100 + year
    return this if this <= today.year + 1 else this - 100


def _slips(day: date) -> Iterator[date]:
    for year, month, number in (
        (day.year, day.day, day.month),
        (day.year, day.month, _turned(day.day)),
        (day.year, _turned(day.month), day.day),
        (day.year - day.year % 100 + _turned(day.year % 100), day.month, day.day),
        *((day.year + step, day.month, day.day) for step in (-1, 1, -10, 10)),
        *((day.year, day.month + step, day.day) for step in (-1, 1)),
        *((day.year, day.month, day.day + step) for step in (-1, 1, -10, 10)),
    ):
        try:
            yield date(year, month, number)
        except ValueError:
            continue


def _turned(two_figures: int) -> int:
    return two_figures % 10 * 10 + two_figures // 10


def _birthday(born_on: date, age: int) -> date:
    leap_day_moves = (born_on.month, born_on.day) == (2, 29)
    birthday = add_months(born_on, 12 * age)
    return birthday + timedelta(days=1) if leap_day_moves and birthday.day == 28 else birthday


def _age_in_words(born_on: date, day: date) -> str:
    lived = relativedelta(day, born_on)
    if lived.years >= MONTHS_UNTIL:
        return str(age_on(born_on, day))
    months, days = lived.years * 12 + lived.months, (day - born_on).days
    if months >= 3:
        return f"{months} months"
    if days >= 14:
        return f"{days // 7} weeks"
    return f"{days} day" if days == 1 else f"{days} days"


SCHOOL_FROM = 4
"""A child younger than this is at a nursery."""


def place_of_learning(name: str, *, born_on: date | None, on: date) -> str:
    """What a place of learning is to the child, as a role: its name says so, or the child's age."""
    if any(word in name.lower() for word in ("nursery", "pre-school", "preschool", "playgroup")):
        return "nursery"
    if born_on is None or born_on > on - relativedelta(years=SCHOOL_FROM):
        return "nursery"
    return "school"
