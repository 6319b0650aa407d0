"""What a room's `processes.py` says to the engine."""

from tessera.engine.workflow.instead import Instead, counted_instead
from tessera.engine.workflow.not_now import NotNow
from tessera.engine.workflow.register import (
    Finding,
    Next,
    NotYet,
    Place,
    SignOff,
    StepDefinition,
    allocates,
    answered_at,
    answers_when_due,
    cancels,
    completes,
    define,
    invariant,
    nearer,
    offer,
    settled,
    starts,
    submits,
    timers,
)
from tessera.engine.workflow.register import checks_before as checks
from tessera.engine.workflow.register import returns_ as returns
from tessera.engine.workflow.sittings import answered_apart, sitting

__all__ = [
    "Finding",
    "Instead",
    "Next",
    "NotNow",
    "NotYet",
    "Place",
    "SignOff",
    "StepDefinition",
    "allocates",
    "answered_apart",
    "answered_at",
    "answers_when_due",
    "cancels",
    "checks",
    "completes",
    "counted_instead",
    "define",
    "invariant",
    "nearer",
    "offer",
    "returns",
    "settled",
    "sitting",
    "starts",
    "submits",
    "timers",
]
