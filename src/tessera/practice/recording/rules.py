"""Recording: what a visit must say, and how often a child's case is gone through in supervision."""

from datetime import date

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.foundations.calendar import date_words

VISIT_FOR = {
    "T041": "assessment",
    "T052": "section47",
    "T070": "child_protection",
    "T081": "child_in_need",
}
"""What a visit is for, by the clock that waits for it (practice, table A)."""

ASSESSMENT_CLOCK = "T040"
"""It runs from the referral, or from the decision to assess a child again."""

ON_PROTECTION_PLAN, ON_NEED_PLAN = "T262", "T262N"
SUPERVISED = (ON_PROTECTION_PLAN, ON_NEED_PLAN)
"""The clocks of case supervision, by the plan that a child is on."""

TIMERS = define_timers(
    TimerRule(
        code=ON_PROTECTION_PLAN,
        name="Case supervision",
        since="the last case supervision, or the start of the plan",
        limit=4,
        unit="w",
        basis="L",
        source="Local: child protection every 4 weeks (practice 2.28)",
        extendable_by="service_manager",
    ),
    TimerRule(
        code=ON_NEED_PLAN,
        name="Case supervision",
        since="the last case supervision, or the start of the plan",
        limit=8,
        unit="w",
        basis="L",
        source="Local: child in need every 6 to 12 weeks (practice 2.28)",
        at_most=12,
        extendable_by="service_manager",
    ),
)


def happened_problem(happened_on: date, *, today: date, born_on: date | None = None) -> str:
    """A visit or a note is of a day that has been, and of the child's own life."""
    if happened_on > today:
        return "The day must be today or before"
    if born_on and happened_on < born_on:
        return f"The child was born on {date_words(born_on)}, after that day. Check the day"
    return ""


def visit_problems(*, seen: bool | None, seen_alone: bool | None, why_not: str) -> dict[str, str]:
    """Every visit asks: seen? seen alone? if not, why? (practice reference 1, voice of the child)."""
    if seen is None:
        return {"seen": "Say whether you saw the child"}
    if not seen:
        problems = {} if why_not.strip() else {"why_not": "Say why the child was not seen"}
        if seen_alone:
            problems["seen_alone"] = "A child who was not seen was not seen alone"
        return problems
    if seen_alone is None:
        return {"seen_alone": "Say whether you saw the child alone"}
    if not seen_alone and not why_not.strip():
        return {"why_not": "Say why the child was not seen alone"}
    return {}
