"""A meeting is planned, moved, called off, or held; once held it can only be put right."""

from dataclasses import asdict, dataclass

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.meetings.models import Meeting, MeetingChild
from tessera.practice.meetings.queries import of_children


class NoChildren(Exception):
    """A meeting is about at least one child."""


class AlreadyOver(Exception):
    """This meeting was held, or called off."""


class NotBooked(Exception):
    """This meeting has no day to move or to call off."""


@dataclass(frozen=True)
class ChildsPart:
    """How a child took part, and what the child said: before, in the meeting, and when told after."""

    took_part: str = ""
    views_before: str = ""
    words: str = ""
    not_heard_why: str = ""
    views_after: str = ""
    dissent: str = ""


@action
def plan_meeting(
    *, kind, children, planned_for, how="", place="", chair=None, step_ref=None, by
) -> Meeting:
    """Set a day for a meeting. Raises NoChildren."""
    meeting = Meeting.objects.create(
        kind=kind,
        planned_for=planned_for,
        how=how,
        place=place.strip(),
        chair=chair,
        step_ref=step_ref,
    )
    _about(meeting, children)
    audit.record("meetings.meeting_planned", people=children, by=by, meeting=meeting.pk)
    return meeting


@action
def move_meeting(*, meeting, planned_for, how="", place="", chair=None, reason, by) -> Meeting:
    """Another day, place or chair for a meeting that is still to come. Raises AlreadyOver."""
    meeting = _to_come(meeting)
    meeting.planned_for, meeting.how, meeting.place = planned_for, how, place.strip()
    meeting.chair = chair
    meeting.save()
    audit.record("meetings.meeting_moved", people=of_children(meeting), by=by, meeting=meeting.pk)
    return meeting


@action
def call_off_meeting(*, meeting, on, reason, by) -> Meeting:
    """It will not be held. Raises AlreadyOver, NotBooked."""
    meeting = _to_come(meeting)
    if meeting.planned_for is None:
        raise NotBooked
    meeting.called_off_on, meeting.called_off_why = on, reason
    meeting.save(update_fields=["called_off_on", "called_off_why"])
    audit.record(
        "meetings.meeting_called_off", people=of_children(meeting), by=by, meeting=meeting.pk
    )
    return meeting


@action
def child_leaves(*, meeting, child, by) -> None:
    """A meeting that is still to come will not be about this child. Raises AlreadyOver."""
    meeting = _to_come(meeting)
    MeetingChild.objects.filter(meeting=meeting, child=child).delete()
    audit.record("meetings.child_left", person=child, by=by, meeting=meeting.pk)


@action
def hold_meeting(
    *,
    children,
    kind,
    held_on,
    held_at=None,
    how="",
    place="",
    chair=None,
    is_quorate=None,
    quorum_why="",
    meeting=None,
    step_ref=None,
    reason="",
    by,
) -> Meeting:
    """Record that it was held: the one that was planned, a new one, or the same one put right.

    Raises NoChildren.
    """
    if meeting is None:
        meeting = Meeting(kind=kind, step_ref=step_ref)
    was_held = meeting.held_on is not None
    meeting.kind, meeting.held_on, meeting.held_at = kind, held_on, held_at
    meeting.how = how or meeting.how
    meeting.place = place.strip() or meeting.place
    meeting.chair = chair or meeting.chair
    meeting.is_quorate, meeting.quorum_why = is_quorate, (quorum_why or "").strip()
    meeting.step_ref = meeting.step_ref or step_ref
    meeting.save()
    _about(meeting, children)
    event = "meetings.meeting_corrected" if was_held else "meetings.meeting_held"
    audit.record(event, people=children, by=by, meeting=meeting.pk)
    return meeting


@action
def keep_childs_part(*, meeting, child, part: ChildsPart, by) -> MeetingChild:
    """The child's part of a meeting, with the child's own words. Earlier versions stay."""
    row = MeetingChild.objects.select_for_update().get(meeting=meeting, child=child)
    for name, value in asdict(part).items():
        setattr(row, name, (value or "").strip())
    row.save()
    audit.record("meetings.childs_part_kept", person=child, by=by, meeting=meeting.pk)
    return row


def _about(meeting, children):
    if not children:
        raise NoChildren
    there = set(MeetingChild.objects.filter(meeting=meeting).values_list("child_id", flat=True))
    for child in children:
        if child.pk not in there:
            MeetingChild.objects.create(meeting=meeting, child=child, step_ref=meeting.step_ref)


def _to_come(meeting):
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.held_on is not None or meeting.called_off_on is not None:
        raise AlreadyOver
    return meeting
