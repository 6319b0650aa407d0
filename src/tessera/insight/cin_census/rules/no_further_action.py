"""A referral with no further action has nothing after it; a closed case has nothing unfinished."""

from collections.abc import Iterator

from tessera.insight.cin_census.rules.register import Said, of_episode
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year


@of_episode("8831", "ReferralNFA")
def nothing_followed(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.no_further_action and (
        episode.assessments or episode.section47s or episode.conference_on
    ):
        yield (
            "This referral says that there was no further action, but an assessment, a section "
            "47 enquiry or a conference followed. Correct the decision on the referral."
        )


@of_episode("8832", "ReferralNFA", needs="protection_plans")
def no_protection_plan_followed(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.no_further_action and episode.protection_plans:
        yield (
            "This referral says that there was no further action, but a child protection plan "
            "followed. Correct the decision on the referral."
        )


@of_episode("4000", "ReferralNFA", needs="cin_plans")
def no_plan_followed(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if episode.no_further_action and episode.cin_plans:
        yield (
            "This referral says that there was no further action, but a child in need plan "
            "followed. Correct the decision on the referral."
        )


@of_episode("8569Q", "ReferralNFA")
def an_old_referral_went_on(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    earliest = year.start_of_year_less_a_working_day
    if episode.no_further_action and episode.referred_on and episode.referred_on < earliest:
        yield (
            "This referral with no further action was received before the census year, and "
            "belongs to an earlier one. Check its date."
        )


@of_episode("8867", "AssessmentAuthorisationDate", needs="assessments")
def closed_with_its_assessments_done(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    if episode.closed_on is None:
        return
    for assessment in episode.assessments:
        if assessment.authorised_on is None:
            yield Said(
                "The case is closed, but this assessment is not authorised. Record when it was.",
                line=assessment.line,
            )


@of_episode("8868", "ICPCnotRequired", needs="section47s")
def closed_with_its_enquiries_done(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    if episode.closed_on is None:
        return
    for enquiry in episode.section47s:
        if enquiry.conference_on is None and not enquiry.conference_not_required:
            yield Said(
                "The case is closed, but it is not recorded how this section 47 enquiry ended. "
                "Record the conference, or that none was needed.",
                line=enquiry.line,
            )
        elif enquiry.conference_on and enquiry.conference_not_required:
            yield Said(
                "This section 47 enquiry has a conference and also says that none was needed. "
                "Keep one.",
                line=enquiry.line,
            )
