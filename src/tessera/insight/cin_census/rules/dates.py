"""One date after another: from the referral to the closing, and no end before a start."""

from collections.abc import Iterator
from datetime import date, timedelta

from tessera.insight.cin_census.rules.register import Said, day, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year

LONGEST_BEFORE_BIRTH = timedelta(weeks=40)


def _before_referral(what: str, on: date | None, episode: Episode) -> str | None:
    if on and episode.referred_on and on < episode.referred_on:
        return (
            f"{what} on {day(on)}, before the referral of "
            f"{day(episode.referred_on)}. One of the two dates is wrong."
        )
    return None


@of_episode("1103", "AssessmentActualStartDate", needs="assessments")
def assessment_after_referral(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if said := _before_referral("The assessment began", assessment.started_on, episode):
            yield Said(said, line=assessment.line)


@of_episode("1104", "DateOfInitialCPC")
def conference_after_referral(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for row in episode.conferenced:
        if said := _before_referral("The initial conference was", row.conference_on, episode):
            yield Said(said, line=row.line)


@of_episode("1105", "CPPstartDate", needs="protection_plans")
def protection_plan_after_referral(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if said := _before_referral("The child protection plan began", plan.started_on, episode):
            yield Said(said, line=plan.line)


@of_episode("2889", "S47ActualStartDate", needs="section47s")
def enquiry_after_referral(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for enquiry in episode.section47s:
        if said := _before_referral("The section 47 enquiry began", enquiry.started_on, episode):
            yield Said(said, line=enquiry.line)


@of_episode("4015", "CINPlanStartDate", needs="cin_plans")
def plan_after_referral(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if said := _before_referral("The child in need plan began", plan.started_on, episode):
            yield Said(said, line=plan.line)


@of_episode("8606", "CINreferralDate")
def referred_within_pregnancy(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    birth = child.born_on or child.expected_on
    if birth and episode.referred_on and episode.referred_on < birth - LONGEST_BEFORE_BIRTH:
        yield (
            f"The referral of {day(episode.referred_on)} is more than 40 weeks before "
            f"{day(birth)}, when the child was born or is expected. One of the dates is "
            "wrong."
        )


@of_episode("8630", "CINclosureDate", needs="closed_on")
def closed_after_referral(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.closed_on and episode.referred_on and episode.closed_on < episode.referred_on:
        yield (
            f"The case was closed on {day(episode.closed_on)}, before the referral of "
            f"{day(episode.referred_on)}. One of the two dates is wrong."
        )


@of_episode("8608", "AssessmentAuthorisationDate", needs="assessments")
def assessment_ends_after_it_begins(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        start, end = assessment.started_on, assessment.authorised_on
        if start and end and end < start:
            yield Said(
                f"The assessment was authorised on {day(end)}, before it began on "
                f"{day(start)}. One of the two dates is wrong.",
                line=assessment.line,
            )


@of_episode("8615", "S47ActualStartDate", needs="section47s")
def conference_after_the_enquiry_began(
    episode: Episode, child: Child, year: Year
) -> Iterator[Said]:
    for enquiry in episode.section47s:
        if enquiry.conference_on is None:
            continue
        if enquiry.started_on is None:
            yield Said(
                "The section 47 enquiry led to a conference but has no start. Record when it "
                "began.",
                line=enquiry.line,
            )
        elif enquiry.started_on > enquiry.conference_on:
            yield Said(
                f"The section 47 enquiry began on {day(enquiry.started_on)}, after its "
                f"conference of {day(enquiry.conference_on)}. One of the two dates is "
                "wrong.",
                line=enquiry.line,
            )


@of_episode("4011", "CINPlanEndDate", needs="cin_plans")
def plan_ends_after_it_begins(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if plan.started_on and plan.ended_on and plan.ended_on < plan.started_on:
            yield Said(
                f"The child in need plan ended on {day(plan.ended_on)}, before it began on "
                f"{day(plan.started_on)}. One of the two dates is wrong.",
                line=plan.line,
            )


@of_episode("4012Q", "CINPlanEndDate", needs="cin_plans")
def plan_lasts_a_day(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if plan.started_on and plan.started_on == plan.ended_on:
            yield Said(
                "The child in need plan began and ended on the same day. Check both dates.",
                line=plan.line,
            )


@of_episode("8925", "CPPendDate", needs="protection_plans")
def protection_plan_ends_after_it_begins(
    episode: Episode, child: Child, year: Year
) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if plan.started_on and plan.ended_on and plan.ended_on < plan.started_on:
            yield Said(
                f"The child protection plan ended on {day(plan.ended_on)}, before it began "
                f"on {day(plan.started_on)}. One of the two dates is wrong.",
                line=plan.line,
            )


@of_episode("8840", "CPPendDate", needs="protection_plans")
def protection_plan_lasts_a_day(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if plan.started_on and plan.started_on == plan.ended_on:
            yield Said(
                "The child protection plan began and ended on the same day, which the census "
                "does not take. Check both dates.",
                line=plan.line,
            )


@of_episode("8841", "CPPreviewDate", needs="protection_plans")
def review_after_the_plan_began(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        for review in plan.reviews:
            if review.held_on and plan.started_on and review.held_on <= plan.started_on:
                yield Said(
                    f"The review of {day(review.held_on)} is not after the child "
                    f"protection plan began on {day(plan.started_on)}. The conference that "
                    "made the plan is not a review.",
                    line=review.line,
                )


@of_episode("2885", "CPPstartDate", needs="protection_plans")
def protection_plan_begins_at_its_conference(
    episode: Episode, child: Child, year: Year
) -> Iterator[Said]:
    conferences = {row.conference_on for row in episode.conferenced}
    for plan in episode.protection_plans:
        if year.holds(plan.started_on) and plan.started_on not in conferences:
            yield Said(
                f"The child protection plan began on {day(plan.started_on)}, but there is "
                "no initial conference on that day. A plan begins on the day of its conference.",
                line=plan.line,
            )


def _after_closing(episode: Episode) -> Iterator[tuple[str, str, date | None, int]]:
    for row in episode.conferenced:
        yield "DateOfInitialCPC", "an initial conference", row.conference_on, row.line
    for enquiry in episode.section47s:
        yield "S47ActualStartDate", "a section 47 enquiry begun", enquiry.started_on, enquiry.line
    for done in episode.assessments:
        yield "AssessmentActualStartDate", "an assessment begun", done.started_on, done.line
        yield (
            "AssessmentAuthorisationDate",
            "an assessment authorised",
            done.authorised_on,
            done.line,
        )
    for plan in episode.protection_plans:
        yield "CPPstartDate", "a child protection plan begun", plan.started_on, plan.line
        yield "CPPendDate", "a child protection plan ended", plan.ended_on, plan.line
    for need in episode.cin_plans:
        yield "CINPlanStartDate", "a child in need plan begun", need.started_on, need.line
        yield "CINPlanEndDate", "a child in need plan ended", need.ended_on, need.line


@of_episode("8565", "CINclosureDate", needs="closed_on")
def nothing_after_closing(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    if episode.closed_on is None:
        return
    for field, what, on, line in _after_closing(episode):
        if on and on > episode.closed_on:
            yield Said(
                f"The case was closed on {day(episode.closed_on)}, but there is {what} on "
                f"{day(on)}. Check both dates; perhaps the case was opened again.",
                field=field,
                line=line,
            )
