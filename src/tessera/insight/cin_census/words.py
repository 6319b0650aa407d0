"""The elements of the return in words for people; the codes stay in the file."""

from datetime import date
from typing import Any

from tessera.foundations import codesets
from tessera.foundations.calendar import date_words

ROWS = {
    "Child": "Child",
    "CINdetails": "Case",
    "Assessments": "Assessment",
    "CINPlanDates": "Child in need plan",
    "Section47": "Section 47 enquiry",
    "ChildProtectionPlans": "Child protection plan",
    "CPPreviewDate": "Review",
    "PreProceedingsandFGDM": "Pre-proceedings",
}

FIELDS = {
    "LAchildID": "Child ID",
    "UPN": "Unique pupil number",
    "FormerUPN": "Former unique pupil number",
    "UPNunknown": "Why there is no unique pupil number",
    "PersonBirthDate": "Date of birth",
    "ExpectedPersonBirthDate": "Expected date of birth",
    "GenderCurrent": "Sex",
    "Sex": "Sex",
    "PersonDeathDate": "Date of death",
    "Ethnicity": "Ethnicity",
    "Disability": "Disability",
    "Disabilities": "Disability",
    "CINdetails": "Referral",
    "CINreferralDate": "Referral date",
    "ReferralSource": "Who referred",
    "PrimaryNeedCode": "Main need",
    "CINclosureDate": "Closing date",
    "ReasonForClosure": "Reason for closing",
    "DateOfInitialCPC": "Initial conference",
    "ReferralNFA": "No further action",
    "AssessmentActualStartDate": "Assessment started",
    "AssessmentInternalReviewDate": "Assessment review point",
    "AssessmentAuthorisationDate": "Assessment authorised",
    "AssessmentFactors": "Factors",
    "FactorsIdentifiedAtAssessment": "Factors",
    "CINPlanStartDate": "Plan started",
    "CINPlanEndDate": "Plan ended",
    "Section47": "Section 47 enquiry",
    "S47ActualStartDate": "Enquiry started",
    "InitialCPCtarget": "Conference due",
    "ICPCnotRequired": "No conference needed",
    "CPPstartDate": "Protection plan started",
    "CPPendDate": "Protection plan ended",
    "InitialCategoryOfAbuse": "First category",
    "LatestCategoryOfAbuse": "Latest category",
    "NumberOfPreviousCPP": "Earlier protection plans",
    "CPPreviewDate": "Review date",
    "PreProceedingsandFGDM": "Pre-proceedings",
    "PPStartDate": "Decision to start",
    "LBPSentDate": "Letter before proceedings",
    "FGDMMeetingOffer": "Family meeting offered",
    "FGDMMeetingFac": "Family meeting held",
    "InitialPPMeetingDate": "First meeting",
    "ReviewMeetingsCount": "Review meetings",
    "StepDecisionDate": "Decision on the next step",
    "PPOutcome": "Outcome",
    "CourtAppDate": "Application to court",
    "LetterInitCPDate": "Letter of initiation",
    "ReferenceDate": "Reference date",
}

CODE_SETS = {
    "UPNunknown": "cin.upn_unknown",
    "GenderCurrent": "cin.gender_before_2025",
    "Sex": "cin.sex",
    "Ethnicity": "ethnicity",
    "Disabilities": "cin.disability",
    "ReferralSource": "cin.referral_source",
    "PrimaryNeedCode": "cin.primary_need",
    "ReasonForClosure": "cin.closure_reason",
    "FactorsIdentifiedAtAssessment": "cin.assessment_factor",
    "InitialCategoryOfAbuse": "cin.abuse_category",
    "LatestCategoryOfAbuse": "cin.abuse_category",
    "PPOutcome": "cin.preproceedings_outcome",
}


def codes_of(tag: str, value: Any) -> str:
    """The codes that the file holds for a value, where it holds codes."""
    if tag not in CODE_SETS or value in (None, "", ()):
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def field_words(tag: str) -> str:
    return FIELDS.get(tag, tag)


def value_words(tag: str, value: Any, year: int) -> str:
    """A value as a person reads it; nothing given is said as such."""
    if value in (None, "", ()):
        return "not given"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return date_words(value)
    if tag in CODE_SETS:
        codes = value if isinstance(value, tuple) else (value,)
        return "; ".join(codesets.label(CODE_SETS[tag], code, year=year) for code in codes)
    return str(value)
