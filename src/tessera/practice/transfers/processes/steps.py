"""The steps of a transfer: asked, answered, settled, taken over."""

from tessera.engine.workflow.processes import StepDefinition, define
from tessera.practice.transfers import permissions

ASK = "transfers.ask"
ANSWER = "transfers.answer"
SETTLE = "transfers.settle"
TAKE = "transfers.take_over"

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
    ),
    StepDefinition(
        code=ANSWER,
        title="Asked to take over",
        form="transfer_answer",
        permission=permissions.ANSWER,
        timers=("T264",),
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
)
