"""Who is asked to a meeting, whose report came, who came, and what they thought of the decision."""

from dataclasses import dataclass
from typing import Any

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.rules import folded
from tessera.practice.meetings.models import Invited, Meeting
from tessera.practice.meetings.queries import of_children, who_is_who


class StaysOnTheList(Exception):
    """The meeting was held, or something was sent to them: whoever was asked stays on the list."""


@dataclass(frozen=True)
class Attended:
    """One row of who was asked and who came, as it was written."""

    name: str
    agency: str = ""
    role: str = ""
    came: str = ""
    has_report: bool | None = None
    view: str = ""
    view_words: str = ""


@action
def ask_to_meeting(
    *,
    meeting,
    name,
    agency="",
    role="",
    person=None,
    worker=None,
    asked_on=None,
    report_due_on=None,
    by,
) -> Invited:
    """Ask somebody, once; asking again changes the day and what is wanted of them."""
    asked = _same(meeting, name, person, worker) or Invited(meeting=meeting, name=name.strip())
    asked.agency, asked.role = agency, role.strip()
    asked.person, asked.worker = person, worker
    asked.asked_on, asked.report_due_on = asked_on, report_due_on
    asked.save()
    audit.record("meetings.asked", people=of_children(meeting), by=by, meeting=meeting.pk)
    return asked


@action
def receive_report(*, invited, received_on, by) -> Invited:
    """The report came in. None takes that back."""
    invited.report_received_on = received_on
    invited.save(update_fields=["report_received_on"])
    audit.record(
        "meetings.report_received", people=of_children(invited.meeting), by=by, invited=invited.pk
    )
    return invited


@action
def note_answer(*, invited, answer, by) -> Invited:
    """Whether they come, before the day; "" where they have not said."""
    invited.answer = answer
    invited.save(update_fields=["answer"])
    audit.record(
        "meetings.answer_noted", people=of_children(invited.meeting), by=by, invited=invited.pk
    )
    return invited


@action
def come_apart(*, invited, reason, by) -> Invited:
    """The chair has somebody come apart from the others, and says why. No reason takes that back."""
    invited.apart_why = reason.strip()
    invited.save(update_fields=["apart_why"])
    audit.record(
        "meetings.comes_apart", people=of_children(invited.meeting), by=by, invited=invited.pk
    )
    return invited


@action
def take_off(*, invited, by) -> None:
    """Somebody was asked by mistake, and is not on the list any more; the version stays.

    Raises StaysOnTheList.
    """
    meeting = invited.meeting
    if meeting.held_on is not None or invited.sendings.exists() or invited.readings.exists():
        raise StaysOnTheList
    key = invited.pk
    invited.delete()
    audit.record("meetings.taken_off", people=of_children(meeting), by=by, invited=key)


@action
def leave_out(*, invited, reason, by) -> Invited:
    """The chair leaves somebody out of the meeting, and of what is sent after it, and says why."""
    invited.left_out_why = reason.strip()
    if invited.took_part:
        invited.came = ""
    invited.save()
    audit.record(
        "meetings.left_out", people=of_children(invited.meeting), by=by, invited=invited.pk
    )
    return invited


@action
def keep_attendance(*, meeting, rows, by) -> list[Invited]:
    """Who came, as it was written: each row is one of those asked, or somebody new.

    A name that is written no longer goes, with its version kept, unless something was sent to it.
    """
    children, written = of_children(meeting), _once(rows)
    known = who_is_who([(r.name, r.agency) for r in written], children, meeting.held_on)
    asked = {folded(each.name): each for each in meeting.invited.select_related("person", "worker")}
    kept = [_keep(meeting, row, known[row.name], asked.get(folded(row.name))) for row in written]
    gone = {each.pk for each in asked.values()} - {each.pk for each in kept}
    for each in Invited.objects.filter(pk__in=gone, asked_on=None, sendings=None):
        each.delete()
    audit.record("meetings.attendance_kept", people=children, by=by, meeting=meeting.pk)
    return kept


def _keep(meeting, row: Attended, known: Any, asked: Invited | None) -> Invited:
    each = asked or Invited(meeting=meeting, name=row.name.strip(), step_ref=meeting.step_ref)
    each.agency, each.role = row.agency or each.agency, row.role.strip() or each.role
    each.came = "" if each.left_out_why and row.came in ("yes", "part") else row.came
    if each.person is None and each.worker is None:
        free = not meeting.invited.filter(person=known.person, worker=known.worker).exists()
        if free:
            each.person, each.worker = known.person, known.worker
    if row.has_report and each.report_received_on is None:
        each.report_received_on = meeting.held_on
    elif row.has_report is False:
        each.report_received_on = None
    each.view, each.view_words = row.view, row.view_words.strip()
    each.save()
    return each


def _once(rows):
    """A name that is written twice is one person."""
    found: dict[str, Attended] = {}
    for row in rows:
        if folded(row.name):
            found.setdefault(folded(row.name), row)
    return list(found.values())


def _same(meeting: Meeting, name, person, worker):
    for each in meeting.invited.all():
        if person is not None and each.person_id == person.pk:
            return each
        if worker is not None and each.worker_id == worker.pk:
            return each
        if folded(each.name) == folded(name):
            return each
    return None
