"""The life of a working plan: begun with the statutory plan, worked outcome by outcome, ended with it."""

from tessera.practice.plans.actions.carrying import carry_over
from tessera.practice.plans.actions.doing import (
    ActionEnded,
    NobodyDoesIt,
    add_action,
    change_action,
    drop_action,
    finish_action,
)
from tessera.practice.plans.actions.hearing import NoWords, hear_view
from tessera.practice.plans.actions.outcomes import (
    NoEvidence,
    NotForThisChild,
    OutcomeEnded,
    UnknownCode,
    add_outcome,
    change_outcome,
    end_outcome,
    score,
)
from tessera.practice.plans.actions.plans import (
    AlreadyOnAWorkingPlan,
    DatesOutOfOrder,
    Member,
    NotOnThisPlan,
    PlanEnded,
    begin,
    describe,
    join,
    leave,
    move,
    set_visits,
    withdraw,
)

__all__ = [
    "ActionEnded",
    "AlreadyOnAWorkingPlan",
    "DatesOutOfOrder",
    "Member",
    "NoEvidence",
    "NoWords",
    "NobodyDoesIt",
    "NotForThisChild",
    "NotOnThisPlan",
    "OutcomeEnded",
    "PlanEnded",
    "UnknownCode",
    "add_action",
    "add_outcome",
    "begin",
    "carry_over",
    "change_action",
    "change_outcome",
    "describe",
    "drop_action",
    "end_outcome",
    "finish_action",
    "hear_view",
    "join",
    "leave",
    "move",
    "score",
    "set_visits",
    "withdraw",
]
