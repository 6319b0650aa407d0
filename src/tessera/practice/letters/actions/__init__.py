"""A letter: begun, written, read by a second person where it must be, sent, or set aside."""

from tessera.engine.documents.actions import (
    ChangedMeanwhile,
    Delivered,
    NotAsked,
    SayWhyNot,
    StillTried,
    TheirOwn,
)
from tessera.practice.letters.actions.reading import NoSecondNeeded, answer_second, ask_second
from tessera.practice.letters.actions.refusals import AlreadySent, MustNotGo, NotFinished
from tessera.practice.letters.actions.sending import (
    NeedsSecond,
    NoSuchWay,
    SaysElseNow,
    SayWhether,
    SayWhy,
    send_letter,
    send_letter_again,
    send_letter_otherwise,
    set_letter,
)
from tessera.practice.letters.actions.writing import begin_letter, set_letter_aside, write_letter

__all__ = [
    "AlreadySent",
    "ChangedMeanwhile",
    "Delivered",
    "MustNotGo",
    "NeedsSecond",
    "NoSecondNeeded",
    "NoSuchWay",
    "NotAsked",
    "NotFinished",
    "SayWhether",
    "SayWhy",
    "SayWhyNot",
    "SaysElseNow",
    "StillTried",
    "TheirOwn",
    "answer_second",
    "ask_second",
    "begin_letter",
    "send_letter",
    "send_letter_again",
    "send_letter_otherwise",
    "set_letter",
    "set_letter_aside",
    "write_letter",
]
