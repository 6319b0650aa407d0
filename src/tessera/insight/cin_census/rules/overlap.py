"""Two things at once that cannot be: episodes, assessments, enquiries and plans."""

from collections.abc import Iterator, Sequence
from datetime import date

from tessera.insight.cin_census.rules.register import Said, day, of_child, of_episode
from tessera.insight.cin_census.shape import Child, CinPlan, Episode, ProtectionPlan, Section47
from tessera.insight.cin_census.years import Year

Span = tuple[date | None, date | None, int]


def _cin_plans(child: Child) -> list[CinPlan]:
    return [plan for episode in child.episodes for plan in episode.cin_plans]


def _protection_plans(child: Child) -> list[ProtectionPlan]:
    return [plan for episode in child.episodes for plan in episode.protection_plans]


def _begun_within(spans: Sequence[Span], last: date) -> Iterator[tuple[date, date, int]]:
    """Each span that begins on or between the first and last day of another: its start, the other's
    start, its line. An open one runs to `last`."""
    if len(spans) < 2:
        return
    for place, (start, _, line) in enumerate(spans):
        for other_place, (other_start, other_end, _) in enumerate(spans):
            if place == other_place or start is None or other_start is None:
                continue
            if other_start <= start <= (other_end or last):
                yield start, other_start, line
                break


@of_child("8815", "CINclosureDate")
def one_open_episode(child: Child, year: Year) -> Iterator[str]:
    open_ones = [e for e in child.episodes if e.closed_on is None and e.no_further_action is False]
    if len(open_ones) > 1:
        yield "This child has more than one open case. Close the earlier one, or join the two."


@of_child("8816", "CINreferralDate")
def the_open_episode_is_the_newest(child: Child, year: Year) -> Iterator[Said]:
    dates = [e.referred_on for e in child.episodes if e.referred_on]
    for episode in child.episodes:
        if episode.referred_on is None or episode.closed_on or episode.no_further_action:
            continue
        if episode.no_further_action is False and episode.referred_on < max(dates):
            yield Said(
                f"The case opened on {day(episode.referred_on)} is still open although "
                "there is a later referral. Close it, or record the later one as information "
                "on it.",
                line=episode.line,
            )


@of_child("8820", "CINreferralDate")
def episodes_do_not_overlap(child: Child, year: Year) -> Iterator[Said]:
    for place, episode in enumerate(child.episodes):
        for other_place, other in enumerate(child.episodes):
            if place != other_place and _referred_during(episode, other, year):
                yield Said(
                    f"The referral of {day(episode.referred_on)} falls within the case "
                    f"opened on {day(other.referred_on)}. While a case is open, what comes "
                    "in is information on it and not a referral.",
                    line=episode.line,
                )
                break


def _referred_during(episode: Episode, other: Episode, year: Year) -> bool:
    if episode.referred_on is None or other.referred_on is None:
        return False
    if other.closed_on:
        return other.referred_on <= episode.referred_on < other.closed_on
    if other.no_further_action is False:
        return other.referred_on <= episode.referred_on <= year.ends_on
    return False


