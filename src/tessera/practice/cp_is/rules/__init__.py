"""CP-IS (practice 2.6 and 2.29): what health is told and when, what it tells us, and the file's layout."""

from tessera.engine.workflow.rules import TimerRule, define_timers
from tessera.practice.cp_is.rules.layout import Layout, Upload, upload
from tessera.practice.cp_is.rules.telling import (
    Told,
    change,
    is_remembered,
    missing,
    remembered_since,
)

__all__ = [
    "T072",
    "T073",
    "TIMERS",
    "Layout",
    "Told",
    "Upload",
    "change",
    "is_remembered",
    "missing",
    "remembered_since",
    "upload",
]

T072 = "T072"
"""Its rule is child protection's, where plans start and end it."""
T073 = "T073"
TIMERS = define_timers(
    TimerRule(
        code=T073,
        name="Answer health's notice that a child was seen",
        since="the notice",
        limit=1,
        unit="WD",
        basis="L",
        source="Local: London procedures, practice 2.29",
        extendable_by="team_manager",
    ),
)
