"""The meeting behind a discussion or conference: who was asked and came, and each child's part."""

from dataclasses import replace
from datetime import datetime, time

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import Finding, cancels
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import LONDON
from tessera.people.rules import folded
from tessera.practice.child_protection import queries
from tessera.practice.child_protection import rules as child_protection
from tessera.practice.child_protection.actions import preparing
from tessera.practice.child_protection.actions.core_groups import CORE_GROUP
from tessera.practice.child_protection.actions.preparing import KINDS
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries as held
from tessera.practice.meetings import rules

CAME = {True: "yes", False: "no"}
HERE = ("yes", "part")


def attended(rows):
    """What the table of a form says of who was asked, as the meetings room keeps it."""
    return [
        meetings.Attended(
            name=row.get("who") or "",
            agency=row.get("agency") or "",
            role=row.get("role") or "",
            came=CAME.get(row.get("came"), row.get("came")) or "",
            has_report=row.get("report"),
            view=row.get("view") or "",
            view_words=row.get("view_words") or "",
        )
        for row in rows or ()
    ]


def call_off(*, step, subjects, reason, cancelled_on, by):
    """The work was set aside: the meeting that is booked for it is not held, and leaves every calendar; and
    no report is waited for."""
    if step.code in KINDS:
        at = work.events_of(step).last().at
        preparing.set_reports_aside(step=step, on=cancelled_on, why=reason, at=at, by=by)
    meeting = held.meeting_of_step(step.public_id)
    if meeting is not None and meeting.held_on is None and meeting.called_off_on is None:
        meetings.call_off_meeting(meeting=meeting, on=cancelled_on, reason=reason, by=by)


for _code in (CORE_GROUP, *KINDS):
    cancels(_code)(call_off)


def agencies_there(rows):
    return there(attended(rows))


def keep_conference(kind, step, subjects, answers, by):
    """Record the conference, who came, and how each child took part; or put it right."""
    there = agencies_there(answers["attendance"])
    return keep_meeting(
        _kind(kind, subjects),
        step,
        subjects,
        answers,
        by,
        is_quorate=rules.conference_is_quorate(there, on=answers["held_on"]),
        quorum_why=answers.get("quorum_why") or "",
    )


def keep_meeting(kind, step, subjects, answers, by, **quorum):
    meeting = meetings.hold_meeting(
        children=subjects,
        kind=kind,
        held_on=answers["held_on"],
        how=answers.get("how") or "",
        chair=step.submitted_by,
        **quorum,
        meeting=held.meeting_of_step(step.public_id),
        step_ref=step.public_id,
        reason=step.reason,
        by=by,
    )
    rows = attended(answers["attendance"])
    if kind == "core_group":
        rows = _with_agencies(rows, subjects)
    meetings.keep_attendance(meeting=meeting, rows=rows, by=by)
    for child in subjects:
        meetings.keep_childs_part(
            meeting=meeting, child=child, part=_part(answers.of(child)), by=by
        )
    return meeting


def _with_agencies(rows, children):
    """For whom each member comes is on the record since the conference: the form does not ask it again."""
    known = queries.agencies_of(children)
    return [replace(row, agency=row.agency or known.get(folded(row.name), "")) for row in rows]


def keep_discussion(step, subjects, answers, by):
    """The meeting behind a strategy discussion. A row whose last box is empty took part."""
    rows = [
        replace(row, came=row.came or "yes", name=row.name or codesets.label("agency", row.agency))
        for row in attended(answers["attendance"])
    ]
    meeting = meetings.hold_meeting(
        children=subjects,
        kind="strategy_discussion",
        held_on=answers["held_on"],
        held_at=discussed_at(answers),
        how=answers["how"] or "",
        chair=answers["led_by"] if "led_by" in answers.form else step.submitted_by,
        is_quorate=child_protection.is_quorate(there(rows), on=answers["held_on"]),
        quorum_why=answers.get("not_there") or "",
        meeting=held.meeting_of_step(step.public_id),
        step_ref=step.public_id,
        reason=step.reason,
        by=by,
    )
    meetings.keep_attendance(meeting=meeting, rows=rows, by=by)
    return meeting


def discussed_at(answers):
    """The moment of a discussion, where its time was written."""
    typed = child_protection.held_at(answers["held_on"], answers.get("held_time") or "")
    if typed is None:
        return None
    return datetime.combine(answers["held_on"], time(*typed), LONDON)


def there(rows):
    return [row.agency for row in rows if row.came in HERE]


def took_part(answers):
    """The agencies of a strategy discussion that were there."""
    rows = attended(answers["attendance"])
    return [row.agency for row in rows if (row.came or "yes") in HERE]


def check_quorum(answers):
    """Too few agencies: the chair says why it went on, or puts it off."""
    there = agencies_there(answers["attendance"])
    problem = rules.conference_quorum_problem(there, on=answers["held_on"])
    decides = set(answers.everyones("outcome")) - {"adjourned"}
    if problem and answers["attendance"] and decides and not answers.get("quorum_why"):
        yield Finding("quorum_why", f"{problem} Say why it went on, or put it off.")


def _kind(kind, subjects):
    unborn = kind == "initial" and all(child.is_unborn for child in subjects)
    return "before_birth" if unborn else kind


def _part(mine):
    words = mine["words"] or {"words": "", "not_heard": ""}
    return meetings.ChildsPart(
        took_part=mine.get("took_part") or "",
        views_before=mine.get("views_before") or "",
        words=words["words"],
        not_heard_why=words["not_heard"],
        dissent=mine.get("dissent") or "",
    )
