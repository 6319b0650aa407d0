"""Enquiries, conferences and protection plans of a file, folded into the record."""

from dataclasses import replace
from datetime import date, timedelta

from tessera.data_migration.cin_census import sifting
from tessera.data_migration.cin_census.folding import Folding, clash_words
from tessera.data_migration.cin_census.record import (
    Held,
    HeldEnquiry,
    HeldEpisode,
    HeldPlan,
    span,
)
from tessera.data_migration.cin_census.spans import clash
from tessera.foundations.calendar import date_words
from tessera.insight.cin_census import shape
from tessera.practice.child_protection.models import (
    Conference,
    Plan,
    PlanCategory,
    Section47Enquiry,
)

FROM_ANOTHER_AUTHORITY = "5C"
PLAN_MADE = "plan"


def fold_protection(folding: Folding, held: HeldEpisode, episode: shape.Episode) -> shape.Episode:
    """The episode with those enquiries and plans that were taken."""
    section47s = []
    for enquiry in episode.section47s:
        refusals = sifting.refusals(enquiry)
        if not refusals and (refusal := _fold_enquiry(folding, held, enquiry)):
            refusals = [refusal]
        if refusals:
            folding.refuse(enquiry, refusals, 1)
        else:
            section47s.append(enquiry)
    _fold_conference(folding, held, episode)
    plans = [_fold_plan(folding, held, plan) for plan in episode.protection_plans]
    return replace(
        episode,
        section47s=tuple(section47s),
        protection_plans=tuple(plan for plan in plans if plan is not None),
    )


def _fold_enquiry(
    folding: Folding, episode: HeldEpisode, row: shape.Section47
) -> sifting.Refusal | None:
    assert row.started_on
    held = folding.match(episode.enquiries, lambda known: known.started_on == row.started_on)
    if held is None:
        held = HeldEnquiry(
            Section47Enquiry(
                child=folding.held.row, referral=episode.row, started_on=row.started_on
            )
        )
    not_required = bool(row.conference_not_required)
    ended_on = _enquiry_ended_on(folding, held, row)
    refusal = _enquiry_clash(folding, held, ended_on, not_required)
    if refusal:
        return refusal
    if held not in episode.enquiries:
        episode.enquiries.append(held)
        folding.spoken_for(held)
    if folding.is_newest or held.is_new:
        held.put(is_conference_not_required=not_required)
    held.put(
        ended_on=ended_on,
        **folding.plain(held, conference_target_on=row.conference_target_on),
    )
    if row.conference_on:
        _hold_conference(folding, episode, held, row.conference_on)
    return None


def _enquiry_ended_on(folding: Folding, held: HeldEnquiry, row: shape.Section47) -> date | None:
    """By its conference; or, when none was needed, on a day that the census does not tell."""
    if row.conference_on:
        return folding.ending(held, "ended_on", row.conference_on)
    known = held.row.ended_on
    if not row.conference_not_required or known is not None:
        return known
    if row.started_on is None or row.started_on >= folding.year.starts_on:
        return None
    folding.warn(
        row.line,
        "ICPCnotRequired",
        f"The census does not say when the enquiry of {date_words(row.started_on)} ended. It was open "
        f"before the year, so it is taken to have ended on {date_words(folding.year.starts_on)}.",
    )
    return folding.year.starts_on


def _enquiry_clash(
    folding: Folding, held: HeldEnquiry, ended_on: date | None, not_required: bool
) -> sifting.Refusal | None:
    if ended_on is None and not_required:
        return None
    wanted = (held.row.started_on, ended_on)
    others = [
        span(other)
        for other in folding.held.each("enquiries")
        if other is not held
        and (other.row.ended_on is not None or not other.row.is_conference_not_required)
    ]
    if other := clash(wanted, others):
        return "S47ActualStartDate", clash_words("The section 47 enquiry", wanted, other)
    return None


def _hold_conference(
    folding: Folding, episode: HeldEpisode, enquiry: HeldEnquiry, held_on: date
) -> None:
    if enquiry.conference is None:
        enquiry.conference = Held(
            Conference(
                child=folding.held.row,
                referral=episode.row,
                kind=Conference.Kind.INITIAL,
                held_on=held_on,
                enquiry=enquiry.row,
            )
        )
    elif folding.is_newest:
        enquiry.conference.put(held_on=held_on)


def _fold_conference(folding: Folding, held: HeldEpisode, row: shape.Episode) -> None:
    """A conference without an enquiry: one in a year is all that the census has room for."""
    if row.conference_on is None:
        return
    for known in held.conferences:
        if known.row.held_on == row.conference_on:
            return
        if folding.is_newest and folding.year.holds(known.row.held_on):
            known.put(held_on=row.conference_on)
            return
    came_from_elsewhere = held.row.source == FROM_ANOTHER_AUTHORITY
    kind = Conference.Kind.TRANSFER_IN if came_from_elsewhere else Conference.Kind.INITIAL
    held.conferences.append(
        Held(
            Conference(
                child=folding.held.row, referral=held.row, kind=kind, held_on=row.conference_on
            )
        )
    )


