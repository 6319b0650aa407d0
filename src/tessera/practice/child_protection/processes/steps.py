"""The steps of child protection, and where each may lead."""

from tessera.engine.workflow.processes import (
    Next,
    NotNow,
    SignOff,
    StepDefinition,
    answers_when_due,
    define,
    timers,
)
from tessera.practice.assessments.rules import PLAN
from tessera.practice.child_protection import actions, permissions, rules
from tessera.practice.child_protection.processes import deciding
from tessera.practice.child_protection.processes.deciding import enquiry_outcomes
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.meetings import permissions as meetings

TO_NEED = {
    "section47": ("not_substantiated_in_need", "substantiated_not_continuing"),
    "conference": ("no_plan_in_need",),
}
TO_CLOSE = ("not_substantiated_close", "no_plan_close", "plan_ends_close")
TO_EARLY_HELP = ("not_substantiated_early_help", "no_plan_early_help")


CONFERENCE_SERVICE = "The conference service: it is booked there, and a chair takes it"


def _any_of(field, *values):
    return lambda answers: answers.get(field) in values


def _any(*outcomes):
    return lambda answers: bool(set(outcomes) & set(answers.everyones("outcome")))


def _with(*outcomes):
    return lambda answers, subjects: [c for c in subjects if answers.of(c)["outcome"] in outcomes]


def _next_on(answers, on):
    return answers["next_on"]


def _to_worker(code, *outcomes):
    """Work for the child's own worker, whoever chaired the meeting that asked for it."""
    return Next(code, when=_any(*outcomes), subjects=_with(*outcomes), worker="allocated")


def no_plan_now(child, standings):
    """A core group and a review are of a plan in force; after it comes the child in need review."""
    if PLAN in standings:
        return
    need = "children_in_need.review" if children_in_need.PLAN in standings else ""
    yield NotNow(actions.NoCurrentPlan.__doc__, need)


SEND = Next("child_protection.send_decisions", required=True, worker="none")
SEND_DISCUSSION = Next("child_protection.send_discussion", required=True, worker="none")


CORE_GROUP = Next(
    "child_protection.core_group",
    when=_any("plan"),
    subjects=_with("plan"),
    required=True,
    worker="allocated",
)


def _endings():
    """Where work goes when protection is not, or no longer, needed."""
    need = (*TO_NEED["section47"], *TO_NEED["conference"])
    return (
        _to_worker("children_in_need.first_meeting", *need),
        _to_worker("front_door.close_case", *TO_CLOSE),
        _to_worker("early_help.request", *TO_EARLY_HELP),
    )


