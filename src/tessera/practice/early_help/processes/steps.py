"""The steps of early help, in the order in which a family meets them."""

from django.urls import reverse

from tessera.engine.workflow.processes import Next, SignOff, StepDefinition, define
from tessera.practice.early_help import permissions, rules
from tessera.practice.early_help.actions import ASSESSMENT as CLOCK
from tessera.practice.early_help.models import Assessment

REQUEST = "early_help.request"
ASSESSMENT = "early_help.assessment"
END = "early_help.end"
TEAM = "early_help"


def starting(code, child) -> str:
    """The address at which such work is begun about a child."""
    return f"{reverse('workflow:start', args=[child.public_id])}?code={code}"


def agreed(answers):
    return rules.may_start(answers["agreed"] or "")


def nobody_is_unsafe(*, step, answers, on, by):
    """A worry for safety waits for no signature here: the passing on has its own."""
    return Assessment.Outcome.WORRIES not in answers.everyones("outcome")


def is_withdrawn_with_worries(*, step, answers, on, by):
    return bool(answers["withdrew"])


def _any(outcome):
    return lambda answers: outcome in answers.everyones("outcome")


def _with(outcome):
    return lambda answers, subjects: [c for c in subjects if answers.of(c)["outcome"] == outcome]


define(
    StepDefinition(
        code=REQUEST,
        title="Early help request",
        form="early_help_request",
        permission=permissions.WRITE_REQUEST,
        can_start=True,
        happened_on="asked_on",
        significance=2,
        story="other",
        detail="Offer help early, with the family’s agreement.",
        then=(Next(ASSESSMENT, when=agreed, required=True, team=TEAM),),
    ),
    StepDefinition(
        code=ASSESSMENT,
        title="Early help assessment",
        form="early_help_assessment",
        permission=permissions.WRITE,
        authorise=(SignOff(permissions.AUTHORISE, "Early help manager", when=nobody_is_unsafe),),
        timers=(CLOCK,),
        happened_on="assessed_on",
        can_start=True,
        significance=2,
        story="assessment",
        detail="With a family that has agreed to early help: what goes well, what is needed, what would help",
        then=(
            Next(
                "transfers.step_up",
                when=_any(Assessment.Outcome.WORRIES),
                subjects=_with(Assessment.Outcome.WORRIES),
                required=True,
            ),
            Next(
                END,
                when=_any(Assessment.Outcome.NOT_NEEDED),
                subjects=_with(Assessment.Outcome.NOT_NEEDED),
            ),
        ),
    ),
    StepDefinition(
        code=END,
        title="End early help",
        form="early_help_end",
        permission=permissions.WRITE,
        authorise=(
            SignOff(permissions.AUTHORISE, "Early help manager"),
            SignOff(
                permissions.AUTHORISE_WITHDRAWN, "Service manager", when=is_withdrawn_with_worries
            ),
        ),
        happened_on="ended_on",
        can_start=True,
        significance=2,
        story="decision",
        detail="What changed, and what the family says",
    ),
)
