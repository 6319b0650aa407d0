"""Rules of a contact between receipt and answer: plain functions, dates in, dates out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tessera.engine.workflow.rules import due, timer
from tessera.foundations import codesets
from tessera.foundations.calendar import add_months
from tessera.foundations.calendar.clock import end_of, local
from tessera.foundations.calendar.words import date_words

URGENCY_RULES = {"red": "T003", "amber": "T004", "green": "T005"}
DECISION_RULE = "T001"

OFFERED_OUTCOMES = (
    "referral",
    "strategy_discussion",
    "early_help",
    "open_case",
    "other_council",
    "signposted",
    "advice",
    "consultation",
    "information",
    "referral_no_action",
    "no_further_action",
)
"""Outcomes that lead somewhere in this council today; the code set holds more, for rooms to come."""

REFERRED = frozenset({"referral", "strategy_discussion"})
NOT_ACTED_ON = "referral_no_action"
"""Taken as a referral, looked into, and ended there: CIN census N00112, ReferralNFA."""
FOR_KNOWN_PEOPLE = REFERRED | {NOT_ACTED_ON, "early_help", "open_case"}
"""What stands on a child's record, so each child must be matched first."""

NO_MORE_TO_DO = frozenset(
    {
        "advice",
        "consultation",
        "information",
        "no_further_action",
        "signposted",
        NOT_ACTED_ON,
    }
)
AGREED = frozenset({"given", "given_in_part"})

DECIDE_WITHIN_HOURS = 24


def asks_without_agreement(consent: str) -> bool:
    """Whether agencies are asked though the family does not agree, or was not asked.

    Working Together 2023, chapter 1, information sharing: consent is not needed where it would put a
    child at risk; whoever shares without it keeps why.
    """
    return consent not in AGREED


@dataclass(frozen=True)
class AnswerDue:
    at: datetime
    why: str


def answer_due(*, rag: str, received_at: datetime, asked_at: datetime) -> AnswerDue:
    """An agency answers within the contact's own clock: its urgency, or the decision (T001, T003-T005).

    Asked after that clock has run out, it answers as soon as it can: the moment of asking.
    """
    rule = timer(URGENCY_RULES.get(rag, DECISION_RULE), on=received_at.date())
    clock = due(rule, received_at)
    moment = max(clock.at or end_of(clock.on), asked_at)
    return AnswerDue(
        moment,
        f"with the contact: {clock.why}" if moment > asked_at else "at once: the contact is late",
    )


def urgency_doubt(rag: str, immediate_risk: bool | None) -> str:
    """Whether the urgency and the answer on danger say different things: a question, or nothing."""
    if rag == "red" and immediate_risk is False:
        return "Red is for a child who may be in danger now, and no child is said to be. Is this right?"
    if rag and rag != "red" and immediate_risk:
        words = codesets.label("contact.rag", rag)
        return f"A child is said to be in danger now, and that is Red. Is {words} right?"
    return ""


def receipt_problem(*, received_at: datetime, decided_at: datetime | None, now: datetime) -> str:
    """Why a contact cannot have come when it is said to; nothing when it can."""
    if received_at > now:
        return "We cannot have got it later than now"
    if decided_at is not None and received_at > decided_at:
        return f"It was decided on {date_words(local(decided_at).date())}, before that"
    return ""


@dataclass(frozen=True)
class Repeated:
    """So many contacts about one child in so many months. Without number there is no such rule."""

    contacts: int
    months: int

    def since(self, day: date) -> date:
        """The last day that no longer counts."""
        return add_months(day, -self.months)


def repeated_on(day: date) -> Repeated | None:
    """Practice rules 2.1, authorisation: local and dated, the last one of `contact.repeated` by then."""
    found = codesets.codes("contact.repeated", on=day)
    if not found:
        return None
    return Repeated(found[-1].extra["contacts"], found[-1].extra["months"])


def number_in_period(earlier_received_on: Iterable[date], received_on: date) -> int:
    """Which contact about the child this is in the months that count."""
    rule = repeated_on(received_on)
    since = rule.since(received_on) if rule else received_on
    return 1 + sum(since < day <= received_on for day in earlier_received_on)


def is_repeated(earlier_received_on: Iterable[date], received_on: date) -> bool:
    """A third contact within 12 months: ended with nothing more to do, the service manager signs too."""
    rule = repeated_on(received_on)
    return rule is not None and number_in_period(earlier_received_on, received_on) >= rule.contacts


