"""From strategy discussion to the end of the plan."""

from contextlib import contextmanager

from tessera.engine.forms.filling import Filled, filler
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    Next,
    NotYet,
    StepDefinition,
    checks,
    completes,
    define,
    invariant,
    starts,
    timers,
)
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.people import queries as people
from tessera.practice.child_protection import actions, permissions, queries, rules
from tessera.practice.child_protection.models import Conference, Plan
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan

REFUSALS = (
    actions.AlreadyHeld,
    actions.AlreadyInEnquiry,
    actions.AlreadyOnAPlan,
    actions.NoCurrentEnquiry,
    actions.NoCurrentPlan,
    actions.NoOpenReferral,
)
TO_NEED = {
    "section47": ("not_substantiated_in_need", "substantiated_not_continuing"),
    "conference": ("no_plan_in_need", "plan_ends_in_need"),
}
TO_CLOSE = ("not_substantiated_close", "no_plan_close", "plan_ends_close")
TO_EARLY_HELP = ("not_substantiated_early_help", "no_plan_early_help")


def _any(*outcomes):
    return lambda answers: bool(set(outcomes) & set(answers.everyones("outcome")))


def _with(*outcomes):
    return lambda answers, subjects: [c for c in subjects if answers.of(c)["outcome"] in outcomes]


def _enquiry_outcomes():
    return [
        code.code
        for code in codesets.codes("strategy.outcome")
        if code.extra.get("starts_section47")
    ]


def _next_on(answers, on):
    return answers["next_on"]


def _to_worker(code, *outcomes):
    """Work for the child's own worker, whoever chaired the meeting that asked for it."""
    return Next(code, when=_any(*outcomes), subjects=_with(*outcomes), worker="allocated")


def _endings():
    """Where work goes when protection is not, or no longer, needed."""
    need = (*TO_NEED["section47"], *TO_NEED["conference"])
    return (
        _to_worker("children_in_need.first_meeting", *need),
        _to_worker("front_door.close_case", *TO_CLOSE),
        _to_worker("early_help.request", *TO_EARLY_HELP),
    )


timers(*rules.TIMERS)
define(
    StepDefinition(
        code="child_protection.strategy_discussion",
        title="Strategy discussion",
        form="strategy_discussion",
        permission=permissions.ENQUIRE,
        timers=("T050",),
        happened_on="held_on",
        can_start=True,
        significance=3,
        story="meeting",
        detail="Social care, police and health decide whether a section 47 enquiry begins",
        then=(
            Next(
                "child_protection.section47",
                when=_any(*_enquiry_outcomes()),
                subjects=_with(*_enquiry_outcomes()),
                required=True,
                worker="allocated",
            ),
            Next(
                "child_protection.strategy_discussion",
                when=_any("meet_again"),
                subjects=_with("meet_again"),
                title="Meet again",
            ),
            Next(
                "assessments.single_assessment",
                when=_any("section17"),
                subjects=_with("section17"),
                ticked=False,
            ),
        ),
    ),
    StepDefinition(
        code="child_protection.section47",
        title="Section 47 enquiry",
        form="section47",
        permission=permissions.ENQUIRE,
        authorise=permissions.AUTHORISE,
        timers=("T053",),
        happened_on="ended_on",
        after=("child_protection.strategy_discussion",),
        significance=3,
        story="assessment",
        detail="What we found, and whether a conference is needed",
        then=(
            Next(
                "child_protection.initial_conference",
                when=_any("conference"),
                subjects=_with("conference"),
                required=True,
                worker="none",
            ),
            Next(
                "proceedings.pre_proceedings",
                when=_any("legal_gateway"),
                subjects=_with("legal_gateway"),
            ),
            *_endings(),
        ),
    ),
    StepDefinition(
        code="child_protection.initial_conference",
        title="Initial child protection conference",
        form="initial_conference",
        permission=permissions.CONFERENCE,
        timers=("T060",),
        happened_on="held_on",
        can_start=True,
        after=("child_protection.section47",),
        significance=3,
        story="meeting",
        detail="Does the child need a protection plan, and under which category?",
        then=(
            Next(
                "child_protection.review_conference",
                when=_any("plan"),
                subjects=_with("plan"),
                due=_next_on,
                required=True,
            ),
            Next(
                "child_protection.initial_conference",
                when=_any("adjourned"),
                subjects=_with("adjourned"),
                due=_next_on,
                required=True,
                title="Hold the conference again",
            ),
            *_endings(),
        ),
    ),
    StepDefinition(
        code="child_protection.transfer_in_conference",
        title="Conference for a child moving in",
        form="initial_conference",
        permission=permissions.CONFERENCE,
        timers=("T061",),
        happened_on="held_on",
        can_start=True,
        significance=3,
        story="meeting",
        detail="A child with a plan in another council has moved here",
        then=(
            Next(
                "child_protection.review_conference",
                when=_any("plan"),
                subjects=_with("plan"),
                due=_next_on,
                required=True,
            ),
            *_endings(),
        ),
    ),
    StepDefinition(
        code="child_protection.review_conference",
        title="Review child protection conference",
        form="review_conference",
        permission=permissions.CONFERENCE,
        timers=("T068", "T069"),
        happened_on="held_on",
        can_start=True,
        after=("child_protection.initial_conference",),
        significance=3,
        story="meeting",
        detail="Does the plan go on, under which category, or does it end?",
        then=(
            Next(
                "child_protection.review_conference",
                when=_any("plan_continues", "adjourned"),
                subjects=_with("plan_continues", "adjourned"),
                due=_next_on,
                required=True,
                title="The next review",
            ),
            *_endings(),
        ),
    ),
)


