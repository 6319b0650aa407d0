"""A letter: begun, written, sent, or set aside."""

from tessera.practice.letters.actions.sending import (
    MustNotGo,
    NoSuchWay,
    NotFinished,
    SayWhy,
    send_letter,
    set_letter,
)
from tessera.practice.letters.actions.writing import (
    AlreadySent,
    ChangedMeanwhile,
    begin_letter,
    set_letter_aside,
    write_letter,
)

__all__ = [
    "AlreadySent",
    "ChangedMeanwhile",
    "MustNotGo",
    "NoSuchWay",
    "NotFinished",
    "SayWhy",
    "begin_letter",
    "send_letter",
    "set_letter",
    "set_letter_aside",
    "write_letter",
]
