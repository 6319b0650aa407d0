"""Letters about a child: begun and sent, whom they may be for, and what each would say."""

from tessera.practice.letters.queries.composing import Paper, compose, not_for_all
from tessera.practice.letters.queries.letters import begun, begun_by, letter_of
from tessera.practice.letters.queries.recipients import (
    Addressee,
    addressed_to,
    addressee,
    addressees,
    key_of,
    ways_to,
)

__all__ = [
    "Addressee",
    "Paper",
    "addressed_to",
    "addressee",
    "addressees",
    "begun",
    "begun_by",
    "compose",
    "key_of",
    "letter_of",
    "not_for_all",
    "ways_to",
]
