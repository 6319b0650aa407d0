"""What a child in need meeting decides: the first makes the plan, reviews go on with it or end it."""

from contextlib import contextmanager

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    checks,
    completes,
    settled,
    starts,
)
from tessera.foundations.calendar.words import date_words
from tessera.people.record_page import standings_of
from tessera.practice.assessments.rules import PLAN as PROTECTION
from tessera.practice.children_in_need import actions, queries, rules, short_breaks_process
from tessera.practice.children_in_need.models import Meeting, Plan
from tessera.practice.children_in_need.processes import next_day, together
from tessera.practice.plans import actions as plan_actions
from tessera.practice.plans import queries as plans
from tessera.practice.plans.choices import Kind
from tessera.practice.plans.processes import meeting as meetings
from tessera.practice.recording import actions as recording
from tessera.practice.transfers.actions import hand_over_by, no_hand_over

REFUSALS = (
    actions.AlreadyHeld,
    actions.AlreadyOnAPlan,
    actions.AnotherPlanSince,
    actions.CannotDecideOtherwise,
    actions.CaseClosedSince,
    actions.NoCurrentPlan,
    actions.NoOpenReferral,
    actions.ProtectionPlanInForce,
)


@starts("children_in_need.first_meeting")
def meeting_needed(*, step, subjects, started_on, by):
    """Ten working days from the decision that the child is in need (T080).

    That is the sign-off that asked for the meeting; of one begun by hand, the assessment's. Without such
    a decision no clock runs, and none beside one that waits since an earlier start.
    """
    for child in subjects:
        since = started_on if step.follows else queries.in_need_since(child)
        waits = work.running_timers(child).filter(rule="T080").exists()
        if since is None or waits or queries.current_plan(child) is not None:
            continue
        workflow.start_timer(
            rule="T080",
            person=child,
            trigger_kind="workflow.step",
            trigger_id=step.pk,
            triggered_on=since,
            step=step,
            by=by,
        )


@settled("children_in_need.first_meeting")
def on_a_plan(people, *, after):
    """A plan that there is goes on: a second assessment asks for no second first meeting."""
    return set(Plan.objects.current().filter(child__in=people).values_list("child", flat=True))


@checks("children_in_need.first_meeting")
def check_first(*, step, subjects, answers, today):
    """What cannot be is said to the worker, before the manager has it."""
    yield from meetings.check_new_outcomes(answers["outcomes"], subjects)
    yield from next_day.check(answers, subjects)
    protected = _protected(subjects, answers["held_on"], today)
    for child in subjects:
        yield from short_breaks_process.problems(answers, child)
        if queries.plan_of_step(step, child) is not None:
            continue
        if child.pk in protected:
            words = f"{child.name}: {actions.ProtectionPlanInForce.__doc__}"
            yield Finding("held_on", words, child)
            continue
        referral = queries.open_referral(child)
        if referral is None:
            yield Finding("held_on", f"{child.name}: {actions.NoOpenReferral.__doc__}", child)
        elif queries.current_plan(child) is not None:
            yield Finding("held_on", f"{child.name}: {actions.AlreadyOnAPlan.__doc__}", child)
        elif answers["held_on"]:
            problem = rules.start_problem(
                started_on=answers["held_on"], referred_on=referral.received_on
            )
            if problem:
                yield Finding("held_on", problem)


def _protected(children, held_on, today):
    """Those on a child protection plan, on the day of the meeting or now: they never have both plans
    (CIN census rules 4001, 4003, 4016 and 4017)."""
    days = {today, held_on or today}
    return {
        pk for day in days for pk, all_ in standings_of(children, day).items() if PROTECTION in all_
    }