@starts("child_protection.strategy_discussion")
def threshold_met(*, step, subjects, started_on, by):
    """The decision that a discussion is needed starts its day (T050)."""
    for child in subjects:
        workflow.start_timer(
            rule="T050",
            person=child,
            trigger_kind="workflow.step",
            trigger_id=step.pk,
            triggered_on=started_on,
            step=step,
            by=by,
        )


@checks("child_protection.strategy_discussion")
def check_discussion(*, step, subjects, answers, today):
    """The census would refuse a day before the referral; without police or health it is not quorate."""
    yield from _after_referral("strategy discussion", "held_on", subjects, answers)
    agencies = [row.get("agency") for row in answers["attendance"] or ()]
    missing = rules.missing_from_quorum(agencies)
    if agencies and missing:
        names = " and ".join(codesets.label("agency", each).lower() for each in missing)
        words = f"Without {names} this discussion is not quorate, and must be held again."
        yield Finding("attendance", words, soft=True)


@completes("child_protection.strategy_discussion")
def record_discussion(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        mine = answers.of(child)
        with _in_words(child, "held_on"):
            _discuss(child, mine, step, by)


def _discuss(child, mine, step, by):
    agencies = [row["agency"] for row in mine["attendance"]]
    said = {
        "held_on": mine["held_on"],
        "agencies_present": agencies,
        "outcome": mine["outcome"],
        "decision_why": mine["decision_why"],
    }
    earlier = queries.discussion_of_step(step, child)
    if earlier is None:
        actions.hold_strategy_discussion(child=child, **said, step_ref=step.public_id, by=by)
        return
    if (earlier.outcome in _enquiry_outcomes()) != (mine["outcome"] in _enquiry_outcomes()):
        raise NotYet(
            "Whether an enquiry began cannot be changed here: record what was decided since in a"
            " new strategy discussion.",
            field="outcome",
            child=child,
        )
    actions.correct_strategy_discussion(discussion=earlier, reason=step.reason, by=by, **said)


@checks("child_protection.section47")
def check_enquiry(*, step, subjects, answers, today):
    for child in subjects:
        enquiry = queries.current_enquiry(child) or queries.enquiry_of_child(child)
        if enquiry is None:
            words = "No section 47 enquiry was begun. Record the strategy discussion first."
            yield Finding("outcome", f"{child.name}: {words}", child)
        elif answers["ended_on"]:
            problem = rules.not_before(
                "The enquiry ends", answers["ended_on"], "its start", enquiry.started_on
            )
            if problem:
                yield Finding("ended_on", problem)


@completes("child_protection.section47")
def record_enquiry(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        mine = answers.of(child)
        with _in_words(child, "ended_on"):
            _end_enquiry(child, mine, step, by)


def _end_enquiry(child, mine, step, by):
    if queries.current_enquiry(child) is None or _was_completed(step):
        enquiry = queries.enquiry_of_child(child)
        if enquiry is None or enquiry.outcome != mine["outcome"]:
            raise NotYet(
                "This enquiry has ended. Another outcome needs a new strategy discussion.",
                field="outcome",
                child=child,
            )
        actions.correct_enquiry(
            enquiry=enquiry, outcome_why=mine["outcome_why"], reason=step.reason, by=by
        )
        return
    actions.end_enquiry(
        child=child,
        ended_on=mine["ended_on"],
        outcome=mine["outcome"],
        outcome_why=mine["outcome_why"],
        step_ref=step.public_id,
        by=by,
    )


def check_conference(*, step, subjects, answers, today):
    """What the census would refuse of a conference, asked while it is written."""
    held_on = answers["held_on"]
    if held_on is None:
        return
    day = rules.conference_day_problem(held_on)
    if day:
        yield Finding("held_on", day, soft=held_on.weekday() < rules.SATURDAY)
    yield from _after_referral("conference", "held_on", subjects, answers)
    for child in subjects:
        category = answers.of(child)["category"]
        if category and rules.category_warning(category):
            yield Finding("category", rules.category_warning(category), child, soft=True)
    if step.code == "child_protection.review_conference":
        yield from _reviews(step, subjects, held_on)


for _code in ("initial_conference", "transfer_in_conference", "review_conference"):
    checks(f"child_protection.{_code}")(check_conference)


def _reviews(step, subjects, held_on):
    for child in subjects:
        plan = queries.current_plan(child)
        if plan is None and queries.conference_of_step(step, child) is None:
            yield Finding("held_on", f"{child.name}: {actions.NoCurrentPlan.__doc__}", child)
        elif plan is not None:
            problem = rules.review_problem(held_on=held_on, plan_started_on=plan.started_on)
            if problem:
                yield Finding("held_on", problem)


def _after_referral(what, field, subjects, answers):
    for child in subjects:
        referral = queries.open_referral(child)
        if referral is None:
            yield Finding(field, f"{child.name}: {actions.NoOpenReferral.__doc__}", child)
        elif answers[field] is not None:
            problem = rules.after_referral(what, answers[field], referral.received_on)
            if problem:
                yield Finding(field, problem)


@completes("child_protection.initial_conference")
def record_initial(*, step, subjects, answers, completed_on, by):
    _record_conference(Conference.Kind.INITIAL, step, subjects, answers, by)


@completes("child_protection.transfer_in_conference")
def record_transfer_in(*, step, subjects, answers, completed_on, by):
    _record_conference(Conference.Kind.TRANSFER_IN, step, subjects, answers, by)


@completes("child_protection.review_conference")
def record_review(*, step, subjects, answers, completed_on, by):
    _record_conference(Conference.Kind.REVIEW, step, subjects, answers, by)


@filler("child_protection.category")
def latest_category(child, on):
    plan = queries.current_plan(child) if child else None
    if plan is None:
        return None
    return Filled(plan.latest_category, "the plan", plan.started_on)


@invariant("child_protection.one_kind_of_plan", "No child has two kinds of plan at once")
def concurrent_plans():
    for plan in ChildInNeedPlan.objects.filter(child__protection_plans__isnull=False):
        overlapping = Plan.objects.filter(child=plan.child_id, started_on__lt=plan.ended_on or "9999-1-1")
        for other in overlapping.exclude(ended_on__lte=plan.started_on):
            yield {"child": plan.child_id, "protection_plan": other.pk, "child_in_need_plan": plan.pk}


def _record_conference(kind, step, subjects, answers, by):
    for child in subjects:
        mine = answers.of(child)
        with _in_words(child, "held_on"):
            _hold(kind, child, mine, step, by)
    _plan_visits(step, [c for c in subjects if answers.of(c)["outcome"] == "plan"], by)


def _hold(kind, child, mine, step, by):
    earlier = queries.conference_of_step(step, child)
    if earlier is not None:
        if (earlier.outcome, earlier.held_on) != (mine["outcome"], mine["held_on"]):
            raise NotYet(
                "What a conference decided, and when, stands. Hold another to decide otherwise, or ask"
                " for the record to be corrected.",
                field="outcome",
                child=child,
            )
        return
    actions.hold_conference(
        child=child,
        kind=kind,
        held_on=mine["held_on"],
        outcome=mine["outcome"],
        category=mine["category"] or "",
        previous_plans_elsewhere=int(mine.get("plans_elsewhere") or 0),
        step_ref=step.public_id,
        by=by,
    )


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


def _was_completed(step):
    return step.events.filter(kind="completed").exists()


@contextmanager
def _in_words(child, field):
    """Turn a refusal of an action into words for the worker, beside the field to look at."""
    try:
        yield
    except actions.DatesOutOfOrder as refusal:
        raise NotYet(str(refusal), field=field) from refusal
    except REFUSALS as refusal:
        raise NotYet(f"{child.name}: {refusal.__doc__}", child=child) from refusal
