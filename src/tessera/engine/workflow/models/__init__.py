from tessera.engine.workflow.models.step import State, Step, StepEvent, Subject
from tessera.engine.workflow.models.timer import Timer
from tessera.engine.workflow.models.work_item import WorkItem

__all__ = ["State", "Step", "StepEvent", "Subject", "Timer", "WorkItem"]
