"""Whether enough agencies were there to decide."""

from collections.abc import Collection

AGENCIES_BESIDES = 2
"""LOCAL (practice reference 2.6): social care and at least two other agencies that know the child."""


def conference_is_quorate(agencies: Collection[str]) -> bool:
    present = set(agencies) - {""}
    return "social_care" in present and len(present - {"social_care"}) >= AGENCIES_BESIDES


def conference_quorum_problem(agencies: Collection[str]) -> str:
    """In the chair's words, or nothing when the conference may decide."""
    if conference_is_quorate(agencies):
        return ""
    others = len(set(agencies) - {"", "social_care"})
    if "social_care" not in agencies:
        return "Nobody of social care is said to have been there, so this is not quorate."
    there = "none was" if not others else "only one was"
    return f"Besides social care two other agencies should be there; {there}. This is not quorate."
