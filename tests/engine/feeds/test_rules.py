"""A worker's dates as calendar programs read them: whole days, summer time, escaping, nothing that tells."""

import uuid
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from tessera.engine.feeds import rules
from tessera.engine.feeds.rules import Date

WORKER = uuid.UUID(int=7)
CHANGED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def a_date(on, title="Visit due", *, number=1, url=""):
    return Date(uuid.UUID(int=number), title, on, CHANGED, url)


def made(*dates, worker=WORKER):
    return rules.calendar(dates, date(2026, 3, 1), date(2027, 3, 31), worker=worker)


def events(*dates):
    return list(Calendar.from_ical(made(*dates)).walk("VEVENT"))


def test_a_day_is_a_whole_day_and_does_not_say_that_the_worker_is_busy():
    (event,) = events(a_date(date(2026, 3, 29)))

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 3, 29), date(2026, 3, 30))
    assert event["transp"] == "TRANSPARENT"
    assert "VTIMEZONE" not in made(a_date(date(2026, 3, 29))).decode()


def test_ten_in_the_morning_stays_ten_on_both_sides_of_the_change_of_the_clocks():
    winter, summer = events(
        a_date(datetime(2026, 3, 27, 10, tzinfo=UTC), number=1),
        a_date(datetime(2026, 3, 30, 9, tzinfo=UTC), number=2),
    )

    assert winter.to_ical().count(b"DTSTART;TZID=Europe/London:20260327T100000") == 1
    assert summer.to_ical().count(b"DTSTART;TZID=Europe/London:20260330T100000") == 1
    assert winter["dtstart"].dt.utcoffset() == timedelta()
    assert summer["dtstart"].dt.utcoffset() == timedelta(hours=1)
    assert summer["dtstart"].dt == datetime(2026, 3, 30, 9, tzinfo=UTC)


def test_the_zone_comes_before_what_is_told_in_it():
    said = made(a_date(datetime(2026, 10, 24, 9, tzinfo=UTC))).decode()

    assert said.index("BEGIN:VTIMEZONE") < said.index("BEGIN:VEVENT")
    assert "TZNAME:BST" in said
    assert "TZNAME:GMT" in said


def test_a_meeting_takes_an_hour_of_real_time():
    (event,) = events(a_date(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)))

    assert event["duration"].dt == timedelta(hours=1)


def test_it_is_written_as_the_standard_has_it():
    long = "Review; first, of a very long title that goes on and on: " + "é" * 60
    said = made(a_date(date(2026, 4, 1), long, url="https://tessera.example/steps/1/"))

    assert said.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in said.split(b"\r\n"))
    assert b"Review\\; first\\, of" in said
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in said
    assert b"DTSTAMP:20260301T083000Z" in said
    assert b"CLASS:PRIVATE" in said
    (event,) = Calendar.from_ical(said).walk("VEVENT")
    assert str(event["summary"]) == long


def test_the_same_thing_keeps_its_name_and_nobody_can_tell_what_it_is():
    one, two = a_date(date(2026, 4, 1)), a_date(date(2026, 5, 1))

    assert made(one) == made(one)
    assert events(one)[0]["uid"] == events(two)[0]["uid"] == rules.uid(uuid.UUID(int=1), WORKER)
    assert str(uuid.UUID(int=1)) not in made(one).decode()
    assert rules.uid(uuid.UUID(int=1), uuid.UUID(int=8)) != rules.uid(uuid.UUID(int=1), WORKER)


def test_no_dates_are_an_empty_calendar():
    assert events() == []
