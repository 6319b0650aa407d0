"""What must be so of an assessment: dates in, words out. Each gives "" when all is well."""

from collections.abc import Collection
from datetime import date

from tessera.engine.workflow.rules import Rung, TimerRule, day_of_words, define_timers, timer
from tessera.foundations import codesets
from tessera.foundations.calendar import add_working_days
from tessera.foundations.calendar.words import date_words

COMPLETED_WITHIN_WORKING_DAYS = 45
NO_FACTORS = "21"
IN_NEED = ("child_in_need_plan", "disability_team", "young_carer_support")
"""Outcomes that decide that the child is in need: a first child in need meeting follows."""
OPEN_CASE, IN_ASSESSMENT = "front_door.open_case", "assessments.open"
"""Ways of standing without which, or in which, no other assessment begins: by their code."""
ENQUIRY, PLAN = "child_protection.section47", "child_protection.plan"
CONFERENCE_TO_COME = "child_protection.conference_to_come"
PROTECTED = {ENQUIRY, CONFERENCE_TO_COME, PLAN, "child_protection.elsewhere"}
"""Ways of standing in which a child's protection goes on: from the enquiry to the plan."""
UNDER_WAY = {
    PLAN: ("A protection plan is under way", "a conference ends it"),
    CONFERENCE_TO_COME: ("A child protection conference is to come", "it decides what follows"),
    ENQUIRY: ("A section 47 enquiry is under way", "its own outcome ends it"),
}
GOES_ON = "protection_goes_on"
UPDATE = "assessments.update"
"""What starts the clock of an update: the decision to assess again, not the referral."""

TIMERS = define_timers(
    TimerRule(
        code="T040",
        name="Single assessment",
        since="the referral",
        limit=45,
        unit="WD",
        basis="G",
        source="Working Together (from the 2013 edition), chapter on assessing need",
        effective_from=date(2013, 4, 15),
        extendable_by="service_manager",
        ladder=(
            Rung(30, "WD", ("team_manager",)),
            Rung(40, "WD", ("service_manager",)),
            Rung(45, "WD", ("head_of_service",)),
        ),
        since_kinds=((UPDATE, "the decision to assess again"),),
    ),
    # No clock runs on it: it is the length beyond which a second name is asked for. A council changes
    # the number in its `timers.yaml`.
    TimerRule(
        code="T040S",
        name="Signed by the service manager too",
        since="the referral",
        limit=45,
        unit="WD",
        basis="L",
        source="Local: a team manager may approve up to 45 working days (practice 2.4)",
        effective_from=date(2013, 4, 15),
    ),
    TimerRule(
        code="T041",
        name="See the child",
        since="the start of the assessment",
        limit=5,
        unit="WD",
        basis="L",
        source="Local; the same day when there is a section 47 enquiry",
        extendable_by="team_manager",
        at_once=True,
    ),
    TimerRule(
        code="T042",
        name="Review point with the manager",
        since="the start of the assessment",
        limit=10,
        unit="WD",
        basis="L",
        source="Local",
        colleagues=("team_manager",),
    ),
    TimerRule(
        code="T042B",
        name="Second review point with the manager",
        since="the start of the assessment",
        limit=30,
        unit="WD",
        basis="L",
        source="Local",
        colleagues=("team_manager",),
    ),
    TimerRule(
        code="T043",
        name="Share the assessment with the family",
        since="authorisation",
        limit=5,
        unit="WD",
        basis="L",
        source="Local",
        extendable_by="team_manager",
    ),
)


def assessment_due(
    *, clock_started_on: date, bank_holidays: Collection[date] | None = None
) -> date:
    """45 working days from the referral, or the decision to assess again (Working Together; T040)."""
    return add_working_days(
        clock_started_on, COMPLETED_WITHIN_WORKING_DAYS, bank_holidays=bank_holidays
    )


def needs_longer_why(
    *,
    clock_started_on: date,
    authorised_on: date,
    bank_holidays: Collection[date] | None = None,
) -> bool:
    """No extension exists in law: an assessment that took longer records why (practice 2.4)."""
    due = assessment_due(clock_started_on=clock_started_on, bank_holidays=bank_holidays)
    return authorised_on > due


