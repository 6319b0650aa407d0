from datetime import UTC, date, datetime, timedelta

import pytest

from tessera.foundations.calendar import clock


@pytest.fixture(autouse=True)
def a_plain_clock(monkeypatch):
    for name in ("TESSERA_NOW", "TESSERA_CLOCK_OFFSET", "TESSERA_PRODUCTION"):
        monkeypatch.delenv(name, raising=False)
    yield
    clock.set_offset(None)


def test_the_clock_runs_in_utc():
    before = datetime.now(UTC)

    now = clock.now()

    assert now.utcoffset() == timedelta(0)
    assert before <= now <= before + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-31", datetime(2026, 3, 31, 8, 0, tzinfo=UTC)),
        ("2026-01-15", datetime(2026, 1, 15, 9, 0, tzinfo=UTC)),
        ("2026-03-31T14:03", datetime(2026, 3, 31, 13, 3, tzinfo=UTC)),
        ("2026-03-31T14:03:00+00:00", datetime(2026, 3, 31, 14, 3, tzinfo=UTC)),
        ("2026-03-31 14:03", datetime(2026, 3, 31, 13, 3, tzinfo=UTC)),
    ],
)
def test_a_frozen_clock_stands_still(monkeypatch, text, moment):
    monkeypatch.setenv("TESSERA_NOW", text)

    assert clock.now() == clock.now() == moment


def test_today_is_the_day_in_london_after_midnight_in_summer(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-06-30T23:30:00+00:00")

    assert clock.today() == date(2026, 7, 1)
    assert clock.local(clock.now()).hour == 0


def test_the_demo_shifts_its_clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-03-31")
    monkeypatch.setenv("TESSERA_CLOCK_OFFSET", "86400")
    assert clock.today() == date(2026, 4, 1)

    clock.set_offset(-86400)
    assert clock.today() == date(2026, 3, 30)

    clock.set_offset(None)
    assert clock.today() == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("name", "value"), [("TESSERA_NOW", "2026-03-31"), ("TESSERA_CLOCK_OFFSET", "60")]
)
def test_production_keeps_the_real_time(monkeypatch, name, value):
    monkeypatch.setenv("TESSERA_PRODUCTION", "1")
    monkeypatch.setenv(name, value)

    with pytest.raises(clock.ClockRefused, match="production"):
        clock.now()


def test_production_refuses_a_shift_made_in_the_process(monkeypatch):
    monkeypatch.setenv("TESSERA_PRODUCTION", "1")

    with pytest.raises(clock.ClockRefused):
        clock.set_offset(60)


def test_a_demo_that_says_it_is_not_production_may_freeze_its_clock(monkeypatch):
    monkeypatch.setenv("TESSERA_PRODUCTION", "0")
    monkeypatch.setenv("TESSERA_NOW", "2026-03-31")

    assert clock.today() == date(2026, 3, 31)


def test_a_day_ends_at_its_last_minute_in_london():
    assert clock.end_of(date(2026, 5, 19)) == datetime(2026, 5, 19, 22, 59, tzinfo=UTC)
    assert clock.end_of(date(2026, 1, 19)) == datetime(2026, 1, 19, 23, 59, tzinfo=UTC)
