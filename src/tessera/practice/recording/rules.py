"""Recording: what a visit must say, and how often a child's case is gone through in supervision."""

from datetime import date

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.foundations.calendar import date_words
from tessera.foundations.limits import Limits, Ours
from tessera.people.rules import age_on, age_words

VISIT_FOR = {
    "T041": "assessment",
    "T052": "section47",
    "T070": "child_protection",
    "T081": "child_in_need",
}
"""What a visit is for, by the clock that waits for it (practice, table A)."""

PLACES = {"home": "At home", "school": "At school or nursery", "office": "At our office"}
"""Where visits mostly are; anywhere else is typed."""

SEEN_ALONE_FROM = "seen_alone_from"
LIMITS = Limits(
    "visits.yaml",
    {
        SEEN_ALONE_FROM: Ours(
            2, "years", "Local: a baby is seen in somebody's arms", least=0, most=5
        )
    },
)

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


def not_alone_problem(
    *, seen_alone: bool | None, why_not: str, born_on: date | None, on: date
) -> str:
    """Every visit asks: seen? seen alone? if not, why? (practice reference 1, voice of the child).

    Of a child too young to be seen alone the age says why.
    """
    if seen_alone is not False or why_not.strip() or too_young(born_on, on):
        return ""
    return "Say why the child was not seen alone"


def too_young(born_on: date | None, on: date) -> bool:
    """Not born yet, or of an age at which nobody is seen alone [LOCAL]."""
    return born_on is None or age_on(born_on, on) < LIMITS.on(SEEN_ALONE_FROM, on)


def too_young_words(born_on: date | None, on: date) -> str:
    """What stands on the record as the reason: "Too young: 13 months"."""
    return f"Too young: {age_words(born_on, on)}" if born_on else "Not born yet"


def place_in_a_line(place: str) -> str:
    """ "at home" within a sentence. What was typed of another place stands with the visit itself only,
    where it is kept from whoever may not know where the child is."""
    if place and place not in PLACES.values():
        return "elsewhere"
    return place[:1].lower() + place[1:]
