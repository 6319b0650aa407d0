"""What a team keeps of a case that it has closed."""

from datetime import date

from tessera.foundations.calendar import add_months
from tessera.foundations.limits import Limits, Ours

READS = "closing_team_reads"
LIMITS = Limits(
    "closing.yaml",
    {
        READS: Ours(
            3, "months", "Local: letters, questions and complaints that follow a closing", least=0
        )
    },
)


def reads_until(closed_on: date) -> date | None:
    """The first day on which the team that closed the case no longer reads it; None when it never does."""
    months = LIMITS.on(READS, closed_on)
    return add_months(closed_on, months) if months else None
