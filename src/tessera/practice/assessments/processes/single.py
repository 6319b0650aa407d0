"""The single assessment itself: begun with the case or as an update, and signed off."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    cancels,
    checks,
    completes,
    settled,
    starts,
)
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import date_words
from tessera.people.record_page import standings_of
from tessera.practice.assessments import actions, queries, rules
from tessera.practice.assessments.models import Assessment
from tessera.practice.assessments.processes import learnt
from tessera.practice.assessments.processes.sharing import correct_what_was_shared, end_looks
from tessera.practice.assessments.processes.steps import SINGLE, UPDATE
from tessera.practice.assessments.processes.update import nothing_under_way
from tessera.practice.front_door.actions import follows_referral, not_taken_up

FACTS = ("factors", "outcome", "kind", "seen_on", "seen_alone_on")
"""The answers that the assessment itself is made of."""


@starts(SINGLE)
def begin(*, step, subjects, started_on, by):
    """The assessment exists from now on; the child is to be seen within five working days."""
    decision = work.answers_of(step.follows) if _is_update(step) else None
    for child in subjects:
        nothing_under_way(child)
        try:
            if decision is None:
                actions.start_assessment(
                    child=child,
                    started_on=started_on,
                    step_ref=step.public_id,
                    by=by,
                )
            else:
                actions.start_update(
                    child=child,
                    decided_on=decision["decided_on"],
                    why=decision["why"],
                    step_ref=step.public_id,
                    by=by,
                )
        except (actions.NoOpenReferral, actions.AssessedAlready) as refusal:
            raise NotYet(f"{child.name}: {refusal.__doc__}", child=child) from refusal
        except actions.DatesOutOfOrder as refusal:
            raise NotYet(str(refusal), child=child) from refusal
    unvisited = [c for c in subjects if not work.open_step(c, "recording.visit")]
    if unvisited:
        workflow.start_step(
            code="recording.visit",
            subjects=unvisited,
            worker=step.worker,
            team=step.team,
            follows=step,
            at=step.made_at,
            by=by,
        )


@settled(SINGLE)
def is_being_or_was_assessed(people, *, after):
    """What is new goes into the assessment under way; after it is signed off, a manager decides."""
    there = queries.in_assessment(people)
    return there if after == UPDATE else there | queries.assessed_in_case(people)


@checks(SINGLE)
def what_the_census_would_ask(*, step, subjects, answers, today):
    """Asked while it is written, in the worker's words: hard ones stand in the way of handing in."""
    standings = standings_of(subjects, today)
    for child in subjects:
        mine = answers.of(child)
        yield from _about_factors(mine, today, child)
        yield from _about_protection(mine["outcome"], standings[child.pk], child)
        yield from learnt.missing(child, mine)
        seen = rules.seen_problem(seen_on=mine["seen_on"], seen_alone_on=mine["seen_alone_on"])
        if seen:
            yield Finding("seen_alone_on", seen, child)
    for row in answers["parents_views"] or ():
        if not row["views"]:
            words = f"Write what {row['who']} thinks, or why they were not asked"
            yield Finding("parents_views", words)
    yield from _about_the_clock(step, answers, today)


@cancels(SINGLE)
def set_aside(*, step, subjects, reason, cancelled_on, by):
    """An assessment that is not finished after all was begun by mistake: the record says why."""
    for assessment in queries.of_step(step).open():
        actions.withdraw_assessment(assessment=assessment, reason=reason, by=by)


@completes(SINGLE)
def sign_off(*, step, subjects, answers, completed_on, by, earlier):
    for child in subjects:
        mine = answers.of(child)
        assessment = _assessment(step, child)
        if assessment.authorised_on is not None:
            _correct(assessment, mine, earlier and earlier.of(child), step, by)
        else:
            actions.record_seen(
                assessment=assessment,
                seen_on=mine["seen_on"] or mine["seen_alone_on"],
                seen_alone_on=mine["seen_alone_on"],
                by=by,
            )
            _authorise(assessment, mine, step, completed_on, by)
        correct_what_was_shared(assessment, answers["shared"] or (), step, by)
        learnt.keep(child, mine, step, completed_on, by)
    end_looks(subjects, at=step.authorised_at or step.submitted_at, by=by)


def _assessment(step, child):
    assessment = queries.of_step(step).filter(child=child).first() or queries.open_assessment(child)
    if assessment is None:
        raise NotYet(f"{child.name} is not being assessed", child=child)
    return assessment


def _about_factors(mine, today, child):
    if mine["factors"] is None:
        return
    problem = rules.factors_problem(mine["factors"], on=today)
    if problem:
        yield Finding("factors", problem, child)
    elif mine["outcome"] is not None:
        warning = rules.factors_warning(mine["factors"], outcome=mine["outcome"])
        if warning:
            yield Finding("factors", warning, child, soft=True)


def _about_protection(outcome, standings, child):
    if outcome is None:
        return
    if problem := rules.protection_problem(outcome, standings):
        yield Finding("outcome", problem, child)
    elif warning := rules.protection_warning(outcome, standings):
        yield Finding("outcome", warning, child, soft=True)


def _about_the_clock(step, answers, today):
    """Over 45 working days: nothing extends them, and the reason is kept beside the date."""
    first = queries.of_step(step).order_by("clock_started_on").first()
    if first is None or first.authorised_on is not None or answers["longer_why"]:
        return
    since = first.clock_started_on
    if rules.needs_longer_why(clock_started_on=since, authorised_on=today):
        due = date_words(rules.assessment_due(clock_started_on=since))
        words = f"This assessment was due on {due}. Say why it took longer."
        yield Finding("longer_why", words)


def _authorise(assessment, mine, step, on, by):
    late = rules.needs_longer_why(clock_started_on=assessment.clock_started_on, authorised_on=on)
    in_time = f"Handed in on {date_words(local(step.submitted_at).date())}, signed off later."
    try:
        actions.authorise_assessment(
            assessment=assessment,
            authorised_on=on,
            factors=mine["factors"],
            outcome=mine["outcome"],
            kind=mine["kind"],
            longer_why=mine["longer_why"] or (in_time if late else ""),
            by=by,
        )
    except (actions.DatesOutOfOrder, actions.FactorsNotRight) as refusal:
        raise NotYet(str(refusal)) from refusal


def _correct(assessment, mine, before, step, by):
    """Opened again and finished again: what was changed about this child, and nothing else, is put right."""
    if before is not None and all(mine[key] == before[key] for key in FACTS):
        return
    actions.correct_assessment(
        assessment=assessment,
        factors=mine["factors"],
        outcome=mine["outcome"],
        kind=mine["kind"],
        seen_on=mine["seen_on"] or mine["seen_alone_on"],
        seen_alone_on=mine["seen_alone_on"],
        reason=step.reason or "Corrected",
        by=by,
    )


def _is_update(step):
    return step.follows is not None and step.follows.code == UPDATE


@follows_referral
def count_from_the_right_day(*, referral, was, reason, by):
    """An assessment of the case counts from its referral, and not from the day that was wrong."""
    mine = Assessment.objects.filter(referral=referral, clock_started_on=was, update_of=None)
    for assessment in mine.select_related("child", "referral"):
        actions.count_from_referral(assessment=assessment, reason=reason, by=by)


@not_taken_up
def take_back_what_was_asked_for(*, referral, reason, by):
    """A referral with no further action has no assessment: what waited for a worker never was."""
    for assessment in Assessment.objects.open().filter(referral=referral):
        actions.withdraw_assessment(assessment=assessment, reason=reason, by=by)
