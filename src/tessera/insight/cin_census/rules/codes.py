"""Answers that must be there, and must be one of the year's codes."""

from collections.abc import Iterator
from datetime import date

from tessera.insight.cin_census.layout import SEX_SINCE
from tessera.insight.cin_census.rules.register import Said, of_child, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year

SOURCE_ASKED_SINCE = date(2013, 4, 1)
RETIRED_FACTORS = {"18A", "19A"}


@of_child("4220", "Ethnicity")
def ethnicity_is_given(child: Child, year: Year) -> Iterator[str]:
    if child.ethnicity not in year.codes("ethnicity"):
        yield (
            "The child's ethnicity is missing or not one the census knows. Ask the family; if "
            "they would rather not say, or nobody could ask yet, record that."
        )


@of_child("8540", "Disability")
def disability_is_answered(child: Child, year: Year) -> Iterator[str]:
    if child.born_on is None or not any(e.no_further_action is False for e in child.episodes):
        return
    if not child.disabilities:
        yield (
            "Nobody has said whether this child has a disability. Record which, or that there is "
            "none."
        )
    elif set(child.disabilities) - year.codes("cin.disability"):
        yield "A disability of this child is not one the census knows. Choose from the list."


@of_child("T540", "UPNunknown")
def upn_reason_is_known(child: Child, year: Year) -> Iterator[str]:
    if child.upn_unknown and child.upn_unknown not in year.codes("cin.upn_unknown"):
        yield (
            "The reason for no unique pupil number is not one the census knows. Choose from the "
            "list."
        )


@of_episode("8568", "ReferralNFA")
def decision_is_known(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.no_further_action is None:
        yield "It is not recorded whether this referral led to further action. Record the decision."


@of_episode("8610", "PrimaryNeedCode")
def need_is_given(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.no_further_action is False and not episode.primary_need:
        yield (
            "This referral went on to further action, but the main need is missing. Record the "
            "main need."
        )


@of_episode("8650", "PrimaryNeedCode")
def need_is_known(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.primary_need and episode.primary_need not in year.codes("cin.primary_need"):
        yield "The main need of this referral is not one the census knows. Choose from the list."


@of_episode("8866", "ReferralSource")
def source_is_given(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.referred_on and episode.referred_on < SOURCE_ASKED_SINCE:
        return
    if episode.source not in year.codes("cin.referral_source"):
        yield "Who made this referral is missing or not one the census knows. Record who referred."


@of_episode("8640", "ReasonForClosure")
def closure_reason_is_known(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.closure_reason and episode.closure_reason not in year.codes("cin.closure_reason"):
        yield (
            "The reason for closing is not one the census knows in this year. Choose from the list."
        )


@of_episode("8905", "InitialCategoryOfAbuse", needs="protection_plans")
def first_category_is_given(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if plan.initial_category not in year.codes("cin.abuse_category"):
            yield Said(
                "The category at the start of the child protection plan is missing or not one "
                "the census knows. Record what the conference decided.",
                line=plan.line,
            )


@of_episode("8910", "LatestCategoryOfAbuse", needs="protection_plans")
def latest_category_is_given(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if plan.latest_category not in year.codes("cin.abuse_category"):
            yield Said(
                "The latest category of the child protection plan is missing or not one the "
                "census knows. Record what the last review decided.",
                line=plan.line,
            )


@of_episode("8730", "NumberOfPreviousCPP", needs="protection_plans")
def earlier_plans_are_counted(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for plan in episode.protection_plans:
        if plan.previous_plans is None:
            yield Said(
                "It is not recorded how many child protection plans the child had before this "
                "one, here or elsewhere. Record the number; nought if none.",
                line=plan.line,
            )


@of_episode("8897Q", "AssessmentFactors", needs="assessments")
def factors_are_given(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    """More exact than the sector's checker, which lets an unknown factor pass."""
    for assessment in episode.assessments:
        if assessment.authorised_on is None or assessment.authorised_on < year.starts_on:
            continue
        unknown = set(assessment.factors) - year.codes("cin.assessment_factor") - RETIRED_FACTORS
        if not assessment.factors:
            yield Said(
                "This assessment is complete but says nothing of the factors found. Record them; "
                "if there were none, record that.",
                line=assessment.line,
            )
        elif unknown:
            yield Said(
                f"A factor of this assessment, {', '.join(sorted(unknown))}, is not one the "
                "census knows. Choose from the list.",
                line=assessment.line,
            )


@of_episode("8945Q", "AssessmentFactors", needs="assessments", since=SEX_SINCE)
def physical_abuse_says_by_whom(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if "18A" in assessment.factors:
            yield Said(
                "This assessment gives physical abuse without saying by whom. Record whether it "
                "was by a child or by an adult.",
                line=assessment.line,
            )


@of_episode("8950Q", "AssessmentFactors", needs="assessments", since=SEX_SINCE)
def sexual_abuse_says_by_whom(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for assessment in episode.assessments:
        if "19A" in assessment.factors:
            yield Said(
                "This assessment gives sexual abuse without saying by whom. Record whether it "
                "was by a child or by an adult.",
                line=assessment.line,
            )
