"""The clocks of every other room against dated cases, each counted by hand on the published bank holidays.

Those of child protection are in a table of their own (`child_protection/dated_cases.csv`). Months and
weeks do not roll over a weekend; hours run through the night, also when the clocks change.
"""

import csv
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from tessera.engine.workflow import rules
from tessera.foundations.calendar.clock import LONDON

HERE = Path(__file__).parent
OURS, PROTECTION = HERE / "dated_cases.csv", HERE / "child_protection" / "dated_cases.csv"


def cases(path):
    with path.open(newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("timer", "triggered", "due", "case"), cases(OURS))
def test_a_clock_is_due_on(timer, triggered, due, case):
    if "T" in triggered:
        moment = datetime.fromisoformat(triggered).replace(tzinfo=LONDON)
        found = rules.due_from(timer, moment)
        assert found.at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") == due, case
    else:
        assert rules.due_from(timer, date.fromisoformat(triggered)).on.isoformat() == due, case


def test_every_clock_of_the_house_has_its_dated_cases():
    counted = {timer for path in (OURS, PROTECTION) for timer, *_ in cases(path)}
    # From T900 on they are samples of other tests in the same process.
    ours = {rule.code for rule in rules.timers() if re.fullmatch(r"T[0-8]\d\d[A-Z]?", rule.code)}

    assert ours - counted == set()


def test_no_case_is_of_a_clock_that_there_is_not():
    counted = {timer for path in (OURS, PROTECTION) for timer, *_ in cases(path)}

    assert counted - {rule.code for rule in rules.timers()} == set()
