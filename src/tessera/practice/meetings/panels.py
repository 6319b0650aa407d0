"""Meetings to come: what letters may say of one, and where they stand in a worker's calendar and work."""

from datetime import timedelta

from tessera.engine.feeds.register import dates
from tessera.engine.feeds.rules import Date
from tessera.engine.forms.filling import Filled, arrival, filler
from tessera.engine.workflow.today import Appointment, meets, sets
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import moment_words
from tessera.practice.meetings import queries
from tessera.practice.meetings.models import Meeting
from tessera.ui.addresses import address

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


@filler("meetings.next_where")
def next_where(child, on):
    """A sentence of its own: "Room 2, Harrow House."; or how it is held, where nobody meets in a room."""
    meeting = queries.next_meeting(child, on) if child else None
    if meeting is None:
        return None
    is_apart = meeting.how and meeting.how != Meeting.How.MEETING
    how = meeting.get_how_display() if is_apart else ""
    words = ", ".join(filter(None, [how, meeting.place.strip().rstrip(".")]))
    return Filled(f"{words}.", SOURCE) if words else None


@arrival("meetings.held_on")
def held_on(step, children, actor, on):
    """The day that was set, once it has come: most meetings are held on it."""
    meeting = queries.meeting_of_step(step.public_id)
    day = local(meeting.planned_for).date() if meeting and meeting.planned_for else None
    return Filled(day.isoformat(), "the day that was set") if day and day <= on else None


@meets
def meetings_to_come(worker, until, *, actor):
    """Conferences, core groups and other meetings at which the worker is expected."""
    found = queries.soon_for(worker, actor.today, until + timedelta(days=1), actor=actor)
    return [
        Appointment(
            at=meeting.planned_for,
            title=codesets.label("meeting.kind", meeting.kind),
            href=address("workflow:step", step_id=meeting.step_ref) if meeting.step_ref else "",
            people=[row.child for row in meeting.children.all()],
        )
        for meeting in found
    ]


@sets
def set_moments(steps):
    return queries.moments_set(steps)


@dates
def meetings(worker, since, until, *, actor, link):
    """Its kind and its moment, and no more: neither the children, nor who comes, nor where."""
    for meeting in queries.to_come_for(worker, since, until, actor=actor):
        yield Date(
            source=meeting.public_id,
            title=codesets.label("meeting.kind", meeting.kind),
            on=meeting.planned_for,
            changed_at=meeting.recorded_at,
            url=link("workflow:step", step_id=meeting.step_ref) if meeting.step_ref else "",
        )
