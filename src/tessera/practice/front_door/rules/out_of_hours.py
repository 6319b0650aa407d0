"""Out of hours: how long a child is watched, and when a hand-over is read. All LOCAL."""

from datetime import date, datetime, time, timedelta

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.foundations.calendar.clock import local

DAY_BEGINS = time(9)
"""From then on the day teams are there."""
FIRST_SHIFT = timedelta(hours=24)
"""How far back the very first hand-over looks."""
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
    return moment.date() if moment.time() >= DAY_BEGINS else moment.date() - timedelta(days=1)


def watch_problem(until_on: date, now: datetime) -> str:
    """Until a morning that is still to come."""
    if until_on <= last_past_morning(now):
        return "The morning must be still to come"
    return ""
