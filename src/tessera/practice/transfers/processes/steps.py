"""The steps of a transfer: asked, answered, settled, taken over."""

from tessera.engine.workflow.processes import Next, SignOff, StepDefinition, define
from tessera.practice.transfers import actions, permissions, rules
from tessera.practice.transfers.choices import TAKE

ASK = "transfers.ask"
ANSWER = "transfers.answer"
SETTLE = "transfers.settle"
STEP_DOWN = "transfers.step_down"
MEETING = "transfers.handover_meeting"
STEP_UP = "transfers.step_up"


def can_wait(*, step, answers, on, by):
    """Danger now goes to the front door at once, signed or not."""
    return not answers["immediate_risk"]


def not_now(child, standings):
    """Why no team may be asked about a child who stands like this, whatever the reason."""
    if rules.OPEN_CASE not in standings:
        yield actions.NoOpenCase.__doc__
    if rules.ASKED_ALREADY in standings:
        yield actions.AlreadyAsked.__doc__
    for words in rules.crisis(standings):
        yield f"{words}, so this is no moment to hand over"


def not_down_now(child, standings):
    yield from not_now(child, standings)
    yield from rules.step_down_problems(standings)


def not_up_now(child, standings):
    if rules.EARLY_HELP not in standings:
        yield f"{child.name} has no early help: record a contact at the front door instead"


define(
    StepDefinition(
        code=ASK,
        title="Hand over to another team",
        form="transfer_ask",
        permission=permissions.ASK,
        authorise=permissions.AGREE,
        happened_on="asked_on",
        can_start=True,
        significance=2,
        story="decision",
        detail="Ask another team to take over. You keep the work until they have",
        not_now=not_now,
    ),
    StepDefinition(
        code=ANSWER,
        title="Asked to take over",
        form="transfer_answer",
        permission=permissions.ANSWER,
        timers=("T264",),
        stays_with_team=True,
        happened_on="answered_on",
        significance=2,
        story="decision",
    ),
    StepDefinition(
        code=SETTLE,
        title="Settle who has the child",
        form="transfer_settle",
        permission=permissions.SETTLE,
        happened_on="settled_on",
        significance=2,
        story="decision",
    ),
    StepDefinition(
        code=TAKE,
        title="Take over from another team",
        form="transfer_take_over",
        permission=permissions.TAKE,
        happened_on="takes_on",
        significance=3,
        story="decision",
    ),
    StepDefinition(
        code=STEP_DOWN,
        title="Step down to early help",
        form="step_down",
        permission=permissions.ASK,
        authorise=permissions.AGREE,
        happened_on="asked_on",
        can_start=True,
        significance=2,
        story="decision",
        detail="Social work stays open until you have met with the lead practitioner",
        not_now=not_down_now,
    ),
    StepDefinition(
        code=MEETING,
        title="Meet with the lead practitioner",
        form="handover_meeting",
        permission=permissions.TAKE,
        timers=("T013",),
        happened_on="met_on",
        significance=3,
        story="meeting",
        then=(Next("front_door.close_case", required=True, worker="allocated"),),
    ),
    StepDefinition(
        code=STEP_UP,
        title="Pass to the front door",
        form="step_up",
        permission=permissions.STEP_UP,
        authorise=(SignOff(permissions.SIGN_STEP_UP, "Early help manager", when=can_wait),),
        happened_on="decided_on",
        can_start=True,
        significance=3,
        story="decision",
        detail="Early help is not enough: the front door decides what follows",
        not_now=not_up_now,
    ),
)
