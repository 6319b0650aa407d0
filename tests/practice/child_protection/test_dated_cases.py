"""The clocks of child protection against dated cases, each counted day by day on the published bank holidays.

`dated_cases.csv`: weekends, moved and extra holidays, month ends, leap years. `late_cases.csv`: what was
written up late counts from the day it happened. `corrected_cases.csv`: a day put right counts again.
"""

import csv
from datetime import date, datetime, time
from pathlib import Path

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.rules import due_from, lateness
from tessera.foundations.calendar import count_words
from tessera.foundations.calendar.clock import LONDON
from tests.factories import engine as make

HERE = Path(__file__).parent


def cases(name):
    with (HERE / name).open(newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def test_there_are_enough_of_them():
    every = [case for name in ("dated", "late", "corrected") for case in cases(f"{name}_cases.csv")]

    assert len(every) >= 200


@pytest.mark.parametrize(("timer", "triggered", "due", "case"), cases("dated_cases.csv"))
def test_a_clock_is_due_on(timer, triggered, due, case):
    assert due_from(timer, date.fromisoformat(triggered)).on == date.fromisoformat(due), case


@pytest.mark.parametrize(
    ("timer", "triggered", "recorded", "due", "late_by"), cases("late_cases.csv")
)
def test_what_is_written_up_late_is_late_at_once(timer, triggered, recorded, due, late_by):
    found = due_from(timer, date.fromisoformat(triggered))
    noon = datetime.combine(date.fromisoformat(recorded), time(12), LONDON)

    assert found.on == date.fromisoformat(due)
    late = int(late_by)
    assert lateness(found, noon) == (f"Late by {count_words(late, 'working day')}" if late else "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("timer", "recorded_as", "due_then", "corrected_to", "due_now"), cases("corrected_cases.csv")
)
def test_a_day_put_right_is_counted_again_and_is_still_one_clock(
    timer, recorded_as, due_then, corrected_to, due_now
):
    child = make.a_child()
    trigger = {"rule": timer, "person": child, "trigger_kind": "sample", "trigger_id": 1}
    first = workflow.start_timer(**trigger, triggered_on=date.fromisoformat(recorded_as), by=None)
    assert first.statutory_due_on == date.fromisoformat(due_then)

    workflow.retrigger(
        **trigger, triggered_on=date.fromisoformat(corrected_to), why="The day was wrong", by=None
    )

    assert Timer.objects.get().statutory_due_on == date.fromisoformat(due_now)
