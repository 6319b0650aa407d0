"""The meeting behind a discussion or conference: who was asked and came, and each child's part."""

from tessera.engine.workflow.processes import Finding
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries as held
from tessera.practice.meetings import rules

CAME = {True: "yes", False: "no"}
HERE = ("yes", "part")


def attended(rows):
    """What the table of a form says of who was asked, as the meetings room keeps it."""
    return [
        meetings.Attended(
            name=row["who"] or "",
            agency=row.get("agency") or "",
            role=row.get("role") or "",
            came=CAME.get(row["came"], row["came"]) or "",
            has_report=row.get("report"),
            view=row.get("view") or "",
            view_words=row.get("view_words") or "",
        )
        for row in rows or ()
    ]


def agencies_there(rows):
    return [row.agency for row in attended(rows) if row.came in HERE]


def keep_conference(kind, step, subjects, answers, by):
    """Record the conference, who came, and how each child took part; or put it right."""
    there = agencies_there(answers["attendance"])
    return keep_meeting(
        _kind(kind, subjects),
        step,
        subjects,
        answers,
        by,
        is_quorate=rules.conference_is_quorate(there),
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
    meetings.keep_attendance(meeting=meeting, rows=attended(answers["attendance"]), by=by)
    for child in subjects:
        meetings.keep_childs_part(
            meeting=meeting, child=child, part=_part(answers.of(child)), by=by
        )
    return meeting


def check_quorum(answers):
    """Too few agencies: the chair says why it went on, or puts it off."""
    problem = rules.conference_quorum_problem(agencies_there(answers["attendance"]))
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
