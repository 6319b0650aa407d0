"""Answers that belong together, and answers that rule each other out."""

from collections import Counter
from collections.abc import Iterator

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.rules.register import Said, of_child, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year

AFTER_ASSESSMENT = {"RC8", "RC9"}
NO_FACTORS = "21"


@of_child("8790", "Disability")
def no_disability_stands_alone(child: Child, year: Year) -> Iterator[str]:
    if "NONE" in child.disabilities and set(child.disabilities) != {"NONE"}:
        yield (
            "This child is recorded as having no disability and also as having one. Take one of "
            "them out."
        )


@of_child("8794", "Disability")
def each_disability_once(child: Child, year: Year) -> Iterator[str]:
    if len(set(child.disabilities)) < len(child.disabilities):
        yield "The same disability is recorded twice for this child. Take one of them out."


@of_episode("8805", "ReasonForClosure", needs="closed_on")
def closed_with_a_reason(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.closed_on and not episode.closure_reason:
        yield (
            f"The case was closed on {date_words(episode.closed_on)} but the reason is missing. "
            "Record why."
        )


@of_episode("8810", "CINclosureDate")
def reason_with_a_closure(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.closure_reason and episode.closed_on is None:
        yield (
            "There is a reason for closing the case but no date. Record the date, or take the "
            "reason out if the case is open."
        )


@of_episode("8614", "AssessmentFactors", needs="assessments")
def factors_wait_for_completion(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if assessment.factors and assessment.authorised_on is None:
            yield Said(
                "This assessment is not complete but already gives factors. Record when it was "
                "authorised, or leave the factors until it is.",
                line=assessment.line,
            )


@of_episode("8869", "AssessmentFactors", needs="assessments")
def no_factors_stands_alone(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if NO_FACTORS in assessment.factors and set(assessment.factors) != {NO_FACTORS}:
            yield Said(
                "This assessment says that no factors were found and also gives some. Take one "
                "or the other out.",
                line=assessment.line,
            )


@of_episode("8898", "AssessmentFactors", needs="assessments")
def each_factor_once(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        twice = [code for code, times in Counter(assessment.factors).items() if times > 1]
        if twice:
            yield Said(
                f"This assessment gives the same factor twice ({', '.join(sorted(twice))}). Take "
                "one out.",
                line=assessment.line,
            )


@of_child("2884", "DateOfInitialCPC")
def conference_in_one_place(child: Child, year: Year) -> Iterator[Said]:
    by_enquiry = {
        enquiry.conference_on
        for episode in child.episodes
        for enquiry in episode.section47s
        if enquiry.conference_on
    }
    for episode in child.episodes:
        if episode.conference_on in by_enquiry:
            yield Said(
                f"The initial conference of {date_words(episode.conference_on)} is recorded with "
                "a section 47 enquiry and again without one. Keep the one with the enquiry.",
                line=episode.line,
            )


@of_episode("2990", "ReasonForClosure")
def closed_after_assessment_alone(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.closure_reason in AFTER_ASSESSMENT and (
        episode.section47s or episode.protection_plans or episode.cin_plans or episode.conference_on
    ):
        yield (
            "The case is closed as ended after assessment, but there is a section 47 enquiry, a "
            "conference or a plan on it. Choose another reason for closing."
        )


@of_episode("8825Q", "ReasonForClosure")
def closed_after_an_assessment(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.closure_reason in AFTER_ASSESSMENT and not episode.assessments:
        yield (
            "The case is closed as ended after assessment, but there is no assessment on it. "
            "Record the assessment, or choose another reason."
        )


@of_episode("8873Q", "ReasonForClosure", needs="assessments")
def nothing_found_so_closed_after_assessment(
    episode: Episode, child: Child, year: Year
) -> Iterator[str]:
    if episode.closed_on is None or len(episode.assessments) != 1:
        return
    if (
        NO_FACTORS in episode.assessments[0].factors
        and episode.closure_reason not in AFTER_ASSESSMENT
    ):
        yield (
            "The only assessment found no factors, yet the case is closed for another reason "
            "than ending after assessment. Check the factors and the reason."
        )


@of_episode("2991Q", "Section47", needs="section47s")
def enquiry_comes_with_an_assessment(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.section47s and not episode.assessments:
        yield (
            "There is a section 47 enquiry on this case but no assessment. Record the assessment "
            "that went with it."
        )


@of_episode("8842Q", "CPPreviewDate", needs="protection_plans")
def review_has_its_date(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        for review in plan.reviews:
            if review.held_on is None:
                yield Said(
                    "A review of the child protection plan has no date. Record it.",
                    line=review.line,
                )
