"""Letters about a child: begun and sent, whom they may be for, and what each would say."""

from tessera.practice.letters.queries.composing import Paper, compose
from tessera.practice.letters.queries.letters import begun, letter_of
from tessera.practice.letters.queries.recipients import (
    Addressee,
    addressee,
    addressees,
    key_of,
    ways_to,
)

__all__ = [
    "Addressee",
    "Paper",
    "addressee",
    "addressees",
    "begun",
    "compose",
    "key_of",
    "letter_of",
    "ways_to",
]
