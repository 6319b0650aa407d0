"""A conference that is asked for, and the day that is set for it."""

from datetime import UTC, datetime

INITIAL = "child_protection.initial_conference"
REPORT = "child_protection.conference_report"
NOW = datetime(2026, 1, 26, 9, 0, tzinfo=UTC)
DAY = {
    "go": "day",
    "on-day": "3",
    "on-month": "2",
    "on-year": "2026",
    "time": "10:00",
    "how": "meeting",
}


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode()
