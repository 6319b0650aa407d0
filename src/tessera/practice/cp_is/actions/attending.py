"""Health tells us that a child was seen: recorded once, and work for whoever has the child."""

from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import Team
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line as ChronologyLine
from tessera.people.queries import allocated_worker, team_of
from tessera.practice.cp_is import rules
from tessera.practice.cp_is.models import Attendance
from tessera.practice.transfers.queries import manager_of

ATTENDANCE = "cp_is.attendance"
RESPOND = "cp_is.respond"


class AlreadyRecorded(Exception):
    """This notice has been recorded already."""


class SeenAfterNotice(Exception):
    """The child cannot have been seen after the notice came: check the day and the time."""


class NobodyToTell(Exception):
    """No team has this child, and the team that would answer instead does not exist."""


@action
def record_attendance(*, child, seen_at, setting, place, told_on, at, by) -> Attendance:
    """Health's notice: a line of the story, and one working day for the child's worker to answer.

    With no worker it is the team manager's; with no team, the team's that `cp_is.yaml` names.
    Raises AlreadyRecorded, SeenAfterNotice, NobodyToTell.
    """
    if seen_at > at or local(seen_at).date() > told_on:
        raise SeenAfterNotice
    worker, team = _whose(child, told_on)
    attendance = _save(
        Attendance(child=child, seen_at=seen_at, setting=setting, place=place, told_on=told_on)
    )
    people.write_line(
        person=child,
        on=local(seen_at).date(),
        at=seen_at,
        kind=ATTENDANCE,
        source_id=attendance.pk,
        significance=ChronologyLine.Significance.SIGNIFICANT,
    )
    step = workflow.start_step(
        code=RESPOND,
        subjects=[child],
        worker=worker,
        team=team,
        about={"attendance": str(attendance.public_id)},
        at=at,
        by=by,
    )
    workflow.start_timer(
        rule=rules.T073,
        person=child,
        trigger_kind=ATTENDANCE,
        trigger_id=attendance.pk,
        triggered_on=told_on,
        step=step,
        by=by,
    )
    audit.record(
        "cp_is.attendance_recorded", person=child, by=by, attendance=str(attendance.public_id)
    )
    return attendance


@action
def answer_attendance(*, attendance, answered_on, what, step_ref=None, by) -> Attendance:
    """What the worker knows of it and did; put right, it says the new words, and the old are kept."""
    attendance.answered_on, attendance.answered_by = answered_on, by
    attendance.what_was_done = what
    attendance.step_ref = step_ref
    attendance.save(update_fields=["answered_on", "answered_by", "what_was_done", "step_ref"])
    audit.record(
        "cp_is.attendance_answered",
        person=attendance.child,
        by=by,
        attendance=str(attendance.public_id),
    )
    return attendance


@action
def withdraw_attendance(*, attendance, reason, on, by) -> None:
    """The notice was not about this child; what was recorded is kept as a version, with the reason."""
    child, key = attendance.child, attendance.pk
    people.remove_line(person=child, kind=ATTENDANCE, source_id=key)
    workflow.stop_timer(
        rule=rules.T073,
        person=child,
        trigger_kind=ATTENDANCE,
        trigger_id=key,
        on=on,
        why="The notice was not about this child",
        by=by,
    )
    attendance.delete()
    audit.record("cp_is.attendance_withdrawn", person=child, by=by, attendance=key)


def _whose(child, on):
    """The child's worker; their team's manager; or the team that answers for whom nobody has."""
    held = allocated_worker(child, on)
    if held is not None and held.worker is not None:
        return held.worker, held.team
    team = team_of(child, on) or Team.objects.filter(code=rules.upload().unheld_team).first()
    if team is None:
        raise NobodyToTell
    return manager_of(team, on), team


def _save(attendance) -> Attendance:
    try:
        with transaction.atomic():
            attendance.save()
    except IntegrityError as error:
        if "one_notice_of_an_attendance" in str(error):
            raise AlreadyRecorded from error
        raise
    return attendance
