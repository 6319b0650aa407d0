from tessera.engine.workflow.models.oversight import Oversight
from tessera.engine.workflow.models.remark import Remark
from tessera.engine.workflow.models.step import (
    OPEN_STATES,
    WRITABLE_STATES,
    Signature,
    State,
    Step,
    StepEvent,
    Subject,
)
from tessera.engine.workflow.models.timer import Timer
from tessera.engine.workflow.models.work_item import WorkItem

__all__ = [
    "OPEN_STATES",
    "WRITABLE_STATES",
    "Oversight",
    "Remark",
    "Signature",
    "State",
    "Step",
    "StepEvent",
    "Subject",
    "Timer",
    "WorkItem",
]
