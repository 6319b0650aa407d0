"""By when a case is closed once our work has ended, and what a team keeps of it then."""

from datetime import date

from tessera.engine.workflow.rules import due, timer
from tessera.foundations.calendar import add_months, count_words
from tessera.foundations.calendar.words import date_words
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


def close_by(decided_on: date) -> tuple[date, str]:
    """The day by which a case is closed after the decision that our work ends, and why: the council's own
    (T009N, local), as no law sets one."""
    rule = timer("T009N", on=decided_on)
    within = count_words(rule.limit, "working day")
    why = f"Your council closes a case within {within} of the decision of {date_words(decided_on)}"
    return due(rule, decided_on).on, f"{why}; no law sets this day"
