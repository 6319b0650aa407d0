"""Timers as dated rules: when a thing is due, why, how late it is, and who sees it. Plain Python."""

from tessera.engine.workflow.rules.counting import (
    Due,
    day_of,
    day_of_words,
    due,
    due_from,
    is_late,
    lateness,
)
from tessera.engine.workflow.rules.ladder import Stage, stage_on, stages
from tessera.engine.workflow.rules.table import (
    Basis,
    RefusedOverride,
    Role,
    Rung,
    TimerDefinedTwice,
    TimerRule,
    Tone,
    Unit,
    UnknownTimer,
    define_timers,
    overlay_problems,
    timer,
    timers,
)

__all__ = [
    "Basis",
    "Due",
    "RefusedOverride",
    "Role",
    "Rung",
    "Stage",
    "TimerDefinedTwice",
    "TimerRule",
    "Tone",
    "Unit",
    "UnknownTimer",
    "day_of",
    "day_of_words",
    "define_timers",
    "due",
    "due_from",
    "is_late",
    "lateness",
    "overlay_problems",
    "stage_on",
    "stages",
    "timer",
    "timers",
]
