"""The report for a conference is signed off, and then the parents have it: in time before the day."""

from tessera.engine.forms.filling import Row, rows, statement
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import (
    Finding,
    StepDefinition,
    checks,
    completes,
    define,
    settled,
)
from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words
from tessera.practice.child_protection import actions, permissions, queries
from tessera.practice.child_protection.actions import preparing
from tessera.practice.child_protection.queries.known_of import known_of_one
from tessera.practice.meetings import queries as meetings

REPORT = "child_protection.conference_report"
SHARE = actions.SHARE
CLOCKS = ("T062", "T063")

define(
    StepDefinition(
        code=SHARE,
        title="Give the report to the parents",
        form="share_report",
        permission=permissions.ENQUIRE,
        timers=CLOCKS,
        happened_on="shared_on",
        story="assessment",
        detail="The parents have it before the day",
        quick=True,
        leads_back=True,
    )
)


@rows("child_protection.parents")
def parents(subjects, on):
    """Each parent or carer, with what is known that may stand against their having all of it."""
    return [
        Row(str(person.public_id), person.name, " ".join(_sentences(person, subjects, on)))
        for person in queries.parents_among(subjects, on)
    ]


def _sentences(person, children, on):
    return [f"{each.rstrip('.')}." for each in known_of_one(person, children, on)]


@statement("child_protection.report_for", of_step=True)
def report_for(step, actor, on):
    """Which conference the parents have it for, and when that is."""
    conference = step.follows.follows if step.follows else None
    if conference is None:
        return ""
    meeting = meetings.meeting_of_step(conference.public_id)
    title = codesets.label("meeting.kind", preparing.KINDS[conference.code])
    day = meeting.planned_for if meeting else None
    return f"{title} of {date_words(day)}." if day else f"{title}. Its day is not set yet."


@checks(SHARE)
def check_share(*, step, subjects, answers, today):
    """Somebody had it, and of whoever did not, or not all of it, it is said why."""
    given = [row for row in answers["parents"] or () if row.get("had")]
    if given and all(row["had"] == "no" for row in given):
        yield Finding("parents", "Say who had it. If nobody may, cancel this work and say why")
    for row in given:
        if row["had"] != "whole" and not (row.get("why") or "").strip():
            yield Finding("parents", "Say why they did not have all of it")
            return


@settled(SHARE)
def conference_was_held(people, *, after):
    """Nobody is asked to give the parents the report for a conference that is over."""
    return {person.pk for person in people} - queries.reported_on(people)


@completes(REPORT)
def report_is_in(*, step, subjects, answers, completed_on, by):
    """The worker's own report has come, for those who prepare the conference.

    The clocks count until the parents have it: where they have not, they run on for who gives it to them.
    """
    shared_on = answers["shared_on"]
    actions.report_came(step=step, on=shared_on or completed_on, by=by)
    if shared_on:
        actions.shared_already(report=step, at=step.authorised_at or step.submitted_at, by=by)
        return
    step.next_steps = [_by_its_day(each, step) for each in step.next_steps]
    for child in subjects:
        workflow.leave_running(person=child, rules=CLOCKS, step=step, by=by)


def _by_its_day(data, report):
    """While no meeting has its day no clock counts for it: the parents have it by the day of the report."""
    if data["code"] != SHARE or data["due_on"] or report.due_on is None:
        return data
    return {**data, "due_on": report.due_on.isoformat(), "due_why": report.due_why}
