"""The module of 2026-27: pre-proceedings and family group decision-making (draft rules)."""

from collections.abc import Callable, Iterator
from datetime import date

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.layout import PRE_PROCEEDINGS, PRE_PROCEEDINGS_SINCE, Leaf
from tessera.insight.cin_census.rules.register import Said, of_episode
from tessera.insight.cin_census.shape import Child, Episode, PreProceedings
from tessera.insight.cin_census.years import Year

SINCE = PRE_PROCEEDINGS_SINCE
_DATES = [part for part in PRE_PROCEEDINGS.parts if isinstance(part, Leaf) and part.kind == "date"]


def _each(
    episode: Episode, wrong: Callable[[PreProceedings], bool], message: str
) -> Iterator[Said]:
    for row in episode.pre_proceedings:
        if wrong(row):
            yield Said(message, line=row.line)


def _before(earlier: date | None, later: date | None) -> bool:
    return earlier is not None and later is not None and later < earlier


@of_episode("T900", "PreProceedingsandFGDM", needs="pre_proceedings", since=SINCE)
def dates_are_in_the_year(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    for row in episode.pre_proceedings:
        for leaf in _DATES:
            on = getattr(row, leaf.name)
            if on and not year.holds(on):
                yield Said(
                    f"A date of the pre-proceedings, {date_words(on)}, is not within the census "
                    f"year that ends on {date_words(year.ends_on)}. Check it.",
                    field=leaf.tag,
                    line=row.line,
                )


@of_episode("T901", "PPOutcome", needs="pre_proceedings", since=SINCE)
def outcome_is_known(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    known = year.codes("cin.preproceedings_outcome")
    yield from _each(
        episode,
        lambda row: bool(row.outcome) and row.outcome not in known,
        "The outcome of the pre-proceedings is not one the census knows. Choose from the list.",
    )


@of_episode("9006", "LBPSentDate", needs="pre_proceedings", since=SINCE)
def letter_after_the_decision(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: _before(row.started_on, row.letter_sent_on),
        "The letter before proceedings was sent before the decision to start. One of the dates "
        "is wrong.",
    )


@of_episode("9007", "FGDMMeetingOffer", needs="pre_proceedings", since=SINCE)
def offer_is_answered(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: row.letter_sent_on is not None and row.family_meeting_offered is None,
        "A letter before proceedings was sent, but it is not recorded whether the family was "
        "offered a family meeting. Record it.",
    )


@of_episode("9009", "StepDecisionDate", needs="pre_proceedings", since=SINCE)
def decided_after_the_start(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: _before(row.started_on, row.decided_on),
        "The decision on the next step was made before pre-proceedings began. One of the dates "
        "is wrong.",
    )


@of_episode("9010Q", "FGDMMeetingFac", needs="pre_proceedings", since=SINCE)
def meeting_is_answered(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: bool(row.family_meeting_offered) and row.family_meeting_held is None,
        "The family was offered a family meeting, but it is not recorded whether it was held. "
        "Record it.",
    )


@of_episode("9012", "CourtAppDate", needs="pre_proceedings", since=SINCE)
def court_after_the_decision(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: _before(row.decided_on, row.applied_to_court_on),
        "The application to court was made before the decision on the next step. One of the "
        "dates is wrong.",
    )


@of_episode("9013", "LetterInitCPDate", needs="pre_proceedings", since=SINCE)
def letter_after_the_application(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: _before(row.applied_to_court_on, row.initial_letter_on),
        "The letter of initiation was sent before the application to court. One of the dates is "
        "wrong.",
    )


@of_episode("9015Q", "ReviewMeetingsCount", needs="pre_proceedings", since=SINCE)
def meetings_are_counted(episode: Episode, child: Child, year: Year) -> Iterator[Said]:
    yield from _each(
        episode,
        lambda row: row.first_meeting_on is not None and row.review_meetings is None,
        "A first meeting was held, but the number of review meetings is missing. Record it; "
        "nought if none.",
    )
