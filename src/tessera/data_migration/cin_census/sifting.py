"""What a row must have to be taken at all: it can be read, and it has what the record cannot do without.

Each function gives the field and the reason for refusing the row, or None.
"""

from collections.abc import Callable, Iterator

from tessera.foundations import codesets
from tessera.foundations.calendar import date_words
from tessera.insight.cin_census import shape
from tessera.insight.cin_census.layout import SEX_SINCE
from tessera.insight.cin_census.years import Year, sex_of

Refusal = tuple[str, str]
LONGEST_ID = 40
OLD_GENDERS = {"0", "1", "2", "9"}
NO_CLOSURE_DATE = "There is a reason for closing but no date, so the row cannot be taken."


def unreadable(row: shape.Row) -> Refusal | None:
    """The first thing in the row that could not be read."""
    for fault in row.faults:
        if not fault.keeps:
            return fault.field, fault.message
    return None


def _known(set_name: str, code: str | None, field: str) -> Refusal | None:
    if code and not codesets.is_valid(set_name, code):
        return field, f"{field} is “{code[:40]}”, which is not a code of the census."
    return None


def _there(value: object, field: str) -> Refusal | None:
    if value is None or value == "":
        return field, f"{field} is missing, and the row cannot be kept without it."
    return None


def _in_order(start: object, end: object, start_field: str, end_field: str) -> Refusal | None:
    if start is not None and end is not None and end < start:  # type: ignore[operator]
        return end_field, (
            f"{end_field} is {date_words(end)}, before {start_field}, {date_words(start)}."  # type: ignore[arg-type]
        )
    return None


def _first(refusals: Iterator[Refusal | None]) -> Refusal | None:
    return next((refusal for refusal in refusals if refusal), None)


def child(row: shape.Child, year: Year, *, lenient: bool) -> Refusal | None:
    return _first(_child(row, year, lenient))


def _child(row: shape.Child, year: Year, lenient: bool) -> Iterator[Refusal | None]:
    yield unreadable(row)
    yield _there(row.la_child_id, "LAchildID")
    for field, value in (("LAchildID", row.la_child_id), ("UPN", row.upn)):
        if value and len(value) > LONGEST_ID:
            yield field, f"{field} is longer than {LONGEST_ID} letters."
    if row.former_upn and len(row.former_upn) > LONGEST_ID:
        yield "FormerUPN", f"FormerUPN is longer than {LONGEST_ID} letters."
    yield _sex(row, year, lenient)
    yield _known("ethnicity", row.ethnicity, "Ethnicity")
    yield _known("cin.upn_unknown", row.upn_unknown, "UPNunknown")
    for code in row.disabilities:
        yield _known("cin.disability", code, "Disability")
    yield _in_order(row.born_on, row.died_on, "PersonBirthDate", "PersonDeathDate")


def _sex(row: shape.Child, year: Year, lenient: bool) -> Refusal | None:
    """Before 2024-25 it was GenderCurrent with figures; afterwards Sex with letters."""
    is_old = year.number < SEX_SINCE
    if row.gender and not is_old and not lenient:
        return "GenderCurrent", (
            f"GenderCurrent is of the years before {SEX_SINCE - 1}-{SEX_SINCE - 2000}; the census of "
            f"{year.number} has Sex. With --keep-going it is read."
        )
    if row.gender and row.gender not in OLD_GENDERS:
        return _known("cin.gender_before_2025", row.gender, "GenderCurrent")
    if row.sex in OLD_GENDERS:
        if lenient:
            return None
        return "Sex", (
            f"Sex is “{row.sex}”, a figure of the older layout; it should be M, F or U. "
            "With --keep-going it is read."
        )
    return _known("cin.sex", row.sex, "Sex")


def sex(row: shape.Child) -> str:
    """M, F or U, whichever layout says it."""
    return sex_of(row.sex or row.gender or "U")


def episode(row: shape.Episode) -> Refusal | None:
    return _first(_episode(row))


def _episode(row: shape.Episode) -> Iterator[Refusal | None]:
    yield unreadable(row)
    yield _there(row.referred_on, "CINreferralDate")
    yield _there(row.no_further_action, "ReferralNFA")
    yield _known("cin.referral_source", row.source, "ReferralSource")
    yield _known("cin.primary_need", row.primary_need, "PrimaryNeedCode")
    yield _known("cin.closure_reason", row.closure_reason, "ReasonForClosure")
    if row.closed_on is None and row.closure_reason:
        yield "CINclosureDate", NO_CLOSURE_DATE
    if row.closed_on is not None:
        yield _there(row.closure_reason, "ReasonForClosure")
    yield _in_order(row.referred_on, row.closed_on, "CINreferralDate", "CINclosureDate")


def assessment(row: shape.Assessment) -> Refusal | None:
    return _first(_assessment(row))


def _assessment(row: shape.Assessment) -> Iterator[Refusal | None]:
    start, end = "AssessmentActualStartDate", "AssessmentAuthorisationDate"
    yield unreadable(row)
    yield _there(row.started_on, start)
    for code in row.factors:
        yield _known("cin.assessment_factor", code, "AssessmentFactors")
    yield _in_order(row.started_on, row.authorised_on, start, end)


def cin_plan(row: shape.CinPlan) -> Refusal | None:
    return (
        unreadable(row)
        or _there(row.started_on, "CINPlanStartDate")
        or _in_order(row.started_on, row.ended_on, "CINPlanStartDate", "CINPlanEndDate")
    )


def section_47(row: shape.Section47) -> Refusal | None:
    return (
        unreadable(row)
        or _there(row.started_on, "S47ActualStartDate")
        or _in_order(row.started_on, row.conference_on, "S47ActualStartDate", "DateOfInitialCPC")
    )


def protection_plan(row: shape.ProtectionPlan) -> Refusal | None:
    return (
        unreadable(row)
        or _there(row.started_on, "CPPstartDate")
        or _known("cin.abuse_category", row.initial_category, "InitialCategoryOfAbuse")
        or _known("cin.abuse_category", row.latest_category, "LatestCategoryOfAbuse")
        or _too_many(row.previous_plans, "NumberOfPreviousCPP")
        or _in_order(row.started_on, row.ended_on, "CPPstartDate", "CPPendDate")
    )


def review(row: shape.Review) -> Refusal | None:
    return unreadable(row) or _there(row.held_on, "CPPreviewDate")


def pre_proceedings(row: shape.PreProceedings) -> Refusal | None:
    return (
        unreadable(row)
        or _known("cin.preproceedings_outcome", row.outcome, "PPOutcome")
        or _too_many(row.review_meetings, "ReviewMeetingsCount")
        or _in_order(row.started_on, row.letter_sent_on, "PPStartDate", "LBPSentDate")
        or _in_order(row.started_on, row.decided_on, "PPStartDate", "StepDecisionDate")
        or _in_order(row.decided_on, row.applied_to_court_on, "StepDecisionDate", "CourtAppDate")
        or _in_order(
            row.applied_to_court_on, row.initial_letter_on, "CourtAppDate", "LetterInitCPDate"
        )
    )


def _too_many(count: int | None, field: str) -> Refusal | None:
    if count is not None and count > 999:
        return field, f"{field} is {count}, which cannot be right."
    return None


BY_ROW: dict[type, Callable[..., Refusal | None]] = {
    shape.Episode: episode,
    shape.Assessment: assessment,
    shape.CinPlan: cin_plan,
    shape.Section47: section_47,
    shape.ProtectionPlan: protection_plan,
    shape.Review: review,
    shape.PreProceedings: pre_proceedings,
}
