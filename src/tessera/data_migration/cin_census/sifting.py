"""What a row must have to be taken at all: it can be read, and it has what the record cannot do without.

Each sieve yields every reason for refusing the row, each with its field: whoever puts a file right wants
all of them at once.
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


def refusals(row: shape.Row) -> list[Refusal]:
    """All that keeps a row below a child from being taken."""
    return _all(BY_ROW[type(row)](row))


def refusals_of_child(row: shape.Child, year: Year, *, lenient: bool) -> list[Refusal]:
    """All that keeps a child from being taken, whatever its rows below are like."""
    return _all(_child(row, year, lenient))


def _all(found: Iterator[Refusal | None]) -> list[Refusal]:
    return list(dict.fromkeys(refusal for refusal in found if refusal))


def _unreadable(row: shape.Row) -> Iterator[Refusal]:
    for fault in row.faults:
        if not fault.keeps:
            yield fault.field, fault.message


def _known(set_name: str, code: str | None, field: str) -> Refusal | None:
    if code and not codesets.is_valid(set_name, code):
        return field, f"{field} is “{code[:40]}”, which is not a code of the census."
    return None


def _there(row: shape.Row, value: object, field: str) -> Refusal | None:
    is_unreadable = any(fault.field == field and not fault.keeps for fault in row.faults)
    if (value is None or value == "") and not is_unreadable:
        return field, f"{field} is missing, and the row cannot be kept without it."
    return None


def _in_order(start: object, end: object, start_field: str, end_field: str) -> Refusal | None:
    if start is not None and end is not None and end < start:  # type: ignore[operator]
        return end_field, (
            f"{end_field} is {date_words(end)}, before {start_field}, {date_words(start)}."  # type: ignore[arg-type]
        )
    return None


def _child(row: shape.Child, year: Year, lenient: bool) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _there(row, row.la_child_id, "LAchildID")
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
    """M, F, U or not specified, whichever layout says it."""
    return sex_of(row.sex or row.gender or "U")


def _episode(row: shape.Episode) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _there(row, row.referred_on, "CINreferralDate")
    yield _there(row, row.no_further_action, "ReferralNFA")
    yield _known("cin.referral_source", row.source, "ReferralSource")
    yield _known("cin.primary_need", row.primary_need, "PrimaryNeedCode")
    yield _known("cin.closure_reason", row.closure_reason, "ReasonForClosure")
    if row.closed_on is None and row.closure_reason:
        yield "CINclosureDate", NO_CLOSURE_DATE
    if row.closed_on is not None:
        yield _there(row, row.closure_reason, "ReasonForClosure")
    yield _in_order(row.referred_on, row.closed_on, "CINreferralDate", "CINclosureDate")


def _assessment(row: shape.Assessment) -> Iterator[Refusal | None]:
    start, end = "AssessmentActualStartDate", "AssessmentAuthorisationDate"
    yield from _unreadable(row)
    yield _there(row, row.started_on, start)
    for code in row.factors:
        yield _known("cin.assessment_factor", code, "AssessmentFactors")
    yield _in_order(row.started_on, row.authorised_on, start, end)


def _cin_plan(row: shape.CinPlan) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _there(row, row.started_on, "CINPlanStartDate")
    yield _in_order(row.started_on, row.ended_on, "CINPlanStartDate", "CINPlanEndDate")


def _section_47(row: shape.Section47) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _there(row, row.started_on, "S47ActualStartDate")
    yield _in_order(row.started_on, row.conference_on, "S47ActualStartDate", "DateOfInitialCPC")


def _protection_plan(row: shape.ProtectionPlan) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _there(row, row.started_on, "CPPstartDate")
    yield _known("cin.abuse_category", row.initial_category, "InitialCategoryOfAbuse")
    yield _known("cin.abuse_category", row.latest_category, "LatestCategoryOfAbuse")
    yield _too_many(row.previous_plans, "NumberOfPreviousCPP")
    yield _in_order(row.started_on, row.ended_on, "CPPstartDate", "CPPendDate")


def _review(row: shape.Review) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _there(row, row.held_on, "CPPreviewDate")


def _pre_proceedings(row: shape.PreProceedings) -> Iterator[Refusal | None]:
    yield from _unreadable(row)
    yield _known("cin.preproceedings_outcome", row.outcome, "PPOutcome")
    yield _too_many(row.review_meetings, "ReviewMeetingsCount")
    yield _in_order(row.started_on, row.letter_sent_on, "PPStartDate", "LBPSentDate")
    yield _in_order(row.started_on, row.decided_on, "PPStartDate", "StepDecisionDate")
    yield _in_order(row.decided_on, row.applied_to_court_on, "StepDecisionDate", "CourtAppDate")
    yield _in_order(
        row.applied_to_court_on, row.initial_letter_on, "CourtAppDate", "LetterInitCPDate"
    )


def _too_many(count: int | None, field: str) -> Refusal | None:
    if count is not None and count > 999:
        return field, f"{field} is {count}, which cannot be right."
    return None


BY_ROW: dict[type, Callable[..., Iterator[Refusal | None]]] = {
    shape.Episode: _episode,
    shape.Assessment: _assessment,
    shape.CinPlan: _cin_plan,
    shape.Section47: _section_47,
    shape.ProtectionPlan: _protection_plan,
    shape.Review: _review,
    shape.PreProceedings: _pre_proceedings,
}
