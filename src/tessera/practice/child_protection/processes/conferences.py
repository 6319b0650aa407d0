"""What completing a conference means: a plan that starts, goes on or ends that day."""

from contextlib import contextmanager

from tessera.engine.forms.filling import Filled, filler
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import OPEN_STATES
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    allocates,
    checks,
    completes,
    invariant,
    starts,
)
from tessera.foundations.calendar.clock import local
from tessera.people import actions as involvements
from tessera.people import queries as people
from tessera.practice.child_protection import actions, queries, rules
from tessera.practice.child_protection.models import Conference, Plan
from tessera.practice.child_protection.processes import core_groups
from tessera.practice.child_protection.processes.core_groups import PLAN_ENDED
from tessera.practice.child_protection.processes.meetings import check_quorum, keep_conference
from tessera.practice.child_protection.processes.next_day import check_next_day
from tessera.practice.child_protection.processes.refusals import after_referral, in_words, no_plan
from tessera.practice.child_protection.processes.working import (
    began_before,
    go_through,
    move_with,
    plan_the_work,
    step_down,
)
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.children_in_need.processes import next_day
from tessera.practice.plans import actions as plan_actions
from tessera.practice.plans.choices import Kind as PlanKind
from tessera.practice.plans.processes.meeting import (
    check_actions,
    check_new_outcomes,
    check_scores,
)
from tessera.practice.plans.queries import open_outcomes, open_titles
from tessera.practice.recording.actions import end_asked_visits

CHAIR = "conference_chair"
REVIEW = "child_protection.review_conference"
PREPARED = ("child_protection.conference_report", "recording.visit")
PUT_OFF = ("T060", "T061", "T068", "T069")
"""What a conference that is put off does not answer."""
ENDED = (
    "no_plan_in_need",
    "no_plan_early_help",
    "no_plan_close",
    "plan_ends_in_need",
    "plan_ends_close",
)


def check_conference(*, step, subjects, answers, today):
    """What the census would refuse of a conference, asked while it is written."""
    held_on = answers["held_on"]
    if held_on is None:
        return
    day = rules.conference_day_problem(held_on)
    if day:
        yield Finding("held_on", day, soft=held_on.weekday() < rules.SATURDAY)
    yield from after_referral("conference", "held_on", subjects, answers)
    yield from check_quorum(answers)
    yield from check_next_day(step, subjects, answers)
    yield from check_new_outcomes(answers.get("outcomes"), subjects)
    for child in subjects:
        category = answers.of(child)["category"]
        if category and rules.category_warning(category):
            yield Finding("category", rules.category_warning(category), child, soft=True)
    if step.code == REVIEW:
        yield from _reviews(step, subjects, held_on)
        yield from _gone_through(subjects, answers)


def chair_is_found(*, step, subjects, worker, team, at, by):
    """Whoever is given a conference is its chair, and works with the child from that day."""
    if worker is None:
        return
    on = local(at).date()
    try:
        actions.check_independent(subjects, worker, on)
    except actions.NotIndependent as refusal:
        raise NotYet(str(refusal.__doc__)) from refusal
    actions.name_chair(step=step, worker=worker, by=by)
    for child in subjects:
        _chair_begins(child, worker, on, by)


for _code in ("initial_conference", "transfer_in_conference", "review_conference"):
    checks(f"child_protection.{_code}")(check_conference)
    allocates(f"child_protection.{_code}")(chair_is_found)


def _reviews(step, subjects, held_on):
    """A review is of the plan that there is; one that is put right, of the plan that it was of."""
    for child in subjects:
        earlier = queries.conference_of_step(step, child)
        plan = earlier.plan if earlier else queries.current_plan(child)
        if plan is None:
            yield Finding("held_on", no_plan(child), child)
            continue
        problem = rules.review_problem(held_on=held_on, plan_started_on=plan.started_on)
        if problem:
            yield Finding("held_on", problem)


def _gone_through(subjects, answers):
    """Every outcome of the plan has its say, unless the review was put off."""
    if not _decides_on_plans(Conference.Kind.REVIEW, answers) or "progress" not in answers.form:
        return  # put off; or begun on a form that did not ask yet
    yield from check_scores(answers["progress"], open_outcomes(subjects, PlanKind.PROTECTION))
    yield from check_actions(answers["actions"])