@of_episode("8896", "AssessmentAuthorisationDate", needs="assessments")
def one_open_assessment(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if sum(1 for assessment in episode.assessments if assessment.authorised_on is None) > 1:
        yield (
            "There is more than one open assessment on this case. Finish one, or take out the "
            "one begun twice."
        )


@of_episode("8863Q", "AssessmentActualStartDate", needs="assessments")
def assessments_do_not_overlap(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    spans = [(a.started_on, a.authorised_on, a.line) for a in episode.assessments]
    for start, other, line in _begun_within(spans, year.ends_on):
        yield Said(
            f"The assessment begun on {day(start)} began while the one of "
            f"{day(other)} was still under way. Check the dates of both.",
            line=line,
        )


def is_open_enquiry(enquiry: Section47) -> bool:
    return enquiry.conference_on is None and not enquiry.conference_not_required


@of_episode("8839", "DateOfInitialCPC", needs="section47s")
def one_open_enquiry(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if sum(map(is_open_enquiry, episode.section47s)) > 1:
        yield (
            "There is more than one open section 47 enquiry on this case. Record how each ended: "
            "by a conference, or because none was needed."
        )


@of_episode("8890", "S47ActualStartDate", needs="section47s")
def enquiries_do_not_overlap(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    """An enquiry that ended without a conference has no end in the census, so it hides nothing."""
    spans = [(e.started_on, _enquiry_end(e), e.line) for e in episode.section47s]
    for start, other, line in _begun_within(spans, year.ends_on):
        yield Said(
            f"The section 47 enquiry begun on {day(start)} began while the one of "
            f"{day(other)} was still under way. Check the dates of both.",
            line=line,
        )


def _enquiry_end(enquiry: Section47) -> date | None:
    if enquiry.conference_on is None and enquiry.conference_not_required:
        return date.min
    return enquiry.conference_on


@of_child("8935", "CPPendDate")
def one_open_protection_plan(child: Child, year: Year) -> Iterator[str]:
    """By child, and really: the sector's checker does not find it in a real file."""
    if sum(1 for plan in _protection_plans(child) if plan.ended_on is None) > 1:
        yield (
            "This child has more than one child protection plan that is still open. Record when "
            "the earlier ended."
        )


@of_child("8940", "CPPstartDate")
def protection_plans_do_not_overlap(child: Child, year: Year) -> Iterator[Said]:
    spans = [(p.started_on, p.ended_on, p.line) for p in _protection_plans(child)]
    for start, other, line in _begun_within(spans, year.ends_on):
        yield Said(
            f"The child protection plan of {day(start)} began while the one of "
            f"{day(other)} had not ended. Check the dates of both.",
            line=line,
        )


@of_child("4004", "CINPlanEndDate")
def one_open_plan(child: Child, year: Year) -> Iterator[str]:
    if sum(1 for plan in _cin_plans(child) if plan.ended_on is None) > 1:
        yield (
            "This child has more than one child in need plan that is still open. Record when the "
            "earlier ended."
        )


@of_child("4014", "CINPlanStartDate")
def plans_do_not_overlap(child: Child, year: Year) -> Iterator[Said]:
    spans = [(p.started_on, p.ended_on, p.line) for p in _cin_plans(child)]
    for start, other, line in _begun_within(spans, year.ends_on):
        yield Said(
            f"The child in need plan of {day(start)} began while the one of "
            f"{day(other)} had not ended. Check the dates of both.",
            line=line,
        )


def _falls_in(day: date | None, start: date | None, end: date | None, last: date) -> bool:
    """On or after the start and before the end: a plan may begin on the day another kind ends."""
    if day is None or start is None or day < start:
        return False
    return day < end if end else day <= last


@of_episode("4001", "CINPlanEndDate", needs="protection_plans")
def one_kind_of_plan(episode: Episode, child: Child, year: Year) -> Iterator[str]:
    if any(p.ended_on is None for p in episode.protection_plans) and any(
        p.started_on and p.ended_on is None for p in episode.cin_plans
    ):
        yield (
            "This child has an open child in need plan and an open child protection plan. The "
            "child in need plan ends when the protection plan begins."
        )


@of_child("4003", "CPPreviewDate")
def no_review_during_a_plan(child: Child, year: Year) -> Iterator[Said]:
    plans = _cin_plans(child)
    for protection in _protection_plans(child):
        for review in protection.reviews:
            if review.held_on != protection.ended_on and any(
                _falls_in(review.held_on, p.started_on, p.ended_on, year.ends_on) for p in plans
            ):
                yield Said(
                    f"A child protection review was held on {day(review.held_on)}, while a "
                    "child in need plan was in force. Check the dates of the plans.",
                    line=review.line,
                )


@of_child("4016", "CINPlanStartDate")
def no_plan_begins_during_protection(child: Child, year: Year) -> Iterator[Said]:
    protections = _protection_plans(child)
    for plan in _cin_plans(child):
        for other in protections:
            if _falls_in(plan.started_on, other.started_on, other.ended_on, year.ends_on):
                yield Said(
                    f"The child in need plan of {day(plan.started_on)} began during a "
                    "child protection plan. It can begin on the day the protection plan ends, "
                    "not before.",
                    line=plan.line,
                )
                break


@of_child("4017", "CPPstartDate")
def no_protection_begins_during_a_plan(child: Child, year: Year) -> Iterator[Said]:
    plans = _cin_plans(child)
    for protection in _protection_plans(child):
        for other in plans:
            if _falls_in(protection.started_on, other.started_on, other.ended_on, year.ends_on):
                yield Said(
                    f"The child protection plan of {day(protection.started_on)} began "
                    "while a child in need plan was still open. End the child in need plan on "
                    "that day.",
                    line=protection.line,
                )
                break
