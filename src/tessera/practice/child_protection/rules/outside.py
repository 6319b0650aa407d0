"""What ends outside a conference, and what goes on after it: a death, the 18th birthday, leaving the country.

Working Together, conferences: a plan ends otherwise only when the child died, turned 18, or moved for good
(practice 2.6). CIN census rules 4009Q and 8920: nothing ends after a death, so what is open ends on its day.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tessera.foundations.calendar import date_words
from tessera.foundations.limits import Limits, Ours
from tessera.people.rules import turns_18_on
from tessera.people.rules.ages import ADULT_AT

DIED, EIGHTEEN, LEFT = "died", "eighteen", "left_country"

AHEAD = "eighteen"
LIMITS = Limits(
    "eighteen.yaml",
    {AHEAD: Ours(28, "days", "Local: time to say what goes on after the birthday", least=0)},
)

TOLD_TO_HEALTH = ("T072",)
FRONT_DOOR = ("T001", "T002", "T003", "T004", "T005", "T006")
"""They are of a contact, which may be about brothers and sisters too."""
EARLY_HELP = ("T010", "T011", "T012", "T013")
SENT_AFTER = ("T043", "T054", "T054A", "T064", "T065")
"""What a meeting or an assessment decided is still sent, unless the child died: then a person decides."""

ROOMS = ("assessments.", "child_protection.", "children_in_need.", "plans.", "recording.")
SENDING = ("assessments.share", "child_protection.send_")
MOVED = "child_protection.moved_out_conference"
"""Setting it aside would say that the child came back."""


def goes_on_after(why: str) -> tuple[str, ...]:
    """The clocks that do not stop with it."""
    always = (*TOLD_TO_HEALTH, *FRONT_DOOR, *EARLY_HELP)
    return always if why == DIED else (*always, *SENT_AFTER)


def is_set_aside(why: str, code: str) -> bool:
    """Whether this work is not asked for any more, where nobody has begun it."""
    if code == MOVED or not code.startswith(ROOMS):
        return False
    return why == DIED or not code.startswith(SENDING)


def to_come(born_on: date | None, died_on: date | None) -> list[tuple[str, date]]:
    """The death on the record; else the 18th birthday, also one that is still to come."""
    if died_on:
        return [(DIED, died_on)]
    return [(EIGHTEEN, turns_18_on(born_on))] if born_on else []


def reason_on_record(
    born_on: date | None, died_on: date | None, today: date
) -> tuple[str, date, str] | None:
    """What the record itself says has happened: why, on which day, and where that stands."""
    where = "the death on the record" if died_on else "the date of birth"
    return next(
        ((why, on, where) for why, on in to_come(born_on, died_on) if why == DIED or on <= today),
        None,
    )


def day_problem(why: str, on: date, *, born_on: date | None, died_on: date | None) -> str:
    """The day is the one that the record has, where it has one."""
    if died_on and (why != DIED or on != died_on):
        return (
            f"the record says died on {date_words(died_on)}. If that is wrong, put it right there"
        )
    if why != EIGHTEEN:
        return ""
    if born_on is None:
        return "there is no date of birth on the record"
    if on == turns_18_on(born_on):
        return ""
    return (
        f"18 on {date_words(turns_18_on(born_on))}. If that is wrong, put the date of birth right"
    )


def born_by(today: date) -> date:
    """Whoever was born on this day or before is 18, or will be so soon that it is asked about now."""
    return today + timedelta(days=LIMITS.on(AHEAD, today)) - relativedelta(years=ADULT_AT)
