"""What belongs to this census year, and what to another."""

from collections.abc import Iterator
from datetime import date

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.rules.register import Said, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year


def _outside(what: str, on: date | None, year: Year) -> str | None:
    if on is None or year.holds(on):
        return None
    return (
        f"{what} on {date_words(on)}, which is not within the census year that ends on "
        f"{date_words(year.ends_on)}. Check the date."
    )


def _missing_or_late(what: str, on: date | None, year: Year) -> str | None:
    if on is None:
        return f"There is no date on which {what}. Record it."
    if on > year.ends_on:
        return (
            f"{what[0].upper()}{what[1:]} on {date_words(on)}, after the census year. Check the "
            "date."
        )
    return None


@of_episode("8600", "CINreferralDate")
def referred_by_the_end(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if said := _missing_or_late("the child was referred", episode.referred_on, year):
        yield said


@of_episode("8620", "CINclosureDate", needs="closed_on")
def closed_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if said := _outside("The case was closed", episode.closed_on, year):
        yield said


@of_episode("8696", "AssessmentAuthorisationDate", needs="assessments")
def assessment_ended_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if said := _outside("The assessment was authorised", assessment.authorised_on, year):
            yield Said(said, line=assessment.line)


@of_episode("8736", "AssessmentActualStartDate", needs="assessments")
def open_assessment_began_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if assessment.authorised_on is None and not year.holds(assessment.started_on):
            said = _outside("The assessment, still open, began", assessment.started_on, year)
            yield Said(said or "This assessment has no start. Record it.", line=assessment.line)


@of_episode("8715", "DateOfInitialCPC")
def conference_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for row in episode.conferenced:
        if said := _outside("The initial conference was", row.conference_on, year):
            yield Said(said, line=row.line)


@of_episode("8740", "S47ActualStartDate", needs="section47s")
def open_enquiry_began_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for enquiry in episode.section47s:
        if enquiry.conference_on or enquiry.conference_not_required:
            continue
        if not year.holds(enquiry.started_on):
            said = _outside("The section 47 enquiry, still open, began", enquiry.started_on, year)
            yield Said(
                said or "This section 47 enquiry has no start. Record it.", line=enquiry.line
            )


@of_episode("8720", "CPPstartDate", needs="protection_plans")
def protection_plan_began_by_the_end(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if said := _missing_or_late("the child protection plan began", plan.started_on, year):
            yield Said(said, line=plan.line)


@of_episode("8930", "CPPendDate", needs="protection_plans")
def protection_plan_ended_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if said := _outside("The child protection plan ended", plan.ended_on, year):
            yield Said(said, line=plan.line)


@of_episode("4010", "CINPlanStartDate", needs="cin_plans")
def plan_began_by_the_end(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if said := _missing_or_late("the child in need plan began", plan.started_on, year):
            yield Said(said, line=plan.line)


@of_episode("4013", "CINPlanEndDate", needs="cin_plans")
def plan_ended_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.cin_plans:
        if said := _outside("The child in need plan ended", plan.ended_on, year):
            yield Said(said, line=plan.line)
