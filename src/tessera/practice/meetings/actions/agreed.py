"""What a meeting agreed: written down, put right, and answered for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.meetings.models import AgreedAction
from tessera.practice.meetings.queries import of_children


class AlreadyAnswered(Exception):
    """What became of this was said already."""


class EndsTooEarly(Exception):
    """It cannot have ended before it was agreed."""


class SayWhy(Exception):
    """What was not done says why."""


@dataclass(frozen=True)
class Agreed:
    """One row of who does what by when, as it was written; `worker` is its owner where one of ours is."""

    what: str
    who: str = ""
    worker: Any = None
    due_on: date | None = None


@action
def keep_agreed(*, meeting, rows, by) -> list[AgreedAction]:
    """What was agreed, as it was written. A row that is written no longer goes, unless it was answered."""
    there = {each.what: each for each in meeting.agreed.all()}
    written = {row.what.strip(): row for row in rows if row.what.strip()}
    kept = [_keep(meeting, what, row, there.get(what)) for what, row in written.items()]
    AgreedAction.objects.filter(meeting=meeting, ended_on=None).exclude(what__in=written).delete()
    if kept or there:
        audit.record("meetings.agreed", people=of_children(meeting), by=by, meeting=meeting.pk)
    return kept


@action
def work_on_agreed(*, agreed, work_ref, by) -> AgreedAction:
    """The step in which its owner answers for it."""
    agreed.work_ref = work_ref
    agreed.save(update_fields=["work_ref"])
    people = of_children(agreed.meeting)
    audit.record("meetings.agreed_given", people=people, by=by, agreed=agreed.pk)
    return agreed


@action
def answer_for_agreed(*, agreed, how_ended, ended_on, why="", correcting=False, by) -> AgreedAction:
    """It was done; or it was not, and why. Raises AlreadyAnswered, EndsTooEarly, SayWhy."""
    agreed = AgreedAction.objects.select_for_update().get(pk=agreed.pk)
    if agreed.ended_on is not None and not correcting:
        raise AlreadyAnswered
    if ended_on < agreed.agreed_on:
        raise EndsTooEarly
    if how_ended == AgreedAction.End.NOT_DONE and not why.strip():
        raise SayWhy
    agreed.how_ended, agreed.ended_on, agreed.ended_why = how_ended, ended_on, why.strip()
    agreed.save(update_fields=["how_ended", "ended_on", "ended_why"])
    people = of_children(agreed.meeting)
    audit.record("meetings.agreed_answered", people=people, by=by, agreed=agreed.pk, how=how_ended)
    return agreed


def _keep(meeting, what, row, there):
    each = there or AgreedAction(meeting=meeting, what=what, step_ref=meeting.step_ref)
    if each.ended_on is None:
        each.who, each.worker, each.due_on = row.who.strip(), row.worker, row.due_on
        each.agreed_on = meeting.held_on
        each.save()
    return each
