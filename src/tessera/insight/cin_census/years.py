"""What is true of one census year: its dates, its code lists, and what each year changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from tessera.foundations import calendar, codesets
from tessera.insight.cin_census import layout

ASSESSMENT_WORKING_DAYS = 45
CONFERENCE_WORKING_DAYS = 15

NOT_SPECIFIED = "N"
"""In the record alone: the years before 2024-25 told it from not known, later ones do not."""

_SEX_TO_GENDER = {"M": "1", "F": "2", "U": "0", NOT_SPECIFIED: "9"}
_GENDER_TO_SEX = {gender: sex for sex, gender in _SEX_TO_GENDER.items()}


class NoSuchYear(ValueError):
    """The census of that year is not one that Tessera knows."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"There is no census of {number} here: the years known are "
            f"{layout.FIRST_YEAR} to {layout.LAST_YEAR}."
        )


@dataclass(frozen=True)
class Year:
    """The census of the year that ends on 31 March of `number`."""

    number: int

    @property
    def starts_on(self) -> date:
        return date(self.number - 1, 4, 1)

    @property
    def ends_on(self) -> date:
        return date(self.number, 3, 31)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.starts_on <= day <= self.ends_on

    @cached_property
    def assessment_begun_by(self) -> date:
        """An assessment begun before this day and still open is over its 45 working days."""
        return calendar.add_working_days(self.ends_on, -ASSESSMENT_WORKING_DAYS)

    @cached_property
    def enquiry_begun_by(self) -> date:
        """A section 47 enquiry begun before this day is over its 15 working days."""
        return calendar.add_working_days(self.ends_on, -CONFERENCE_WORKING_DAYS)

    @cached_property
    def start_of_year_less_a_working_day(self) -> date:
        return calendar.add_working_days(self.starts_on, -1)

    @cached_property
    def school_age_born_by(self) -> date:
        """Born by this day, a child is of school age. The rule changed with 2024-25."""
        if self.number >= layout.SEX_SINCE:
            return date(self.number - 6, 8, 31)
        return date(self.number - 6, 3, 31)

    @cached_property
    def expected_births(self) -> tuple[date, date]:
        return self.ends_on - timedelta(days=30), calendar.add_months(self.ends_on, 9)

    @cached_property
    def _codes(self) -> dict[str, frozenset[str]]:
        return {}

    def codes(self, name: str) -> frozenset[str]:
        """The codes of a list that this year's census takes."""
        if name not in self._codes:
            found = codesets.codes(name, year=self.number)
            self._codes[name] = frozenset(code.code for code in found)
        return self._codes[name]

    def is_working_day(self, day: date) -> bool:
        try:
            return calendar.is_working_day(day)
        except calendar.OutsideCalendar:
            return day.weekday() < 5


@lru_cache(maxsize=16)
def year_of(number: int) -> Year:
    """Raises NoSuchYear."""
    if not layout.FIRST_YEAR <= number <= layout.LAST_YEAR:
        raise NoSuchYear(number)
    return Year(number)


def current_year(today: date) -> int:
    """The census now being made ready: of the year that has ended last, or is about to end."""
    number = today.year if (today.month, today.day) <= (6, 30) else today.year + 1
    return min(max(number, layout.FIRST_YEAR), layout.LAST_YEAR)


def gender_of(sex: str) -> str:
    """As the years before 2024-25 wrote it: 1 male, 2 female, 0 not known or unborn, 9 not specified."""
    return _SEX_TO_GENDER.get(sex, sex)


def letter_of(sex: str) -> str:
    """As the years from 2024-25 on write it: M, F or U."""
    return "U" if sex == NOT_SPECIFIED else sex


def sex_of(gender: str) -> str:
    """What an old gender code says of sex; a code that is none is left as it is."""
    return _GENDER_TO_SEX.get(gender, gender)
