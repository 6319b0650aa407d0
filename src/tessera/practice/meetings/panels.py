"""What letters may say of a meeting to come."""

from tessera.engine.forms.filling import Filled, filler
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import moment_words
from tessera.practice.meetings import queries

SOURCE = "the next meeting about the child"


@filler("meetings.next_kind")
def next_kind(child, on):
    meeting = queries.next_meeting(child, on) if child else None
    return Filled(codesets.label("meeting.kind", meeting.kind), SOURCE) if meeting else None


@filler("meetings.next_when")
def next_when(child, on):
    """Thursday 14 May 2026, 14:00."""
    meeting = queries.next_meeting(child, on) if child else None
    return Filled(moment_words(local(meeting.planned_for)), SOURCE) if meeting else None