def may_be_told_to_court(*, source: str, may_be_named: bool | None) -> bool:
    """Whether a court may read what was told, as it was told.

    Family Procedure Rules 2010, Practice Direction 12A asks for each event with its detail; but an account
    shows who gave it. An agency speaks for itself unless it asked not to be named; of a person alone, and of
    whoever gave no name, it is told only with their yes.
    """
    speaks_for_itself = not source.startswith("1") and source != "9"
    return may_be_named is True or (may_be_named is None and speaks_for_itself)


TO_KNOW = "To know before calling or visiting:"
"""Stands before what a partner says of how to come near the family safely, at the end of their account."""


def without_what_to_know(account: str) -> str:
    """What happened, as it was told: how to reach somebody safely is for us, and for no party to a case."""
    return account.partition(TO_KNOW)[0].rstrip()


def headline(account: str, longest: int = 90) -> str:
    """The first words of what was told, for a card: a whole sentence when it is short enough."""
    first = re.split(r"(?<=[.!?])\s|\n", account.strip(), maxsplit=1)[0].strip().rstrip(".")
    if len(first) <= longest:
        return first
    return first[:longest].rsplit(" ", 1)[0].rstrip(",;:") + " …"


@dataclass(frozen=True)
class Stated:
    """What was written beside the outcomes, and holds for each of them that needs it."""

    primary_need: str = ""
    has_team: bool = False
    passed_to: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Decision:
    """What someone means to decide, with what must stand for it."""

    outcome: str
    consent: str = ""
    unmatched: tuple[str, ...] = ()
    with_open_case: tuple[str, ...] = ()
    without_open_case: tuple[str, ...] = ()
    passed_to: str = ""
    advice: str = ""
    primary_need: str = ""
    has_team: bool = False


def information_due(decided_on: date) -> date:
    """What was told about an open case is read within a working day, or as a council says (T006N, local)."""
    return due(timer("T006N", on=decided_on), decided_on).on


def information_why(assessed_since: date | None) -> str:
    """Why its worker reads it: an assessment under way takes it in, and no second one begins."""
    if assessed_since is None:
        return "Somebody told us of a child whose case is open"
    return f"Goes into the assessment under way since {date_words(assessed_since)}"


def decision_problems(decision: Decision) -> dict[str, str]:
    """Why a decision cannot stand yet: field to words. Nothing when it can."""
    who = _who_it_is_about(decision)
    missing = {
        "primary_need": "Choose the main need"
        if decision.outcome in REFERRED and not decision.primary_need
        else "",
        "team": "Choose the team that takes the referral"
        if decision.outcome in REFERRED and not decision.has_team
        else "",
        "passed_to": "Name the council, and who there took it"
        if decision.outcome == "other_council" and not decision.passed_to
        else "",
        "advice": "Write what you advised"
        if decision.outcome == "advice" and not decision.advice
        else "",
    }
    return {field: words for field, words in {"outcome": who, **missing}.items() if words}


def _who_it_is_about(decision: Decision) -> str:
    """A referral is recorded only where no case is open (Department for Education, statistics
    methodology); early help needs consent (practice rules 2.2).
    """
    if decision.outcome in FOR_KNOWN_PEOPLE and decision.unmatched:
        return f"First say who this is, or add them: {', '.join(decision.unmatched)}"
    if decision.outcome in REFERRED | {NOT_ACTED_ON} and not decision.without_open_case:
        return (
            "All the children have an open case already. Choose “Added to an open case”, and their"
            " worker gets the information"
        )
    if decision.outcome == "open_case" and not decision.with_open_case:
        return "None of the children has an open case"
    if decision.outcome == "early_help" and decision.consent not in AGREED:
        return (
            "Early help needs the family’s agreement. Talk with them first, then write it under"
            " what the family knows"
        )
    return ""


LEAD_PRACTITIONER_FROM = date(2023, 12, 15)


def level_of(outcomes: Iterable[str]) -> str:
    """The level of need that a decision stands for, the highest where children differ; or nothing.

    Practice reference 1 and 2.1, threshold levels [LOCAL]: the code set says which outcome is which.
    """
    decided = (codesets.get("contact.outcome", each) for each in outcomes if each)
    return max((each.extra.get("level", "") for each in decided), default="")


def must_be_social_worker(*, on: date, has_protection_work: bool) -> bool:
    """Who may hold a case under section 17.

    Working Together 2023, from 15 December 2023: a lead practitioner need not be a social worker,
    with qualified oversight. Enquiries under section 47 stay with social workers.
    """
    return has_protection_work or on < LEAD_PRACTITIONER_FROM


HEARD_AT_ONCE = frozenset({"telephone", "in_person"})
"""Whoever speaks with us knows that we have it: nothing more to acknowledge (timer T002)."""
