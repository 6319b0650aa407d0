"""How dates, ages, lists and numbers are said: plain functions, what day it is comes as an argument."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

LOCAL = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WEEKS_UNTIL = 12  # a baby's age is said in weeks up to here, then in months
MONTHS_UNTIL = 24  # and in months up to here, then in years
DAYS_UNTIL = 60  # "17 days ago" up to here, then months


def long_date(day: date) -> str:
    """21 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _year_if_other(day: date, today: date) -> str:
    return "" if day.year == today.year else f" {day.year}"


def due_date(day: date, *, today: date) -> str:
    """Friday 15 May: a date to act on carries its weekday, and its year when that is another one."""
    return (
        f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{_year_if_other(day, today)}"
    )


def day_date(day: date, *, today: date) -> str:
    """Mon 16 February."""
    weekday = WEEKDAYS[day.weekday()][:3]
    return f"{weekday} {day.day} {MONTHS[day.month - 1]}{_year_if_other(day, today)}"


def short_date(day: date, *, today: date) -> str:
    """Fri 13 Nov: for narrow columns. Months of five letters or fewer are written out."""
    month = MONTHS[day.month - 1]
    month = month if len(month) <= 5 else month[:3]
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {month}{_year_if_other(day, today)}"


def day_month(day: date, *, today: date) -> str:
    """30 April, and its year when that is another one."""
    return f"{day.day} {MONTHS[day.month - 1]}{_year_if_other(day, today)}"


def month_words(day: date, *, today: date) -> str:
    """April, and its year when that is another one."""
    return f"{MONTHS[day.month - 1]}{_year_if_other(day, today)}"


def local(at: datetime) -> datetime:
    return at.astimezone(LOCAL) if at.tzinfo else at


def clock_time(at: datetime) -> str:
    """14:03, by the clock on the wall in the council's offices."""
    return f"{local(at):%H:%M}"


def moment(at: datetime, *, now: datetime) -> str:
    """today 13:58, yesterday 18:04, or Wednesday 13 May, 17:22."""
    then, today = local(at), local(now).date()
    if then.date() == today:
        return f"today {then:%H:%M}"
    if then.date() == today - timedelta(days=1):
        return f"yesterday {then:%H:%M}"
    return f"{due_date(then.date(), today=today)}, {then:%H:%M}"


def whole_years(born: date, on: date) -> int:
    """A person born on 29 February is a year older on 1 March of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def whole_months(born: date, on: date) -> int:
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def age_on(born: date, on: date) -> str:
    """7, 17 months, 3 weeks, 5 days."""
    days = (on - born).days
    if days < 0:
        return "not yet born"
    if days == 0:
        return "born today"
    if days < 14:
        return count_words(days, "day")
    if days < WEEKS_UNTIL * 7:
        return count_words(days // 7, "week")
    months = whole_months(born, on)
    return count_words(months, "month") if months < MONTHS_UNTIL else str(whole_years(born, on))


def age_or_expected(
    *, today: date, born: date | None, expected: date | None = None, died: date | None = None
) -> str:
    """What stands after a name: an age, 'expected 3 August', or that the person has died."""
    if died:
        return f"died {long_date(died)}"
    if born:
        return age_on(born, today)
    return f"expected {day_month(expected, today=today)}" if expected else "age not known"


def days_ago(day: date, *, today: date) -> str:
    """today, yesterday, 8 days ago, 3 months ago, over a year ago; or in 5 days."""
    days = (today - day).days
    if days < 0:
        return "tomorrow" if days == -1 else f"in {-days} days"
    if days < 2:
        return ("today", "yesterday")[days]
    if days < DAYS_UNTIL:
        return f"{days} days ago"
    months = whole_months(day, today)
    if months < 12:
        return f"{count_words(months, 'month')} ago"
    years = whole_years(day, today)
    return "over a year ago" if years == 1 else f"over {years} years ago"


def due_words(day: date, *, today: date) -> str:
    """Due today, Thursday 14 May; Due tomorrow, Friday 15 May; Due Wednesday 20 May."""
    said = due_date(day, today=today)
    near = {0: "today, ", 1: "tomorrow, "}.get((day - today).days, "")
    return f"{'Was due' if day < today else 'Due'} {near}{said}"


def period(started: date, ended: date | None, *, today: date) -> str:
    """since 27 January 2026; 27 January to 3 March 2026."""
    if ended is None:
        return f"{'from' if started > today else 'since'} {long_date(started)}"
    if started == ended:
        return long_date(started)
    if started.year != ended.year:
        return f"{long_date(started)} to {long_date(ended)}"
    return f"{day_month(started, today=ended)} to {long_date(ended)}"


def duration(minutes: int) -> str:
    """3 hours 22 minutes."""
    hours, rest = divmod(int(minutes), 60)
    said = [count_words(hours, "hour")] if hours else []
    if rest or not hours:
        said.append(count_words(rest, "minute") if rest else "0 minutes")
    return " ".join(said)


def list_words(items: Iterable[object], last: str = "and") -> str:
    """A, B and C. Marked-up items stay marked up, plain ones are escaped beside them."""
    parts = list(items)
    marked = any(hasattr(part, "__html__") for part in parts)
    words = [escape(part) if marked else str(part) for part in parts]
    comma: str = Markup(", ") if marked else ", "
    if len(words) < 2:
        return comma.join(words)
    return comma.join(words[:-1]) + f" {last} " + words[-1]


def count_words(count: int, one: str, many: str | None = None) -> str:
    """1 child, 3 children, no children."""
    noun = one if count == 1 else (many or f"{one}s")
    return f"{count or 'no'} {noun}" if count < 1000 else f"{count:,} {noun}"


def number_word(number: int) -> str:
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def money(amount: Decimal | int) -> str:
    """£75, £1,234.50: whole pounds carry no pence."""
    pounds = Decimal(amount).quantize(Decimal("0.01"))
    sign = "-" if pounds < 0 else ""
    said = f"{abs(pounds):,.2f}"
    return f"{sign}£{said.removesuffix('.00')}"


def percent(part: int | Decimal, of: int | Decimal, places: int = 1) -> str:
    """88.2%. A share of nothing is not a number, and is not shown as one."""
    if not of:
        return "not known"
    return f"{Decimal(part) * 100 / Decimal(of):.{places}f}%"


def possessive(name: str) -> str:
    return f"{name}'s"


def sentence(words: str) -> str:
    """Begun with a capital, and ended."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") or not words else ".")


def upper_first(words: str) -> str:
    """Words that stand at the beginning of a line."""
    return words[:1].upper() + words[1:]


def lower_first(words: str) -> str:
    """'social worker' inside a sentence; 'GP' and 'IRO' stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