@completes("child_protection.initial_conference")
def record_initial(*, step, subjects, answers, completed_on, by):
    _record_conference(Conference.Kind.INITIAL, step, subjects, answers, by)


@completes("child_protection.transfer_in_conference")
def record_transfer_in(*, step, subjects, answers, completed_on, by):
    _record_conference(Conference.Kind.TRANSFER_IN, step, subjects, answers, by)


@completes("child_protection.review_conference")
def record_review(*, step, subjects, answers, completed_on, by):
    _record_conference(Conference.Kind.REVIEW, step, subjects, answers, by)


@starts(REVIEW)
def report_is_asked(*, step, subjects, started_on, by):
    """The last conference fixed the day: the worker knows of the report from then on."""
    actions.ask_for_report(step=step, at=step.made_at, by=by)


@filler("child_protection.category")
def latest_category(child, on):
    plan = queries.current_plan(child) if child else None
    if plan is None:
        return None
    return Filled(plan.latest_category, "the plan", plan.started_on)


@invariant("child_protection.one_kind_of_plan", "No child has two kinds of plan at once")
def concurrent_plans():
    for plan in ChildInNeedPlan.objects.filter(child__protection_plans__isnull=False):
        overlapping = Plan.objects.filter(
            child=plan.child_id, started_on__lt=plan.ended_on or "9999-1-1"
        )
        for other in overlapping.exclude(ended_on__lte=plan.started_on):
            yield {
                "child": plan.child_id,
                "protection_plan": other.pk,
                "child_in_need_plan": plan.pk,
            }


def _record_conference(kind, step, subjects, answers, by):
    chair, held_on = step.submitted_by, answers["held_on"]
    keep_conference(kind, step, subjects, answers, by)
    goes_on = _take_ends_back(step, subjects, answers, by) if step.reason else {}
    before = open_titles(subjects, PlanKind.IN_NEED)
    with _days_of_the_plan():
        kept = go_through(step, subjects, answers, by) if _decides_on_plans(kind, answers) else []
    for child in subjects:
        mine = answers.of(child)
        with in_words(child, "held_on"):
            _hold_and_move(kind, child, mine, step, by)
        _chair_begins(child, chair, held_on, by)
        if mine["outcome"] in ENDED:
            _chair_ends(child, held_on, by)
        elif child in goes_on:
            _chair_goes_on(child, goes_on[child], step.reason, by)
        if mine["outcome"] == "adjourned":
            workflow.leave_running(person=child, rules=PUT_OFF, step=step, by=by)
    in_need = decided(subjects, answers, "plan_ends_in_need")
    with _days_of_the_plan():
        on_plan = decided(subjects, answers, "plan", "plan_continues")
        plan_the_work(step, on_plan, answers, by, before)
        with in_words(None, "held_on"):
            step_down(step, in_need, kept, answers, by)
            next_day.keep(step, in_need, held_on, by)
    ended = decided(subjects, answers, *ENDED)
    core_groups.no_more(ended, at=step.submitted_at, by=by)
    closing = decided(subjects, answers, "plan_ends_close")
    end_asked_visits(children=closing, reason=PLAN_ENDED, at=step.submitted_at, by=by)
    actions.no_more_reviews(
        children=ended, besides=step, on=held_on, reason=PLAN_ENDED, at=step.submitted_at, by=by
    )
    still = [child for child in goes_on if queries.current_plan(child)]
    core_groups.go_on(still, at=step.submitted_at, by=by)
    _plan_visits(step, [*decided(subjects, answers, "plan"), *in_need, *still], by)
    workflow.not_twice(step, REVIEW)
    if not was_put_off(answers):
        actions.set_reports_aside(step=step, on=held_on, at=step.submitted_at, by=by)
    if step.reason:
        _cancel_what_no_longer_follows(step, by)


def _take_ends_back(step, subjects, answers, by):
    """A reopened review that decides otherwise did not end the plan: it goes on until it is ended anew.

    Gives child -> the day on which it was said to have ended.
    """
    goes_on = {}
    for child in subjects:
        earlier = queries.conference_of_step(step, child)
        if earlier is None or earlier.outcome not in actions.PLAN_ENDS:
            continue
        if earlier.outcome != answers.of(child)["outcome"]:
            with in_words(child, "outcome"):
                actions.reopen_plan(
                    plan=earlier.plan, step_ref=step.public_id, reason=step.reason, by=by
                )
            goes_on[child] = earlier.held_on
    return goes_on


