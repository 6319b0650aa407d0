"""A worker's dates as a calendar program reads them (RFC 5545). No name, no place, no words of anyone."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration

LONDON = ZoneInfo("Europe/London")
REFRESH = timedelta(hours=1)
LENGTH = timedelta(hours=1)
"""What a meeting takes in the calendar: nobody plans its end."""
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
MOST_IN = timedelta(minutes=10)
MOST = 30
"""How often one address is asked in ten minutes, by all of a worker's programs together."""


@dataclass(frozen=True)
class Date:
    """Something on a day, or at a moment. `source` is the random id of what it stands for."""

    source: UUID
    title: str
    on: date | datetime
    changed_at: datetime
    url: str = ""


def calendar(dates: Iterable[Date], since: date, until: date, *, worker: UUID) -> bytes:
    """The feed from one day to another. The same dates give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//Tessera//Dates of a worker//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", "Tessera")
    made.add("x-wr-calname", "Tessera")
    made.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    for each in sorted(dates, key=lambda one: (str(one.on), one.source)):
        made.add_component(_event(each, worker))
    made.add_missing_timezones(first_date=since, last_date=until)
    # Some programs read a time before they have read of its zone: the zone comes first.
    made.subcomponents.sort(key=lambda part: part.name != "VTIMEZONE")
    return made.to_ical()


def uid(source: UUID, worker: UUID) -> str:
    """The same for the same thing in one worker's calendar, whatever its address; it tells nothing."""
    return hashlib.sha256(f"{worker} {source}".encode()).hexdigest()[:40]


def _event(each: Date, worker: UUID) -> Event:
    event = Event()
    event.add("uid", uid(each.source, worker))
    event.add("dtstamp", each.changed_at)
    event.add("summary", each.title)
    if isinstance(each.on, datetime):
        start = each.on.astimezone(LONDON)
        event.add("dtstart", start)
        # Counted in real time, so that a meeting over the change of the clocks keeps its length.
        event.add("duration", LENGTH)
    else:
        event.add("dtstart", each.on)
        event.add("dtend", each.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if each.url:
        event.add("url", each.url)
    return event
