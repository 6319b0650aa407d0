"""The elements of a census file: their names, their order, and the value each one feeds."""

from dataclasses import dataclass

from tessera.insight.cin_census import shape

FIRST_YEAR = 2021
LAST_YEAR = 2027
SEX_SINCE = 2025
PRE_PROCEEDINGS_SINCE = 2027


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds one value. `kind` is text, code, date, moment, flag or count."""

    tag: str
    name: str
    kind: str
    since: int = FIRST_YEAR
    until: int = LAST_YEAR


@dataclass(frozen=True, slots=True)
class Wrapper:
    """An element that only holds others: its values belong to the row around it."""

    tag: str
    parts: tuple["Leaf | Wrapper | Values | Rows", ...]


@dataclass(frozen=True, slots=True)
class Values:
    """A wrapper around one value written many times."""

    tag: str
    item: str
    name: str


@dataclass(frozen=True, slots=True)
class Rows:
    """An element that may be written many times, each a row of its own."""

    tag: str
    name: str
    row: type[shape.Row]
    parts: tuple["Leaf | Wrapper | Values | Rows", ...] = ()
    since: int = FIRST_YEAR


REVIEW = Rows("CPPreviewDate", "reviews", shape.Review)

ASSESSMENT = Rows(
    "Assessments",
    "assessments",
    shape.Assessment,
    (
        Leaf("AssessmentActualStartDate", "started_on", "date"),
        Leaf("AssessmentInternalReviewDate", "review_on", "date"),
        Leaf("AssessmentAuthorisationDate", "authorised_on", "date"),
        Values("FactorsIdentifiedAtAssessment", "AssessmentFactors", "factors"),
    ),
)

CIN_PLAN = Rows(
    "CINPlanDates",
    "cin_plans",
    shape.CinPlan,
    (
        Leaf("CINPlanStartDate", "started_on", "date"),
        Leaf("CINPlanEndDate", "ended_on", "date"),
    ),
)

SECTION_47 = Rows(
    "Section47",
    "section47s",
    shape.Section47,
    (
        Leaf("S47ActualStartDate", "started_on", "date"),
        Leaf("InitialCPCtarget", "conference_target_on", "date"),
        Leaf("DateOfInitialCPC", "conference_on", "date"),
        Leaf("ICPCnotRequired", "conference_not_required", "flag"),
    ),
)

PROTECTION_PLAN = Rows(
    "ChildProtectionPlans",
    "protection_plans",
    shape.ProtectionPlan,
    (
        Leaf("CPPstartDate", "started_on", "date"),
        Leaf("CPPendDate", "ended_on", "date"),
        Leaf("InitialCategoryOfAbuse", "initial_category", "code"),
        Leaf("LatestCategoryOfAbuse", "latest_category", "code"),
        Leaf("NumberOfPreviousCPP", "previous_plans", "count"),
        Wrapper("Reviews", (REVIEW,)),
    ),
)

PRE_PROCEEDINGS = Rows(
    "PreProceedingsandFGDM",
    "pre_proceedings",
    shape.PreProceedings,
    (
        Leaf("PPStartDate", "started_on", "date"),
        Leaf("LBPSentDate", "letter_sent_on", "date"),
        Leaf("FGDMMeetingOffer", "family_meeting_offered", "flag"),
        Leaf("FGDMMeetingFac", "family_meeting_held", "flag"),
        Leaf("InitialPPMeetingDate", "first_meeting_on", "date"),
        Leaf("ReviewMeetingsCount", "review_meetings", "count"),
        Leaf("StepDecisionDate", "decided_on", "date"),
        Leaf("PPOutcome", "outcome", "code"),
        Leaf("CourtAppDate", "applied_to_court_on", "date"),
        Leaf("LetterInitCPDate", "initial_letter_on", "date"),
    ),
    since=PRE_PROCEEDINGS_SINCE,
)

EPISODE = Rows(
    "CINdetails",
    "episodes",
    shape.Episode,
    (
        Leaf("CINreferralDate", "referred_on", "date"),
        Leaf("ReferralSource", "source", "code"),
        Leaf("PrimaryNeedCode", "primary_need", "code"),
        Leaf("CINclosureDate", "closed_on", "date"),
        Leaf("ReasonForClosure", "closure_reason", "code"),
        Leaf("DateOfInitialCPC", "conference_on", "date"),
        ASSESSMENT,
        CIN_PLAN,
        SECTION_47,
        Leaf("ReferralNFA", "no_further_action", "flag"),
        PROTECTION_PLAN,
        PRE_PROCEEDINGS,
    ),
)

CHILD = Rows(
    "Child",
    "children",
    shape.Child,
    (
        Wrapper(
            "ChildIdentifiers",
            (
                Leaf("LAchildID", "la_child_id", "text"),
                Leaf("UPN", "upn", "text"),
                Leaf("FormerUPN", "former_upn", "text"),
                Leaf("UPNunknown", "upn_unknown", "code"),
                Leaf("PersonBirthDate", "born_on", "date"),
                Leaf("ExpectedPersonBirthDate", "expected_on", "date"),
                Leaf("GenderCurrent", "gender", "code", until=SEX_SINCE - 1),
                Leaf("Sex", "sex", "code", since=SEX_SINCE),
                Leaf("PersonDeathDate", "died_on", "date"),
            ),
        ),
        Wrapper(
            "ChildCharacteristics",
            (
                Leaf("Ethnicity", "ethnicity", "code"),
                Values("Disabilities", "Disability", "disabilities"),
            ),
        ),
        EPISODE,
    ),
)

HEADER = Rows(
    "Header",
    "header",
    shape.Header,
    (
        Wrapper(
            "CollectionDetails",
            (
                Leaf("Collection", "collection", "text"),
                Leaf("Year", "year", "count"),
                Leaf("ReferenceDate", "reference_on", "date"),
            ),
        ),
        Wrapper(
            "Source",
            (
                Leaf("SourceLevel", "source_level", "text"),
                Leaf("LEA", "authority", "text"),
                Leaf("SoftwareCode", "software_code", "text"),
                Leaf("Release", "release", "text"),
                Leaf("SerialNo", "serial_number", "text"),
                Leaf("DateTime", "made_at", "moment"),
            ),
        ),
    ),
)

ROW_TAGS = frozenset(
    rows.tag for rows in (CHILD, EPISODE, ASSESSMENT, CIN_PLAN, SECTION_47, PROTECTION_PLAN, REVIEW)
)
