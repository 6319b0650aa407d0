"""A second person reads the copies about or to a protected person before they go, all of them together."""

from collections.abc import Mapping

from tessera.engine.documents import actions as documents
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.meetings.models import Invited, Reading
from tessera.practice.meetings.queries import of_children


class NoSecondNeeded(Exception):
    """None of them is about or to a protected person, or all that are were agreed to: they go without."""


@action
def ask_second(
    *, meeting, what, digests: Mapping[Invited, str], team, step_ref, at, by
) -> list[Reading]:
    """Ask for the copies of these recipients to be read as they stand. Asked again, they are the copies as
    they stand now. Raises NoSecondNeeded.
    """
    if not digests:
        raise NoSecondNeeded
    same = {"team": team, "asked_at": at, "asked_by": by, "step_ref": step_ref}
    found = [
        Reading.objects.open().update_or_create(
            invited=invited, what=what, defaults={"digest": digest, **same}
        )[0]
        for invited, digest in digests.items()
    ]
    audit.record(
        "meetings.second_person_asked", people=of_children(meeting), by=by, meeting=meeting.pk
    )
    return found


@action
def answer_second(
    *, meeting, readings, agreed, why="", seen: Mapping, now: Mapping, at, by
) -> list[Reading]:
    """The second person agrees to all of these, or sends them back and says why. `seen` and `now` are
    digests by what they are readings of: as they were read, and as the copies stand.

    Raises NotAsked, TheirOwn, SayWhyNot, ChangedMeanwhile.
    """
    if not readings:
        raise documents.NotAsked
    for reading in Reading.objects.select_for_update().filter(pk__in=[r.pk for r in readings]):
        documents.answer_reading(
            reading=reading,
            agreed=agreed,
            why=why,
            seen=seen.get(reading.invited_id, ""),
            now=now.get(reading.invited_id, ""),
            at=at,
            by=by,
        )
    did = "agreed" if agreed else "sent_back"
    audit.record(
        f"meetings.second_person_{did}", people=of_children(meeting), by=by, meeting=meeting.pk
    )
    return readings
