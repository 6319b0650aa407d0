"""How work moves. Everything here keeps the worklist in the transaction of the step and its timers."""

from tessera.engine.forms.actions import Changed, NoSuchField
from tessera.engine.workflow.actions.answers import NotASubject, save_answer, save_answers
from tessera.engine.workflow.actions.completion import (
    Follow,
    NotAwaiting,
    NotOffered,
    OwnWork,
    Unfinished,
    authorise_step,
    complete_with,
    return_step,
    submit_step,
)
from tessera.engine.workflow.actions.steps import (
    NeedsReason,
    NotOpen,
    StillHasAnswers,
    add_subject,
    allocate_step,
    cancel_step,
    comment_on_step,
    remove_subject,
    reopen_step,
    say_for_team,
    start_step,
)
from tessera.engine.workflow.actions.timers import (
    NoSuchTimer,
    TimerStopped,
    extend_timer,
    recount,
    retrigger,
    start_timer,
    stop_timer,
)
from tessera.engine.workflow.register import NotYet

__all__ = [
    "Changed",
    "Follow",
    "NeedsReason",
    "NoSuchField",
    "NoSuchTimer",
    "NotASubject",
    "NotAwaiting",
    "NotOffered",
    "NotOpen",
    "NotYet",
    "OwnWork",
    "StillHasAnswers",
    "TimerStopped",
    "Unfinished",
    "add_subject",
    "allocate_step",
    "authorise_step",
    "cancel_step",
    "comment_on_step",
    "complete_with",
    "extend_timer",
    "recount",
    "remove_subject",
    "reopen_step",
    "retrigger",
    "return_step",
    "save_answer",
    "save_answers",
    "say_for_team",
    "start_step",
    "start_timer",
    "stop_timer",
    "submit_step",
]
