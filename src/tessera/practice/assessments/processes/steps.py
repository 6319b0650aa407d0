"""The steps of an assessment, and where each may lead."""

from tessera.engine.workflow.processes import Next, SignOff, StepDefinition, define, timers
from tessera.practice.assessments import actions, permissions, queries, rules

SINGLE = "assessments.single_assessment"
UPDATE = rules.UPDATE
UNDER_WAY = "An assessment is under way: what is new goes into it"


def leads_to(*outcomes):
    """Whether any child's outcome is one of these."""
    return lambda answers: bool(set(outcomes) & set(answers.everyones("outcome")))


def children_with(*outcomes):
    """The children whose own outcome it is."""
    return lambda answers, subjects: [c for c in subjects if answers.of(c)["outcome"] in outcomes]


def not_shared_yet(answers):
    return not answers["shared"]


def took_too_long(*, step, answers, on, by):
    """Beyond the council's limit from the earliest referral; a correction of finished work is not late."""
    first = queries.of_step(step).open().order_by("clock_started_on").first()
    return first is not None and rules.needs_service_manager(
        clock_started_on=first.clock_started_on, handed_in_on=on
    )


def no_other_now(child, standings):
    """One assessment at a time; after it is signed off, a manager decides on the next."""
    if rules.OPEN_CASE not in standings:
        yield actions.NoOpenReferral.__doc__
    elif rules.IN_ASSESSMENT in standings:
        yield UNDER_WAY
    elif queries.assessed_last(child) is not None:
        yield actions.AssessedAlready.__doc__


def no_update_now(child, standings):
    if rules.OPEN_CASE not in standings:
        yield actions.NoOpenReferral.__doc__
    elif rules.IN_ASSESSMENT in standings:
        yield UNDER_WAY
    elif queries.assessed_last(child) is None:
        yield actions.NothingToUpdate.__doc__


timers(*rules.TIMERS)
define(
    StepDefinition(
        code=SINGLE,
        title="Single assessment",
        form="single_assessment",
        permission=permissions.WRITE,
        authorise=(
            SignOff(permissions.AUTHORISE, "Team manager"),
            SignOff(permissions.AUTHORISE_LONG, "Service manager", when=took_too_long),
        ),
        timers=("T040",),
        can_start=True,
        significance=3,
        story="assessment",
        detail="45 working days from the referral. Brothers and sisters share it; each is thought of alone",
        not_now=no_other_now,
        then=(
            Next(
                "children_in_need.first_meeting",
                when=leads_to(*rules.IN_NEED),
                subjects=children_with(*rules.IN_NEED),
            ),
            Next(
                "child_protection.strategy_discussion",
                when=leads_to("strategy_discussion"),
                subjects=children_with("strategy_discussion"),
                required=True,
                worker="manager",  # who calls and leads it (practice 2.5)
            ),
            Next(
                "front_door.close_case",
                when=leads_to("close"),
                subjects=children_with("close"),
            ),
            Next(
                "early_help.request",
                when=leads_to("early_help"),
                subjects=children_with("early_help"),
            ),
            Next(
                "proceedings.pre_proceedings",
                when=leads_to("legal_gateway"),
                subjects=children_with("legal_gateway"),
            ),
            Next("assessments.share", when=not_shared_yet, required=True),
        ),
    ),
    StepDefinition(
        code=UPDATE,
        title="Decide on an update assessment",
        form="update_assessment",
        permission=permissions.DECIDE_UPDATE,
        happened_on="decided_on",
        can_start=True,
        quick=True,
        significance=2,
        story="assessment",
        detail="A material change after an assessment was signed off: say what, and a new one begins",
        not_now=no_update_now,
        then=(Next(SINGLE, required=True, worker="allocated", title="Update assessment"),),
    ),
    StepDefinition(
        code="assessments.share",
        title="Share the assessment",
        form="share_assessment",
        permission=permissions.WRITE,
        timers=("T043",),
        story="assessment",
        detail="The family hears what we found and what comes next",
    ),
    StepDefinition(
        code="assessments.review_point",
        title="Look at the assessment half-way",
        form="assessment_review_point",
        permission=permissions.AUTHORISE,
        can_start=True,
        timers=("T042", "T042B"),
        happened_on="reviewed_on",
        story="assessment",
        detail="Manager and worker: what is known, and can it end sooner?",
    ),
)
