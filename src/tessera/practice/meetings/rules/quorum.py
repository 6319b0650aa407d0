"""Whether enough agencies were there to decide."""

from collections.abc import Collection
from datetime import date

from tessera.foundations.limits import Limits, Ours
from tessera.ui.formatting import number_word

BESIDES = "agencies_besides"
LIMITS = Limits(
    "meetings.yaml",
    {
        BESIDES: Ours(
            2,
            "agencies",
            "Local: practice 2.6, the council and two others that know the child",
            least=0,
        )
    },
)
"""LOCAL: how many agencies beside social care make a conference quorate, by the day on which it is held."""


def conference_is_quorate(agencies: Collection[str], *, on: date) -> bool:
    present = set(agencies) - {""}
    return "social_care" in present and len(present - {"social_care"}) >= LIMITS.on(BESIDES, on)


def conference_quorum_problem(agencies: Collection[str], *, on: date) -> str:
    """In the chair's words, or nothing when the conference may decide."""
    if conference_is_quorate(agencies, on=on):
        return ""
    if "social_care" not in agencies:
        return "Nobody of social care is said to have been there, so this is not quorate."
    others = len(set(agencies) - {"", "social_care"})
    wanted = LIMITS.on(BESIDES, on)
    should = "another agency" if wanted == 1 else f"{number_word(wanted)} other agencies"
    there = (
        "none was"
        if not others
        else f"only {number_word(others)} {'was' if others == 1 else 'were'}"
    )
    return f"Besides social care {should} should be there; {there}. This is not quorate."