def decided(subjects, answers, *outcomes):
    return [child for child in subjects if answers.of(child)["outcome"] in outcomes]


def _decides_on_plans(kind, answers):
    """A review that was put off decides nothing, and so asks nothing of the plan."""
    is_review = kind == Conference.Kind.REVIEW
    return is_review and not was_put_off(answers)


def was_put_off(answers):
    return set(answers.everyones("outcome")) == {"adjourned"}


@contextmanager
def _days_of_the_plan():
    try:
        yield
    except plan_actions.DatesOutOfOrder as refusal:
        raise NotYet(str(refusal), field="held_on") from refusal


def _hold_and_move(kind, child, mine, step, by):
    """A child in need plan that began when this one ended moves with it: whichever day is free first."""
    moves_first = began_before(step, child, mine["held_on"])
    if moves_first:
        move_with(step, child, mine["held_on"], by)
    _hold(kind, child, mine, step, by)
    if not moves_first:
        move_with(step, child, mine["held_on"], by)


def _hold(kind, child, mine, step, by):
    earlier = queries.conference_of_step(step, child)
    decided = {
        "held_on": mine["held_on"],
        "outcome": mine["outcome"],
        "category": mine["category"] or "",
        "previous_plans_elsewhere": int(mine.get("plans_elsewhere") or 0),
    }
    if earlier is None:
        actions.hold_conference(child=child, kind=kind, **decided, step_ref=step.public_id, by=by)
    elif _differs(earlier, decided):
        actions.decide_otherwise(conference=earlier, **decided, reason=step.reason, by=by)


def _differs(earlier, decided):
    """Whether a reopened form says another day, decision, category or count than the record."""
    if (earlier.outcome, earlier.held_on) != (decided["outcome"], decided["held_on"]):
        return True
    plan = earlier.plan
    if decided["outcome"] == "plan":
        elsewhere = decided["previous_plans_elsewhere"]
        before = actions.plans_before(plan.child, plan.started_on, elsewhere)
        return (plan.initial_category, plan.previous_plans) != (decided["category"], before)
    if decided["outcome"] == "plan_continues":
        return queries.category_on(plan, earlier.held_on) != decided["category"]
    return False


def _cancel_what_no_longer_follows(step, by):
    """After a correction: work that the first decision asked for, and the right one does not."""
    wanted = {each["code"] for each in step.next_steps}
    for each in step.followed_by.filter(state__in=OPEN_STATES).exclude(code__in=wanted):
        if each.code not in PREPARED and not each.code.startswith("child_protection.send_"):
            workflow.cancel_step(step=each, reason=step.reason, at=step.submitted_at, by=by)


def _chair_begins(child, worker, on, by):
    """Who holds a child's conference works with the child, and so may read the record."""
    if not any(each.worker_id == worker.pk for each in people.working_with(child, on)):
        involvements.start_involvement(
            person=child, role=CHAIR, worker=worker, started_on=on, by=by
        )


def _chair_ends(child, held_on, by):
    """Without a plan the chair stays until the record of the conference is due, and no longer."""
    for each in people.working_with(child, held_on):
        if each.role == CHAIR and each.ended_on is None:
            ended_on = rules.chair_until(conference_on=held_on)
            involvements.end_involvement(involvement=each, ended_on=ended_on, by=by)


def _chair_goes_on(child, held_on, reason, by):
    """The plan did not end, and so neither did the chair's work with the child."""
    until = rules.chair_until(conference_on=held_on)
    for each in people.working_with(child, held_on):
        if each.role == CHAIR and each.ended_on == until:
            involvements.correct_involvement(involvement=each, ended_on=None, reason=reason, by=by)


def _plan_visits(step, children, by):
    """A protection plan needs visits from its first day: the work is there for the worker."""
    unvisited = [child for child in children if not work.open_step(child, "recording.visit")]
    if unvisited:
        allocated = people.allocated_worker(unvisited[0], local(step.submitted_at).date())
        workflow.start_step(
            code="recording.visit",
            subjects=unvisited,
            worker=allocated.worker if allocated else None,
            team=allocated.team if allocated else step.team,
            follows=step,
            at=step.submitted_at,
            by=by,
        )
