"""The core group: scores of every outcome, what became of the actions, and what changes in the plan."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import Finding, NotYet, checks, completes
from tessera.foundations.calendar.clock import local
from tessera.people.queries import allocated_workers
from tessera.practice.child_protection import actions, queries, rules
from tessera.practice.child_protection.actions.core_groups import CORE_GROUP
from tessera.practice.child_protection.processes.meetings import keep_meeting
from tessera.practice.child_protection.processes.refusals import in_words, no_plan
from tessera.practice.child_protection.processes.working import working_plans
from tessera.practice.plans import actions as plan_actions
from tessera.practice.plans import queries as plans
from tessera.practice.plans.choices import Kind
from tessera.practice.plans.processes import meeting as meetings

REVIEW = "child_protection.review_conference"
PLAN_ENDED = "The plan has ended"


@checks(CORE_GROUP)
def check_core_group(*, step, subjects, answers, today):
    for child in subjects:
        yield from _check_plan(child, answers["held_on"])
    if answers["next_on"] and answers["held_on"]:
        problem = rules.next_core_group_problem(
            held_on=answers["held_on"], next_on=answers["next_on"]
        )
        late = rules.late_core_group(held_on=answers["held_on"], next_on=answers["next_on"])
        if problem or late:
            yield Finding("next_on", problem or late, soft=not problem)
    yield from meetings.check_new_outcomes(answers["outcomes"], subjects)
    yield from meetings.check_actions(answers["actions"])
    yield from meetings.check_new_actions(
        answers["new_actions"], len(plans.open_outcomes(subjects))
    )


def _check_plan(child, held_on):
    plan = queries.current_plan(child)
    if plan is None:
        yield Finding("held_on", no_plan(child), child)
    elif held_on:
        problem = rules.core_group_problem(held_on=held_on, plan_started_on=plan.started_on)
        if problem:
            yield Finding("held_on", problem)


@completes(CORE_GROUP)
def record_core_group(*, step, subjects, answers, completed_on, by):
    keep_meeting("core_group", step, subjects, answers, by)
    for child in subjects:
        with in_words(child, "held_on"):
            _hold(child, answers.of(child), step, by)
    try:
        _work_the_plan(step, subjects, answers, by)
    except plan_actions.DatesOutOfOrder as refusal:
        raise NotYet(str(refusal), field="held_on") from refusal
    if answers["early_review"]:
        _bring_review_forward(step, subjects, answers, by)
    workflow.not_twice(step, CORE_GROUP)


def _hold(child, mine, step, by):
    said = {
        "held_on": mine["held_on"],
        "risk": mine["risk"],
        "risk_why": mine["risk_why"],
        "next_on": mine["next_on"],
        "early_review_by": mine["early_review_by"],
    }
    earlier = queries.core_group_of_step(step, child)
    if earlier is not None:
        actions.correct_core_group(group=earlier, reason=step.reason, by=by, **said)
        return
    actions.hold_core_group(child=child, **said, step_ref=step.public_id, by=by)


def _work_the_plan(step, subjects, answers, by):
    """The order matters: what the form asked about comes before what it adds."""
    meeting = meetings.Meeting(
        Kind.PROTECTION, list(subjects), answers["held_on"], step.public_id, by
    )
    working = working_plans(meeting)
    outcomes = plans.open_outcomes(subjects, Kind.PROTECTION)
    meetings.add_actions(answers["new_actions"], outcomes, meeting)
    meetings.keep_actions(answers["actions"], meeting)
    meetings.keep_scores(answers["progress"], outcomes, meeting)
    meetings.add_outcomes(working, answers["outcomes"], meeting)
    meetings.keep_views(working, answers, meeting, parents=answers["parents_views"] or ())
    meetings.keep_visits(working, answers, meeting)


def _bring_review_forward(step, subjects, answers, by):
    """The chair's review that waits gets the nearer day; without one, a review is begun."""
    on, at = answers["early_review_by"], step.submitted_at
    why = f"Asked for by the core group: {answers['early_review_why']}"
    waiting = {work.open_step(child, REVIEW) for child in subjects}
    for review in waiting - {None}:
        nearer = workflow.bring_forward(step=review, due_on=on, why=why, at=at, by=by)
        actions.ask_for_report(step=nearer, at=at, by=by)
    without = [child for child in subjects if work.open_step(child, REVIEW) is None]
    if without:
        workflow.start_step(
            code=REVIEW,
            subjects=without,
            team=step.team,
            follows=step,
            due_on=on,
            due_why=why,
            at=at,
            by=by,
        )


def no_more(children, *, at, by):
    """These plans have ended: the core group that waits meets for the others alone, or not at all."""
    for child in children:
        step = work.open_step(child, CORE_GROUP)
        if step is None:
            continue
        if any(queries.current_plan(other) for other in work.subjects_of(step)):
            _take_out(step, child, at, by)
        else:
            workflow.cancel_step(step=step, reason=PLAN_ENDED, at=at, by=by)


def go_on(children, *, at, by):
    """These plans did not end after all: the core group meets again for those for whom none waits."""
    without = [child for child in children if work.open_step(child, CORE_GROUP) is None]
    if without:
        found = allocated_workers([child.pk for child in without], local(at).date())
        held = next((found[child.pk] for child in without if child.pk in found), None)
        workflow.start_step(
            code=CORE_GROUP,
            subjects=without,
            worker=held.worker if held else None,
            team=held.team if held else None,
            at=at,
            by=by,
        )


def _take_out(step, child, at, by):
    """A child about whom something was written stays, until the worker has looked at it."""
    if work.says_nothing_of(step, child):
        workflow.remove_subject(step=step, person=child, at=at, by=by)
