"""Early help: every clock here is a council's own (practice reference 2.2)."""

from datetime import date

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.foundations.calendar.words import date_words

AGREED = frozenset({"given", "given_in_part"})
ROLE = "early_help_worker"
STEP_UP = "stepped_up"
WITHDRAWN = "consent_withdrawn"
NOT_ENGAGED = "never_engaged"

TIMERS = define_timers(
    TimerRule(
        code="T010",
        name="Early help assessment",
        since="the family's agreement",
        limit=30,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="early_help_manager",
        colleagues=("early_help_manager",),
    ),
    TimerRule(
        code="T011",
        name="First meeting of the team around the family",
        since="the early help assessment",
        limit=10,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="early_help_manager",
        colleagues=("early_help_manager",),
    ),
    TimerRule(
        code="T012",
        name="Review by the team around the family",
        since="the last meeting",
        limit=6,
        at_most=12,
        unit="w",
        basis="L",
        source="Local: 6 to 8 weeks Trafford, 6 to 12 Worcestershire, 12 Devon",
        extendable_by="early_help_manager",
        colleagues=("early_help_manager",),
    ),
    TimerRule(
        code="T013",
        name="Hand over to early help",
        since="the decision to close",
        limit=10,
        unit="WD",
        basis="L",
        source="Local: social work stays open until the meeting",
        extendable_by="service_manager",
    ),
)


def may_start(consent: str) -> bool:
    """Early help needs the family's agreement (practice reference 1, consent)."""
    return consent in AGREED


def withdrawal_problem(*, consent: str, worries_remain: bool, outcome: str) -> str:
    """Agreement withdrawn while a child may come to harm goes to the front door, not to the drawer."""
    if consent == "withdrawn" and worries_remain and outcome != STEP_UP:
        return (
            "The family no longer agrees and worries remain: pass this to the front door, or say why"
            " the worries have gone"
        )
    return ""


def within_problem(*, on: date, started_on: date, ended_on: date | None) -> str:
    """Early help is assessed while it goes on, on its first day at the soonest."""
    if on < started_on:
        return f"Early help began on {date_words(started_on)}, after the assessment on {date_words(on)}"
    if ended_on is not None and on > ended_on:
        return (
            f"Early help ended on {date_words(ended_on)}, before the assessment on {date_words(on)}"
        )
    return ""


def end_problem(*, started_on: date, assessed_on: date | None, ended_on: date) -> str:
    """Early help ends after it began, and not before it was last assessed."""
    if ended_on < started_on:
        return f"Early help began on {date_words(started_on)}, after {date_words(ended_on)}"
    if assessed_on is not None and ended_on < assessed_on:
        return f"Early help was assessed on {date_words(assessed_on)}, after {date_words(ended_on)}"
    return ""
