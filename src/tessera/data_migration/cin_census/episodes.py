"""The episodes of a child: referrals, assessments, plans and pre-proceedings, folded into the record."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from tessera.data_migration.cin_census import sifting
from tessera.data_migration.cin_census.folding import Folding, clash_words
from tessera.data_migration.cin_census.protection import fold_protection
from tessera.data_migration.cin_census.record import (
    Held,
    HeldAssessment,
    HeldEpisode,
    span,
)
from tessera.data_migration.cin_census.spans import clash
from tessera.foundations.calendar import date_words
from tessera.insight.cin_census import shape
from tessera.practice.assessments.models import Assessment, Factor
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.rules import is_re_referral
from tessera.practice.proceedings.models import PreProceedings

RowT = TypeVar("RowT", bound=shape.Row)


def fold_episodes(folding: Folding, child: shape.Child) -> tuple[shape.Episode, ...]:
    """The episodes as they were taken: without the rows that were refused."""
    taken = []
    for episode in child.episodes:
        held = _fold_referral(folding, episode)
        if held is None:
            continue
        assessments = _fold_each(folding, held, episode.assessments, _fold_assessment)
        protected = fold_protection(folding, held, episode)
        cin_plans = _fold_each(folding, held, episode.cin_plans, _fold_cin_plan)
        proceedings = _fold_each(folding, held, episode.pre_proceedings, _fold_pre_proceedings)
        taken.append(
            replace(
                protected,
                assessments=assessments,
                cin_plans=cin_plans,
                pre_proceedings=proceedings,
            )
        )
    return tuple(taken)


def _fold_each(
    folding: Folding,
    episode: HeldEpisode,
    rows: Sequence[RowT],
    fold: Callable[[Folding, HeldEpisode, RowT], sifting.Refusal | None],
) -> tuple[RowT, ...]:
    taken = []
    for row in rows:
        refusals = sifting.refusals(row)
        if not refusals and (refusal := fold(folding, episode, row)):
            refusals = [refusal]
        if refusals:
            counts = not isinstance(row, shape.PreProceedings)
            folding.refuse(row, refusals, int(counts))
        else:
            taken.append(row)
    return tuple(taken)


def _fold_referral(folding: Folding, row: shape.Episode) -> HeldEpisode | None:
    refusals = sifting.refusals(row)
    held = None
    if not refusals:
        held, values = _referral(folding, row)
        if refusal := _overlapping(folding, held, values):
            refusals = [refusal]
    if refusals:
        folding.refuse(row, refusals, shape.episode_rows(row))
        folding.also_refuse(list(shape.rows_of_episode(row))[1:])
        return None
    assert held is not None
    if held not in folding.held.episodes:
        folding.held.episodes.append(held)
    held.put(**values)
    return held


def _referral(folding: Folding, row: shape.Episode) -> tuple[HeldEpisode, dict[str, Any]]:
    """The row of the record that this episode is, or a new one; and what it should say."""
    same_day = [e for e in folding.held.episodes if e.row.received_on == row.referred_on]
    same_kind = [e for e in same_day if e.row.is_nfa == row.no_further_action]
    held = folding.match([*same_kind, *same_day], lambda _: True)
    if held is None:
        earlier = [e.row.received_on for e in folding.held.episodes]
        assert row.referred_on is not None
        held = HeldEpisode(
            Referral(
                child=folding.held.row,
                received_on=row.referred_on,
                is_nfa=bool(row.no_further_action),
                is_re_referral=is_re_referral(
                    earlier_received_on=earlier, received_on=row.referred_on
                ),
            )
        )
        folding.spoken_for(held)
    values = folding.plain(
        held,
        source=row.source,
        primary_need=row.primary_need,
        is_nfa=row.no_further_action,
    )
    closed_on = folding.ending(held, "closed_on", row.closed_on)
    reason = row.closure_reason or "" if closed_on == row.closed_on else held.row.closure_reason
    return held, values | {"closed_on": closed_on, "closure_reason": reason if closed_on else ""}


def _overlapping(
    folding: Folding, held: HeldEpisode, values: dict[str, Any]
) -> sifting.Refusal | None:
    """A child has one case at a time; a referral with no further action opens none."""
    if values.get("is_nfa", held.row.is_nfa):
        return None
    wanted = (held.row.received_on, values["closed_on"])
    others = [
        (other.row.received_on, other.row.closed_on)
        for other in folding.held.episodes
        if other is not held and not other.row.is_nfa
    ]
    other = clash(wanted, others)
    return ("CINreferralDate", clash_words("The case", wanted, other)) if other else None


def _fold_assessment(
    folding: Folding, episode: HeldEpisode, row: shape.Assessment
) -> sifting.Refusal | None:
    assert row.started_on
    held = folding.match(episode.assessments, lambda known: known.started_on == row.started_on)
    if held is None:
        is_first = not episode.assessments
        held = HeldAssessment(
            Assessment(
                child=folding.held.row,
                referral=episode.row,
                started_on=row.started_on,
                clock_started_on=(
                    min(episode.row.received_on, row.started_on) if is_first else row.started_on
                ),
            )
        )
    authorised_on = folding.ending(held, "authorised_on", row.authorised_on)
    open_ones = [
        other
        for other in folding.held.each("assessments")
        if other is not held and other.row.authorised_on is None
    ]
    if authorised_on is None and open_ones:
        return "AssessmentAuthorisationDate", (
            f"The assessment begun on {date_words(held.row.started_on)} is open, and so is the one "
            f"begun on {date_words(open_ones[0].row.started_on)}: a child has one at a time. If one "
            "is done or was begun by mistake, say so: in the file that tells of it, or in the record."
        )
    if held not in episode.assessments:
        episode.assessments.append(held)
        folding.spoken_for(held)
    held.put(authorised_on=authorised_on, **folding.plain(held, review_point_on=row.review_on))
    _fold_factors(folding, held, row)
    return None


def _fold_factors(folding: Folding, held: HeldAssessment, row: shape.Assessment) -> None:
    for code, times in Counter(row.factors).items():
        if times > 1:
            message = (
                f"The factor {code} is given {times} times for one assessment. It is kept once."
            )
            folding.warn(row.line, "AssessmentFactors", message)
    known = {factor.row.code: factor for factor in held.factors}
    if known and not (folding.is_newest and row.factors):
        return
    for code in dict.fromkeys(row.factors):
        if code not in known:
            held.factors.append(Held(Factor(assessment=held.row, code=code)))
    for code in known.keys() - set(row.factors):
        held.factors.remove(known[code])
        if not known[code].is_new:
            held.gone.append(known[code])


def _fold_cin_plan(
    folding: Folding, episode: HeldEpisode, row: shape.CinPlan
) -> sifting.Refusal | None:
    assert row.started_on
    held = folding.match(episode.cin_plans, lambda known: known.started_on == row.started_on)
    if held is None:
        held = Held(
            ChildInNeedPlan(child=folding.held.row, referral=episode.row, started_on=row.started_on)
        )
    wanted = (held.row.started_on, folding.ending(held, "ended_on", row.ended_on))
    if wanted[1] is not None and wanted[1] < wanted[0]:
        return "CINPlanEndDate", "The child in need plan would end before it began."
    others = [span(h) for h in folding.held.each("cin_plans") if h is not held]
    if other := clash(wanted, others):
        return "CINPlanStartDate", clash_words("The child in need plan", wanted, other)
    protections = [span(h) for h in folding.held.each("protection_plans")]
    if other := clash(wanted, protections):
        return "CINPlanStartDate", (
            f"The child in need plan begun on {date_words(wanted[0])} runs at the same time as the "
            f"child protection plan begun on {date_words(other[0])}: a child never has both."
        )
    if held not in episode.cin_plans:
        episode.cin_plans.append(held)
        folding.spoken_for(held)
    held.put(ended_on=wanted[1])
    return None


_PRE_PROCEEDINGS = {
    "letter_sent_on": "letter_sent_on",
    "family_meeting_offered": "family_meeting_offered",
    "family_meeting_facilitated": "family_meeting_held",
    "first_meeting_on": "first_meeting_on",
    "review_meetings": "review_meetings",
    "step_decided_on": "decided_on",
    "outcome": "outcome",
    "court_application_on": "applied_to_court_on",
    "care_letter_on": "initial_letter_on",
}


def _fold_pre_proceedings(
    folding: Folding, episode: HeldEpisode, row: shape.PreProceedings
) -> sifting.Refusal | None:
    held = folding.match(episode.pre_proceedings, lambda known: known.started_on == row.started_on)
    if held is None:
        held = Held(
            PreProceedings(child=folding.held.row, referral=episode.row, started_on=row.started_on)
        )
    is_open = not row.outcome and row.applied_to_court_on is None
    if is_open and any(
        other is not held and not other.row.outcome and other.row.court_application_on is None
        for other in folding.held.each("pre_proceedings")
    ):
        return "PPStartDate", "The child is in pre-proceedings already: add to that record."
    if held not in episode.pre_proceedings:
        episode.pre_proceedings.append(held)
        folding.spoken_for(held)
    said = {ours: getattr(row, theirs) for ours, theirs in _PRE_PROCEEDINGS.items()}
    held.put(**folding.plain(held, **said))
    return None
