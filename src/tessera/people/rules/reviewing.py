"""When a warning and a restriction are looked at again, where nobody names a day. LOCAL."""

from datetime import date, timedelta

from tessera.foundations.limits import Limits, Ours

WARNING, RESTRICTION, PROTECTION = "warning_review", "restriction_review", "protection_review"
LIMITS = Limits(
    "people.yaml",
    {
        WARNING: Ours(182, "days", "Local: half a year"),
        RESTRICTION: Ours(90, "days", "Local: security, section 3", most=90),
        PROTECTION: Ours(90, "days", "Local: security, section 3", most=90),
    },
)


def review_due(code: str, started_on: date) -> date:
    """By the number in force on the day on which it began."""
    return started_on + timedelta(days=LIMITS.on(code, started_on))
