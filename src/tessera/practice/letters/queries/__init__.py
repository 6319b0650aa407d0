"""Letters about a child: begun and sent, whom they may be for, and what each would say."""

from tessera.practice.letters.queries.composing import Paper, compose, email_now, not_for_all
from tessera.practice.letters.queries.known import Known, known_of_recipient, knows
from tessera.practice.letters.queries.letters import (
    begun,
    begun_by,
    invitations_of,
    letter_of,
    not_taken,
    still_begun,
    undelivered,
)
from tessera.practice.letters.queries.readings import (
    as_asked,
    asked_of,
    last_reading,
    may_read,
    reading_of,
)
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
    "Known",
    "Paper",
    "addressed_to",
    "addressee",
    "addressees",
    "as_asked",
    "asked_of",
    "begun",
    "begun_by",
    "compose",
    "email_now",
    "invitations_of",
    "key_of",
    "known_of_recipient",
    "knows",
    "last_reading",
    "letter_of",
    "may_read",
    "not_for_all",
    "not_taken",
    "reading_of",
    "still_begun",
    "undelivered",
    "ways_to",
]