def needs_service_manager(
    *, clock_started_on: date, handed_in_on: date, bank_holidays: Collection[date] | None = None
) -> bool:
    """Beyond the council's limit the service manager signs beside the team manager (T040S, local)."""
    rule = timer("T040S", on=clock_started_on)
    last = add_working_days(clock_started_on, rule.limit, bank_holidays=bank_holidays)
    return handed_in_on > last


def start_problem(*, started_on: date, referred_on: date) -> str:
    """CIN census rules 1103 and 8608: an assessment starts on or after the referral."""
    if started_on >= referred_on:
        return ""
    return (
        f"The assessment would start on {date_words(started_on)}, before the referral on"
        f" {date_words(referred_on)}. Check both dates."
    )


def update_problem(*, decided_on: date, authorised_on: date) -> str:
    """CIN census rule 8863Q: an update begins after the day on which the earlier one was signed off."""
    if decided_on > authorised_on:
        return ""
    return (
        f"The earlier assessment was signed off on {date_words(authorised_on)}: an update begins on a"
        " later day. What changed before can be put into that one: open it again"
    )


def seen_problem(*, seen_on: date | None, seen_alone_on: date | None) -> str:
    """A child who was seen alone was first seen on that day or before."""
    if seen_on is None or seen_alone_on is None or seen_alone_on >= seen_on:
        return ""
    return (
        f"Seen alone on {date_words(seen_alone_on)} is before first seen on {date_words(seen_on)}."
    )


def authorisation_problem(*, started_on: date, authorised_on: date) -> str:
    """CIN census rule 8608: an assessment ends on or after its start."""
    if authorised_on >= started_on:
        return ""
    return (
        f"The assessment would be authorised on {date_words(authorised_on)}, before it started on"
        f" {date_words(started_on)}."
    )


def factors_problem(chosen: Collection[str], *, on: date) -> str:
    """CIN census rules 8897Q, 8614, 8869 and 8898: some, from the year's list, none beside "none"."""
    if not chosen:
        return "Choose at least one factor, or say that none was found."
    unknown = [c for c in chosen if not codesets.is_valid("cin.assessment_factor", c, on=on)]
    if unknown:
        words = ", ".join(codesets.label("cin.assessment_factor", c) for c in unknown)
        return f"Not on this year's list of factors: {words}."
    if NO_FACTORS in chosen and len(set(chosen)) > 1:
        return 'You chose "No factors found" together with others. Keep one or the other.'
    if len(set(chosen)) != len(chosen):
        return "A factor is there twice. Once is enough."
    return ""


def day_words(*, clock_started_on: date, day: date) -> str:
    """ "day 35 of 45", counted from the referral or the decision to assess again."""
    return day_of_words(timer("T040", on=clock_started_on), clock_started_on, day)


def closure_reason(outcome: str) -> str:
    """The census reason with which a case closes straight after the assessment; "" when it goes on."""
    outcomes = {each.code: each for each in codesets.codes("assessment.outcome")}
    reason: str = outcomes[outcome].extra.get("closes_with", "") if outcome in outcomes else ""
    return reason


def protection_problem(outcome: str, standings: Collection[str]) -> str:
    """What does not go on cannot lead anywhere: a strategy discussion decides on an enquiry."""
    if outcome != GOES_ON or PROTECTED & set(standings):
        return ""
    return (
        "No section 47 enquiry, conference or protection plan is under way. Choose a strategy"
        " discussion, where a section 47 enquiry is needed"
    )


def protection_warning(outcome: str, standings: Collection[str]) -> str:
    """A child on a protection plan, or on the way to a conference, is helped under it. Asks why."""
    under_way = next((code for code in UNDER_WAY if code in standings), None)
    if outcome in {"", GOES_ON} or under_way is None:
        return ""
    what, ends = UNDER_WAY[under_way]
    if closure_reason(outcome):
        return (
            f"{what}, and only {ends}: the case does not close with this assessment."
            " Check whether this is what should happen."
        )
    if outcome not in {"child_in_need_plan", "strategy_discussion"}:
        return ""
    goes_on = "" if under_way == CONFERENCE_TO_COME else " and goes on"
    return f"{what}{goes_on}. Check whether this is what should happen."


def factors_warning(chosen: Collection[str], *, outcome: str) -> str:
    """CIN census rule 8873Q: with no factors found, a case closes after the assessment. Asks why."""
    if set(chosen) == {NO_FACTORS} and not closure_reason(outcome):
        return "No factors were found, and yet the work goes on. Check both answers."
    return ""
