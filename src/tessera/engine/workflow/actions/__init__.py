"""How work moves. Everything here keeps the worklist in the transaction of the step and its timers."""

from tessera.engine.forms.actions import Changed, NoSuchField
from tessera.engine.workflow.actions.answers import NotASubject, save_answer, save_answers
from tessera.engine.workflow.actions.completion import (
    NotAwaiting,
    OwnWork,
    SignedAlready,
    Unfinished,
    authorise_step,
    complete_with,
    return_step,
    submit_step,
)
from tessera.engine.workflow.actions.files import (
    NotTheirs,
    TooManyFiles,
    add_file,
    keep_file_apart,
    take_out_file,
)
from tessera.engine.workflow.actions.following import Follow, NotOffered
from tessera.engine.workflow.actions.oversight import (
    DayBehind,
    NothingSaid,
    oversee_clock,
    oversee_step,
)
from tessera.engine.workflow.actions.spans import Happened, answer_once, lay_out, wait_with
from tessera.engine.workflow.actions.steps import (
    NeedsReason,
    NotOpen,
    StaysWithTeam,
    StillHasAnswers,
    add_subject,
    allocate_step,
    bring_forward,
    cancel_step,
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
    "DayBehind",
    "Follow",
    "Happened",
    "NeedsReason",
    "NoSuchField",
    "NoSuchTimer",
    "NotASubject",
    "NotAwaiting",
    "NotOffered",
    "NotOpen",
    "NotTheirs",
    "NotYet",
    "NothingSaid",
    "OwnWork",
    "SignedAlready",
    "StaysWithTeam",
    "StillHasAnswers",
    "TimerStopped",
    "TooManyFiles",
    "Unfinished",
    "add_file",
    "add_subject",
    "allocate_step",
    "answer_once",
    "authorise_step",
    "bring_forward",
    "cancel_step",
    "complete_with",
    "extend_timer",
    "keep_file_apart",
    "lay_out",
    "oversee_clock",
    "oversee_step",
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
    "take_out_file",
    "wait_with",
]