timers(*rules.TIMERS)
# How long the plan has lasted is looked at, and what follows is decided, in a management decision.
answers_when_due("recording.management_decision", "T071")
answers_when_due("recording.case_supervision", "T071")
define(
    StepDefinition(
        code="child_protection.strategy_discussion",
        title="Strategy discussion",
        form="strategy_discussion",
        permission=permissions.ENQUIRE,
        authorise=(
            SignOff(permissions.AUTHORISE, when=deciding.begins_without_a_manager, at_once=True),
        ),
        timers=("T050", "T051"),
        happened_on="held_on",
        can_start=True,
        significance=3,
        story="meeting",
        detail="Social care, police and health decide whether a section 47 enquiry begins",
        then=(
            Next(
                "child_protection.section47",
                when=_any(*enquiry_outcomes()),
                subjects=_with(*enquiry_outcomes()),
                required=True,
                worker="allocated",
            ),
            Next(
                "child_protection.strategy_discussion",
                when=deciding.meets_again,
                subjects=deciding.who_meets_again,
                title="Meet again",
                required=True,
            ),
            Next(
                "child_protection.strategy_discussion",
                when=deciding.meets_with_everyone,
                title="Meet again, with everyone who must be there",
                required=True,
            ),
            Next(
                "child_protection.strategy_discussion",
                when=deciding.meets_after_call,
                title="Meet, after the discussion by telephone",
                required=True,
            ),
            SEND_DISCUSSION,
            # An enquiry is made in an assessment (Working Together): who has none yet is assessed.
            _to_worker("assessments.single_assessment", *enquiry_outcomes(), "section17"),
            Next(
                "assessments.update",
                when=_any("section17"),
                subjects=_with("section17"),
                ticked=False,
                worker="none",
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
        taken_by=CONFERENCE_SERVICE,
        timers=("T060",),
        happened_on="held_on",
        can_start=True,
        after=("child_protection.section47",),
        significance=3,
        story="meeting",
        detail="Does the child need a protection plan, and under which category?",
        then=(
            SEND,
            CORE_GROUP,
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
        taken_by=CONFERENCE_SERVICE,
        timers=("T061",),
        happened_on="held_on",
        can_start=True,
        significance=3,
        story="meeting",
        detail="A child with a plan in another council has moved here",
        then=(
            SEND,
            CORE_GROUP,
            Next(
                "child_protection.review_conference",
                when=_any("plan"),
                subjects=_with("plan"),
                due=_next_on,
                required=True,
            ),
            Next(
                "child_protection.transfer_in_conference",
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
        code="child_protection.core_group",
        title="Core group",
        form="core_group",
        permission=permissions.CORE_GROUP,
        timers=("T066", "T067"),
        happened_on="held_on",
        can_start=True,
        not_now=no_plan_now,
        after=("child_protection.initial_conference",),
        significance=2,
        story="meeting",
        detail="Go through the plan with the family, outcome by outcome",
        then=(
            Next(
                "child_protection.core_group",
                due=_next_on,
                required=True,
                title="The next core group",
            ),
        ),
    ),
    StepDefinition(
        code="child_protection.review_conference",
        title="Review child protection conference",
        form="review_conference",
        permission=permissions.CONFERENCE,
        continues=(
            "child_protection.initial_conference",
            "child_protection.transfer_in_conference",
        ),
        taken_by=CONFERENCE_SERVICE,
        timers=("T068", "T069"),
        happened_on="held_on",
        can_start=True,
        not_now=no_plan_now,
        after=("child_protection.initial_conference",),
        significance=3,
        story="meeting",
        detail="Does the plan go on, under which category, or does it end?",
        then=(
            SEND,
            Next(
                "child_protection.review_conference",
                when=_any("plan_continues", "adjourned"),
                subjects=_with("plan_continues", "adjourned"),
                due=_next_on,
                required=True,
                title="The next review",
            ),
            # The child in need plan began when this one ended, with what was kept: a review goes on with it.
            Next(
                "children_in_need.review",
                when=_any("plan_ends_in_need"),
                subjects=_with("plan_ends_in_need"),
                due=_next_on,
                required=True,
                worker="allocated",
                title="The first review of the child in need plan",
            ),
            *_endings(),
        ),
    ),
    StepDefinition(
        code="child_protection.emergency",
        title="Police protection or emergency order",
        form="emergency",
        permission=permissions.ENQUIRE,
        happened_on="began_at",
        can_start=True,
        significance=3,
        story="decision",
        detail="A child is protected at once, until a moment that the law fixes",
        then=(Next("child_protection.emergency_end", required=True, worker="allocated"),),
    ),
    StepDefinition(
        code="child_protection.emergency_end",
        title="The emergency protection ends",
        form="emergency_end",
        permission=permissions.ENQUIRE,
        timers=("T055", "T056"),
        significance=3,
        story="decision",
        then=(
            Next(
                "child_protection.emergency_end",
                when=_any_of("what", "extended"),
                required=True,
            ),
        ),
    ),
    StepDefinition(
        code="child_protection.conference_report",
        title="Report for the conference",
        form="conference_report",
        permission=permissions.ENQUIRE,
        authorise=permissions.AUTHORISE,
        timers=("T062", "T063"),
        happened_on="shared_on",
        significance=2,
        story="assessment",
        detail="The parents have it before the day",
        then=(Next(actions.SHARE, when=lambda answers: not answers["shared_on"], required=True),),
    ),
    StepDefinition(
        code="child_protection.send_decisions",
        title="Send the decisions",
        form="send_decisions",
        permission=meetings.SEND,
        timers=("T064",),
        happened_on="sent_on",
        page="child_protection:send",
        significance=1,
        story="meeting",
        then=(Next("child_protection.send_record", required=True),),
    ),
    StepDefinition(
        code="child_protection.send_record",
        title="Send the full record",
        form="send_record",
        permission=meetings.SEND,
        timers=("T065",),
        happened_on="sent_on",
        page="child_protection:send",
        significance=1,
        story="meeting",
    ),
    StepDefinition(
        code="child_protection.send_discussion",
        title="Send the decisions of the discussion",
        form="send_decisions",
        permission=meetings.SEND,
        timers=("T054A",),
        happened_on="sent_on",
        page="child_protection:send",
        significance=1,
        story="meeting",
        then=(Next("child_protection.send_discussion_record", required=True),),
    ),
    StepDefinition(
        code="child_protection.send_discussion_record",
        title="Send the record of the discussion",
        form="send_record",
        permission=meetings.SEND,
        timers=("T054",),
        happened_on="sent_on",
        page="child_protection:send",
        significance=1,
        story="meeting",
    ),
)
