"""What must be so of pre-proceedings: draft rules of the CIN census for 2026-27."""

from dataclasses import dataclass
from datetime import date

from tessera.foundations.calendar.words import date_words


@dataclass(frozen=True)
class PreProceedingsFacts:
    referred_on: date
    started_on: date | None = None
    letter_sent_on: date | None = None
    family_meeting_offered: bool | None = None
    family_meeting_facilitated: bool | None = None
    first_meeting_on: date | None = None
    review_meetings: int | None = None
    step_decided_on: date | None = None
    court_application_on: date | None = None
    care_letter_on: date | None = None


def problems(facts: PreProceedingsFacts) -> dict[str, str]:
    """Field -> what is wrong with it, in words. Empty when all is well."""
    found = {
        "started_on": _order(
            "Pre-proceedings would begin", facts.started_on, "the referral", facts.referred_on
        ),
        "letter_sent_on": _order(
            "The letter would be sent", facts.letter_sent_on, "the decision", facts.started_on
        ),
        "step_decided_on": _order(
            "The decision would be", facts.step_decided_on, "the start", facts.started_on
        ),
        "court_application_on": _order(
            "The application would be",
            facts.court_application_on,
            "the decision to step up",
            facts.step_decided_on,
        ),
        "care_letter_on": _order(
            "The letter would be",
            facts.care_letter_on,
            "the application",
            facts.court_application_on,
        ),
        **_family_meeting(facts),
    }
    return {name: words for name, words in found.items() if words}


def _order(event: str, day: date | None, what: str, start: date | None) -> str:
    """Draft rules 9006, 9009, 9012 and 9013: in the order in which the law has them."""
    if day is None or start is None or day >= start:
        return ""
    return f"{event} on {date_words(day)}, before {what} on {date_words(start)}."


def _family_meeting(facts: PreProceedingsFacts) -> dict[str, str]:
    """Draft rules 9007, 9010Q and 9015Q: what a letter, an offer and a first meeting ask for."""
    found = {}
    if facts.letter_sent_on and facts.family_meeting_offered is None:
        found["family_meeting_offered"] = (
            "The letter was sent: say whether a family meeting was offered."
        )
    if facts.family_meeting_offered and facts.family_meeting_facilitated is None:
        found["family_meeting_facilitated"] = "A meeting was offered: say whether it was held."
    return found