def _fold_plan(
    folding: Folding, episode: HeldEpisode, row: shape.ProtectionPlan
) -> shape.ProtectionPlan | None:
    refusals = sifting.refusals(row)
    held = None if refusals else _held_plan(folding, episode, row)
    if held is not None and (refusal := _plan_clash(folding, held, row)):
        refusals = [refusal]
    if refusals or held is None:
        folding.refuse(row, refusals, shape.plan_rows(row))
        folding.also_refuse(row.reviews)
        return None
    if held not in episode.protection_plans:
        episode.protection_plans.append(held)
        folding.spoken_for(held)
    held.put(
        ended_on=folding.ending(held, "ended_on", row.ended_on),
        previous_plans=_earlier_plans(folding, held, row),
        **folding.plain(held, initial_category=row.initial_category),
    )
    _fold_categories(folding, held, row)
    _join_conference(episode, held)
    reviews = [review for review in row.reviews if _fold_review(folding, episode, held, review)]
    return replace(row, reviews=tuple(reviews))


def _held_plan(folding: Folding, episode: HeldEpisode, row: shape.ProtectionPlan) -> HeldPlan:
    held = folding.match(episode.protection_plans, lambda known: known.started_on == row.started_on)
    if held is not None:
        return held
    assert row.started_on
    return HeldPlan(Plan(child=folding.held.row, referral=episode.row, started_on=row.started_on))


def _plan_clash(
    folding: Folding, held: HeldPlan, row: shape.ProtectionPlan
) -> sifting.Refusal | None:
    wanted = (held.row.started_on, folding.ending(held, "ended_on", row.ended_on))
    others = [span(h) for h in folding.held.each("protection_plans") if h is not held]
    if other := clash(wanted, others):
        return "CPPstartDate", clash_words("The child protection plan", wanted, other)
    if other := clash(wanted, [span(h) for h in folding.held.each("cin_plans")]):
        return "CPPstartDate", (
            f"The child protection plan begun on {date_words(wanted[0])} runs at the same time as "
            f"the child in need plan begun on {date_words(other[0])}: a child never has both."
        )
    return None


def _earlier_plans(folding: Folding, held: HeldPlan, row: shape.ProtectionPlan) -> int:
    if row.previous_plans is not None:
        return row.previous_plans if folding.is_newest or held.is_new else held.row.previous_plans
    if not held.is_new:
        return held.row.previous_plans
    earlier = [
        other
        for other in folding.held.each("protection_plans")
        if other is not held and other.row.started_on < held.row.started_on
    ]
    folding.warn(
        row.line,
        "NumberOfPreviousCPP",
        f"The number of earlier plans is missing. The record knows of {len(earlier)}.",
    )
    return len(earlier)


def _fold_categories(folding: Folding, held: HeldPlan, row: shape.ProtectionPlan) -> None:
    """The first category from the first day; another one from the last review that the file tells of."""
    if not held.categories and row.initial_category:
        _add_category(held, row.initial_category, held.row.started_on)
    if not row.latest_category or row.latest_category == _category_at(held, folding):
        return
    ends_on, taken = folding.year.ends_on, {c.row.started_on: c for c in held.categories}
    if not (folding.is_newest or held.is_new or any(day > ends_on for day in taken)):
        return  # What a later census says of the plan stands, and it says nothing of a change since.
    told = [r.held_on for r in row.reviews if r.held_on and r.held_on > held.row.started_on]
    day = max(told, default=min(held.row.ended_on or ends_on, ends_on))
    if day in taken and day != held.row.started_on:
        if folding.is_newest:
            taken[day].put(category=row.latest_category)
    else:
        while day in taken:
            day += timedelta(days=1)
        _add_category(held, row.latest_category, day)


def _category_at(held: HeldPlan, folding: Folding) -> str | None:
    known = [c.row for c in held.categories if c.row.started_on <= folding.year.ends_on]
    return max(known, key=lambda row: row.started_on).category if known else None


def _add_category(held: HeldPlan, category: str, day: date) -> None:
    held.categories.append(Held(PlanCategory(plan=held.row, category=category, started_on=day)))


def _join_conference(episode: HeldEpisode, plan: HeldPlan) -> None:
    """The initial conference on the day the plan began is the one that made it."""
    conferences = [*episode.conferences, *(e.conference for e in episode.enquiries if e.conference)]
    for conference in conferences:
        if conference.row.held_on == plan.row.started_on and conference.row.plan_id is None:
            conference.put(plan=plan.row, outcome=PLAN_MADE)
            return


def _fold_review(folding: Folding, episode: HeldEpisode, plan: HeldPlan, row: shape.Review) -> bool:
    refusals = sifting.refusals(row)
    known = None if refusals else folding.match(plan.reviews, lambda r: r.held_on == row.held_on)
    if not refusals and not known and any(r.row.held_on == row.held_on for r in plan.reviews):
        refusals = [("CPPreviewDate", "The plan has a review on that day already.")]
    if refusals:
        folding.refuse(row, refusals, 1)
        return False
    if known is None:
        assert row.held_on
        review = Held(
            Conference(
                child=folding.held.row,
                referral=episode.row,
                kind=Conference.Kind.REVIEW,
                held_on=row.held_on,
                plan=plan.row,
            )
        )
        plan.reviews.append(review)
        folding.spoken_for(review)
    return True
