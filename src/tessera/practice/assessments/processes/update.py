"""Assessed again in the same case: a manager's decision, with what has changed."""

from tessera.engine.forms.filling import statement
from tessera.engine.workflow.processes import NotYet, completes, settled, starts
from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words
from tessera.practice.assessments import actions, queries, rules
from tessera.practice.assessments.processes.steps import SINGLE, UPDATE


@starts(UPDATE)
def something_to_update(*, step, subjects, started_on, by):
    """Said before anybody writes a reason: an update is of an assessment that is signed off."""
    for child in subjects:
        nothing_under_way(child)
        if queries.open_referral(child) is None:
            raise NotYet(f"{child.name}: {actions.NoOpenReferral.__doc__}", child=child)
        if queries.assessed_last(child) is None:
            raise NotYet(f"{child.name}: {actions.NothingToUpdate.__doc__}", child=child)


@settled(UPDATE)
def has_nothing_to_update(people, *, after):
    """Asked for only where an assessment of the case is signed off, and none is under way."""
    may = queries.assessed_in_case(people) - queries.in_assessment(people)
    return {person.pk for person in people} - may


@completes(UPDATE)
def decide(*, step, subjects, answers, completed_on, by, earlier):
    """The new assessment begins as what follows; opened again, its day and its reason are put right."""
    for child in subjects:
        if earlier is None:
            _check(child, answers)
        else:
            _correct(step, child, answers, by)


@statement("assessments.in_this_case")
def in_this_case(subjects, on):
    """What was found and when, for each child: what an update is an update of."""
    words = []
    for child in subjects:
        done = queries.assessed_last(child)
        if done is not None:
            led = codesets.label("assessment.outcome", done.outcome).lower()
            words.append(
                f"{child.name}: signed off on {date_words(done.authorised_on)}"
                f"{f', which led to {led}' if led else ''}."
            )
    return " ".join(words) or "Nobody was assessed in this case yet."


def nothing_under_way(child):
    there = queries.open_assessment(child)
    if there is not None:
        raise NotYet(
            f"An assessment of {child.name} is under way, started on {date_words(there.started_on)}. "
            "Add to it, or finish it first",
            child=child,
        )


def _check(child, answers):
    something_to_update(step=None, subjects=[child], started_on=None, by=None)
    problem = rules.update_problem(
        decided_on=answers["decided_on"],
        authorised_on=queries.assessed_last(child).authorised_on,
    )
    if problem:
        raise NotYet(problem, field="decided_on", child=child)


def _correct(step, child, answers, by):
    begun = step.followed_by.filter(code=SINGLE).values("public_id")
    for update in queries.updates(child).filter(step_ref__in=begun):
        try:
            actions.correct_update(
                assessment=update, decided_on=answers["decided_on"], why=answers["why"], by=by
            )
        except actions.DatesOutOfOrder as refusal:
            raise NotYet(str(refusal), field="decided_on") from refusal
