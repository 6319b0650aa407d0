"""What must be so before a child's work goes to another team (practice reference 2.30)."""

from dataclasses import dataclass, field
from datetime import date

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.foundations.calendar import add_months
from tessera.foundations.calendar.words import date_words
from tessera.foundations.limits import Limits, Ours
from tessera.practice.recording.rules import VISIT_FOR

LIMITS = Limits(
    "transfers.yaml",
    {
        "summary": Ours(3, "months", "Local: practice 1, refreshed at least every 3 months"),
        "decision": Ours(3, "months", "Local: practice 2.30, as fresh as the summary"),
    },
)
"""LOCAL: how fresh a case summary and a manager's decision are when a child's work goes over."""

OPEN_CASE = "front_door.open_case"
ASKED_ALREADY = "transfers.transfer"
EARLY_HELP = "early_help.open"
"""Ways of standing without which, or in which, nobody is asked: by their code."""

VISIT_CLOCKS = frozenset(VISIT_FOR)
CRISIS = {
    "child_protection.emergency": "an emergency measure is in force",
    "child_protection.section47": "a section 47 enquiry is under way",
    "child_protection.conference_to_come": "a child protection conference is to come",
}
"""Ways of standing in which nothing goes over (Rochdale): read from the record, by their code."""

NOT_STRAIGHT_DOWN = {
    "child_protection.plan": (
        "A child on a protection plan steps down to child in need, and only a conference decides it"
    ),
    "children_in_need.plan": "A review ends the child in need plan first",
}
"""The grid of stepping down (practice reference 1): early help is reached from child in need's end."""

T264 = "T264"
T013 = "T013"
TIMERS = define_timers(
    TimerRule(
        code=T264,
        name="Answer a request to take over",
        since="the request",
        limit=5,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="service_manager",
    ),
)


@dataclass(frozen=True)
class Readiness:
    """What the record knows of one child on the day of the asking."""

    on: date
    has_story: bool = False
    has_family: bool = False
    has_home: bool = False
    has_ethnicity: bool = False
    summary_on: date | None = None
    decided_on: date | None = None
    late_visits: tuple[str, ...] = ()
    late_others: tuple[str, ...] = ()
    to_be_signed: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Part:
    """One required part: what it is, whether it is there, and what is missing in words."""

    code: str
    title: str
    is_there: bool
    missing: str = ""


def parts(known: Readiness) -> list[Part]:
    """The checklist of the gate, as far as the record itself can answer it."""
    return [
        _part("chronology", "Chronology", known.has_story, "The chronology has no lines"),
        _part("family", "Family and genogram", known.has_family, "Nobody of the family is known"),
        _part("address", "Address", known.has_home, "The home is not known"),
        _part("ethnicity", "Ethnicity", known.has_ethnicity, "The ethnicity is not recorded"),
        _recent("summary", "Case summary", known.summary_on, known.on),
        _recent("decision", "Management decision", known.decided_on, known.on),
        _none("visits", "Visits up to date", known.late_visits, "Late"),
        _none("clocks", "Plans and reviews up to date", known.late_others, "Late"),
        _none("signed", "Nothing waits to be signed", known.to_be_signed, "To be signed"),
    ]


def _part(code: str, title: str, is_there: bool, missing: str) -> Part:
    return Part(code, title, is_there, "" if is_there else missing)


def _recent(code: str, title: str, last_on: date | None, on: date) -> Part:
    months = LIMITS.on(code, on)
    if last_on is None:
        return Part(code, title, False, f"There is no {title.lower()}")
    if last_on < add_months(on, -months):
        return Part(
            code,
            title,
            False,
            f"The {title.lower()} is of {date_words(last_on)}: older than {_months(months)}",
        )
    return Part(code, title, True)


def _months(number: int) -> str:
    return f"{number} month" if number == 1 else f"{number} months"


def _none(code: str, title: str, named: tuple[str, ...], what: str) -> Part:
    return Part(code, title, not named, f"{what}: {', '.join(named)}" if named else "")


def crisis(standings: object) -> list[str]:
    """Why this is no moment for a transfer: of the ways in which a child stands, the ones in crisis."""
    return [words for code, words in CRISIS.items() if code in standings]  # type: ignore[operator]


def start_problem(*, takes_on: date, asked_on: date, held_since: date | None) -> str:
    """A team takes over after it was asked, and after the worker who has the child began."""
    if takes_on < asked_on:
        return f"That is before the other team asked, on {date_words(asked_on)}"
    if held_since and takes_on < held_since:
        return f"The worker who has the child now began on {date_words(held_since)}, after that day"
    return ""


def step_down_problems(standings: object) -> list[str]:
    """Why a child who stands like this does not step down to early help."""
    return [words for code, words in NOT_STRAIGHT_DOWN.items() if code in standings]  # type: ignore[operator]
