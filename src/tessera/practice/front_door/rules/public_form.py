"""What the public referral form allows: how often, how long, how many tries. All of it local."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local

CODE_DIGITS = 8
CODE_LASTS = timedelta(minutes=20)
CODE_TRIES = 5
LEAST_TIME_TO_WRITE = timedelta(seconds=15)
"""Nobody reads the questions and writes of a child in less. A robot does."""


@dataclass(frozen=True)
class FloodLimit:
    """Knocks within a time: from one network address (a school shares one), and from everybody."""

    caller: int
    everyone: int
    within: timedelta


HOUR = timedelta(hours=1)
FLOOD_LIMITS = {
    "start": FloodLimit(caller=30, everyone=300, within=HOUR),
    "send": FloodLimit(caller=15, everyone=150, within=HOUR),
    "mail": FloodLimit(caller=10, everyone=200, within=HOUR),
    "try": FloodLimit(caller=30, everyone=300, within=HOUR),
}


def draft_lasts(on: date) -> timedelta:
    """How long a form that is not sent is kept: local, and dated, in the set `retention.period`."""
    periods = codesets.codes("retention.period", on=on)
    return timedelta(
        days=next(p.extra["days"] for p in periods if p.extra["what"] == "unsent_referral")
    )


def draft_is_open(saved_at: datetime, now: datetime) -> bool:
    """A form left alone so long does not open again, and is erased: it would be old news."""
    return now - saved_at <= draft_lasts(local(now).date())


def code_is_fresh(sent_at: datetime | None, now: datetime) -> bool:
    return sent_at is not None and timedelta(0) <= now - sent_at <= CODE_LASTS


def may_try(tries: int) -> bool:
    return tries < CODE_TRIES


def was_written_too_fast(began_at: datetime, now: datetime) -> bool:
    return now - began_at < LEAST_TIME_TO_WRITE