@completes("children_in_need.first_meeting")
def start_plans(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        with _in_words(child):
            _start(child, answers.of(child)["held_on"], step, by)
    meeting, working = _working(step, subjects, answers, by)
    with _in_plan():
        meetings.add_outcomes(working, answers["outcomes"], meeting)
        meetings.keep_views(working, answers, meeting)
        meetings.keep_visits(working, answers, meeting)
    short_breaks_process.keep(step, subjects, answers, by)
    next_day.keep(step, subjects, answers["held_on"], by)
    _plan_visits(step, subjects, by)


@checks("children_in_need.review")
def check_review(*, step, subjects, answers, today):
    yield from meetings.check_new_outcomes(answers["outcomes"], subjects)
    yield from meetings.check_actions(answers["actions"])
    going_on = [c for c in subjects if answers.of(c)["outcome"] not in actions.END_REASONS]
    yield from next_day.check(answers, going_on)
    for child in subjects:
        yield from short_breaks_process.problems(answers, child)
        if queries.meeting_of_step(step, child) is not None:
            continue
        plan = queries.current_plan(child)
        if plan is None:
            yield Finding("held_on", _no_plan(child), child)
        elif answers["held_on"]:
            problem = rules.meeting_problem(
                held_on=answers["held_on"], started_on=plan.started_on, kind=Meeting.Kind.REVIEW
            )
            if problem:
                yield Finding("held_on", problem)


def _no_plan(child):
    """And what to do where a review ended it by a slip."""
    words = f"{child.name}: {actions.NoCurrentPlan.__doc__}"
    last = queries.plans_of(child).first()
    if last is None or last.end_reason not in actions.END_REASONS.values():
        return words
    day = date_words(last.ended_on)
    return f"{words} The review of {day} ended it. If that was wrong, open that review again."


@completes("children_in_need.review")
def record_review(*, step, subjects, answers, completed_on, by):
    goes_on = _take_ends_back(step, subjects, answers, by) if step.reason else []
    if not step.reason:
        together.set_aside_own(step=step, subjects=subjects, answers=answers, by=by)
    meeting, working = _working(step, subjects, answers, by)
    with _in_plan():
        outcomes = plans.open_outcomes(subjects, Kind.IN_NEED)
        meetings.keep_actions(answers["actions"], meeting)
        meetings.keep_scores(answers["progress"], outcomes, meeting)
        meetings.add_outcomes(working, answers["outcomes"], meeting)
        meetings.keep_views(working, answers, meeting, parents=answers["parents_views"] or ())
        meetings.keep_visits(working, answers, meeting)
    for child in subjects:
        mine = answers.of(child)
        with _in_words(child):
            _review(child, mine["held_on"], mine["outcome"], step, by)
    short_breaks_process.keep(step, subjects, answers, by)
    next_day.keep(step, subjects, answers["held_on"], by)
    _plan_visits(step, goes_on, by)
    recording.end_asked_visits(
        children=[c for c in subjects if answers.of(c)["outcome"] in actions.END_REASONS],
        reason=actions.ENDED,
        at=step.authorised_at or step.submitted_at,
        by=by,
    )
    workflow.not_twice(step, step.code)
    if step.reason:
        _set_aside_what_no_longer_follows(step, by)


def _take_ends_back(step, subjects, answers, by):
    """A reopened review that decides otherwise did not end the plan: it goes on as if it never had."""
    goes_on = []
    for child in subjects:
        earlier = queries.meeting_of_step(step, child)
        if earlier is None or earlier.outcome not in actions.END_REASONS:
            continue
        if answers.of(child)["outcome"] not in actions.END_REASONS:
            with _in_words(child):
                actions.reopen_plan(
                    plan=earlier.plan, step_ref=step.public_id, reason=step.reason, by=by
                )
            goes_on.append(child)
    return goes_on


def _set_aside_what_no_longer_follows(step, by):
    """After a correction: work that the first decision asked for, and the right one does not."""
    wanted = {each["code"] for each in step.next_steps}
    for each in step.followed_by.exclude(code__in=wanted):
        if each.code == "transfers.step_down" and each.state == State.DONE:
            raise NotYet(
                "Early help has been asked to take over since. Withdraw that first.",
                field="outcome",
            )
        if each.is_open and each.code != "recording.visit":
            workflow.cancel_step(
                step=each,
                reason=step.reason,
                at=step.authorised_at or step.submitted_at,
                by=by,
            )


def _working(step, subjects, answers, by):
    """The working plan of each child on a child in need plan: begun where there is none yet."""
    meeting = meetings.Meeting(Kind.IN_NEED, list(subjects), answers["held_on"], step.public_id, by)
    current = Plan.objects.current().filter(child__in=subjects)
    facts = {plan.child_id: (plan.pk, plan.started_on) for plan in current}
    return meeting, meetings.plans_for(meeting, facts, why=answers.get("why") or "")


@contextmanager
def _in_plan():
    try:
        yield
    except plan_actions.DatesOutOfOrder as refusal:
        raise NotYet(str(refusal), field="held_on") from refusal


def _start(child, held_on, step, by):
    earlier = queries.plan_of_step(step, child)
    if earlier is not None:
        actions.correct_plan(plan=earlier, started_on=held_on, reason=step.reason, by=by)
        return
    plan = actions.start_plan(child=child, started_on=held_on, step_ref=step.public_id, by=by)
    actions.record_meeting(
        plan=plan, kind=Meeting.Kind.FIRST, held_on=held_on, step_ref=step.public_id, by=by
    )


def _review(child, held_on, outcome, step, by):
    earlier = queries.meeting_of_step(step, child)
    if earlier is not None:
        if (earlier.outcome, earlier.held_on) != (outcome, held_on):
            _review_otherwise(child, earlier, held_on, outcome, step, by)
        return
    plan = queries.current_plan(child)
    if plan is None:
        raise actions.NoCurrentPlan
    review = actions.record_meeting(
        plan=plan,
        kind=Meeting.Kind.REVIEW,
        held_on=held_on,
        outcome=outcome,
        step_ref=step.public_id,
        by=by,
    )
    if outcome in actions.END_REASONS:
        actions.end_plan(
            child=child,
            ended_on=held_on,
            end_reason=actions.END_REASONS[outcome],
            step_ref=step.public_id,
            by=by,
        )
    if outcome == Meeting.Outcome.EARLY_HELP:
        hand_over_by(child=child, trigger=(actions.MEETING, review.pk), on=held_on, by=by)


def _review_otherwise(child, review, held_on, outcome, step, by):
    was = review.outcome
    actions.decide_otherwise(
        meeting=review, held_on=held_on, outcome=outcome, reason=step.reason, by=by
    )
    trigger = (actions.MEETING, review.pk)
    if outcome == Meeting.Outcome.EARLY_HELP:
        hand_over_by(child=child, trigger=trigger, on=held_on, by=by)
    elif was == Meeting.Outcome.EARLY_HELP:
        no_hand_over(child=child, trigger=trigger, on=held_on, why=step.reason, by=by)


def _plan_visits(step, children, by):
    """A plan needs visits: the first is due 20 working days from its start (T081)."""
    unvisited = [child for child in children if not work.open_step(child, "recording.visit")]
    if unvisited:
        workflow.start_step(
            code="recording.visit",
            subjects=unvisited,
            worker=step.worker,
            team=step.team,
            follows=step,
            at=step.authorised_at or step.submitted_at,
            by=by,
        )


@contextmanager
def _in_words(child):
    """Turn a refusal of an action into words for the worker."""
    try:
        yield
    except actions.DatesOutOfOrder as refusal:
        raise NotYet(str(refusal), field="held_on") from refusal
    except REFUSALS as refusal:
        raise NotYet(f"{child.name}: {refusal.__doc__}", child=child) from refusal
