"""Out of hours: how long a child is watched, and when a hand-over is read. All LOCAL."""

from datetime import date, datetime, timedelta

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.foundations.calendar.clock import local
from tessera.foundations.limits import Limits, Ours

DAY_BEGINS, FIRST_SHIFT = "day_begins", "first_shift"
LIMITS = Limits(
    "out_of_hours.yaml",
    {
        DAY_BEGINS: Ours(
            9 * 60,
            "minutes after midnight, which may be written as 8:30",
            "Local: from then on the day teams are there",
            least=5 * 60,
            most=12 * 60,
        ),
        FIRST_SHIFT: Ours(
            24, "hours", "Local: how far back the very first hand-over looks", most=96
        ),
    },
)
HAND_OVER_RULE = "T008L"

TIMERS = define_timers(
    TimerRule(
        code=HAND_OVER_RULE,
        name="Read the hand-over from out of hours",
        since="the hand-over",
        limit=1,
        unit="WD",
        basis="L",
        source="Local: product description, out-of-hours hand-over",
    ),
)


def last_past_morning(now: datetime) -> date:
    """A watch until this morning, or an earlier one, is over."""
    moment = local(now)
    today = moment.date()
    minutes = moment.hour * 60 + moment.minute
    return today if minutes >= LIMITS.on(DAY_BEGINS, today) else today - timedelta(days=1)


def first_shift_began(given_at: datetime) -> datetime:
    """From when the very first hand-over tells, as none was given before it."""
    return given_at - timedelta(hours=LIMITS.on(FIRST_SHIFT, local(given_at).date()))


def watch_problem(until_on: date, now: datetime) -> str:
    """Until a morning that is still to come."""
    if until_on <= last_past_morning(now):
        return "The morning must be still to come"
    return ""
