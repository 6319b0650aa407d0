"""The steps of a child in need plan, when each may be begun, and where it may lead."""

from tessera.engine.workflow.processes import (
    Next,
    NotNow,
    StepDefinition,
    answers_when_due,
    define,
    timers,
)
from tessera.practice.assessments.rules import CONFERENCE_TO_COME, OPEN_CASE
from tessera.practice.assessments.rules import PLAN as PROTECTION
from tessera.practice.children_in_need import actions, permissions, rules

FIRST, REVIEW = "children_in_need.first_meeting", "children_in_need.review"
CONFERENCE_FIRST = (
    "A child protection conference is to come. It decides which plan the child needs."
)


def _any(*outcomes):
    return lambda answers: bool(set(outcomes) & set(answers.everyones("outcome")))


def _with(*outcomes):
    return lambda answers, subjects: [c for c in subjects if answers.of(c)["outcome"] in outcomes]


def _next_on(answers, on):
    return answers["next_on"]


def no_first_meeting_now(child, standings):
    """A first meeting makes a plan: there is an open case, no plan yet of either kind, and no conference
    to come, which decides on both."""
    if OPEN_CASE not in standings:
        yield actions.NoOpenReferral.__doc__
    elif PROTECTION in standings:
        yield actions.ProtectionPlanInForce.__doc__
    elif CONFERENCE_TO_COME in standings:
        yield CONFERENCE_FIRST
    elif actions.PLAN in standings:
        words = f"{actions.AlreadyOnAPlan.__doc__} The next meeting on it is held in its review."
        yield NotNow(words, REVIEW)


def no_review_now(child, standings):
    """A review is of a plan in force."""
    if actions.PLAN in standings:
        return
    code = FIRST if OPEN_CASE in standings and PROTECTION not in standings else ""
    yield NotNow(actions.NoCurrentPlan.__doc__, code)


timers(*rules.TIMERS)
# How long the plan has lasted is looked at, and what follows is decided, in a management decision.
answers_when_due("recording.management_decision", "T083")
answers_when_due("recording.case_supervision", "T083")
define(
    StepDefinition(
        code="children_in_need.first_meeting",
        title="First child in need meeting",
        form="child_in_need_meeting",
        permission=permissions.WRITE,
        authorise=permissions.AUTHORISE,
        timers=("T080",),
        happened_on="held_on",
        can_start=True,
        not_now=no_first_meeting_now,
        significance=3,
        story="meeting",
        detail="Make the plan with the family. It starts on the day of the meeting",
        then=(Next("children_in_need.review", required=True, due=_next_on),),
    ),
    StepDefinition(
        code="children_in_need.review",
        title="Child in need review",
        form="child_in_need_review",
        permission=permissions.WRITE,
        authorise=permissions.AUTHORISE,
        timers=("T082",),
        happened_on="held_on",
        can_start=True,
        not_now=no_review_now,
        after=("children_in_need.first_meeting",),
        significance=2,
        story="meeting",
        detail="What has changed, and does the plan go on?",
        then=(
            Next(
                "children_in_need.review",
                when=_any("continues", "step_up"),
                subjects=_with("continues", "step_up"),
                due=_next_on,
                required=True,
                title="The next review",
            ),
            Next(
                "child_protection.strategy_discussion",
                when=_any("step_up"),
                subjects=_with("step_up"),
                required=True,
                worker="manager",  # who calls and leads it (practice 2.5)
            ),
            Next(
                "transfers.step_down",
                when=_any("early_help"),
                subjects=_with("early_help"),
                required=True,
            ),
            Next("front_door.close_case", when=_any("close"), subjects=_with("close")),
        ),
    ),
)
