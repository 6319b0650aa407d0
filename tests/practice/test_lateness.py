"""A line of work says how late it is in the unit of the clock that gave it a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from tessera.engine.workflow import lines
from tessera.engine.workflow.models import WorkItem

DUE_AT = datetime(2026, 5, 14, 7, 50, tzinfo=UTC)  # 08:50 in London


@pytest.mark.parametrize(
    ("code", "late", "words"),
    [
        ("child_protection.strategy_discussion", timedelta(hours=2), "Late by 2 hours"),
        ("front_door.decision", timedelta(hours=2), "Late since 08:50"),
        ("front_door.decision", timedelta(hours=20), "Late by 1 working day"),
    ],
)
def test_hours_for_a_clock_of_hours_and_days_for_a_clock_of_days(code, late, words):
    item = WorkItem(code=code, due_on=DUE_AT.date(), due_at=DUE_AT)

    assert lines.lateness_of(item, DUE_AT + late) == words
