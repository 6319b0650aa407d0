"""Before the day of a conference: its day, who is asked with what by when, and the report to parents."""

from contextlib import suppress

from django.db.models import Q

from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import OPEN_STATES, WRITABLE_STATES, State, Step
from tessera.engine.workflow.rules import due, timer
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action, attempting
from tessera.people.queries import allocated_workers
from tessera.people.rules import folded
from tessera.practice.child_protection.queries import in_the_line
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries as held
from tessera.practice.meetings.models import Invited

REPORT = "child_protection.conference_report"
SHARE = "child_protection.share_report"
REVIEW = "child_protection.review_conference"
MEETING = "meetings.meeting"
KINDS = {
    "child_protection.initial_conference": "initial",
    "child_protection.transfer_in_conference": "transfer_in",
    "child_protection.review_conference": "review",
}


class HasChair(Exception):
    """Somebody chairs this conference already."""


class NotIndependent(Exception):
    """A chair is independent: whoever works with these children, or manages those who do, cannot chair."""


def report_rule(step):
    """Parents have the report 2 working days before the first conference, 5 before a review."""
    return "T063" if step.code.endswith("review_conference") else "T062"


def report_due(step, on):
    return _report_due(step, on).on


def _report_due(step, on):
    return due(timer(report_rule(step), on=on), on)


@action
def plan_conference(*, step, planned_for, how="", place="", reason="", at, by):
    """Set, or move, the day of a conference. The worker's report to the parents has its day by it."""
    children = work.subjects_of(step)
    day = local(planned_for).date()
    meeting = held.meeting_of_step(step.public_id)
    details = {
        "planned_for": planned_for,
        "how": how,
        "place": place,
        "chair": step.worker,
        "by": by,
    }
    if meeting is None:
        meeting = meetings.plan_meeting(
            kind=KINDS[step.code], children=children, step_ref=step.public_id, **details
        )
    else:
        meetings.move_meeting(meeting=meeting, reason=reason, **details)
        for each in meeting.invited.exclude(report_due_on=None):
            each.report_due_on = max(report_due(step, day), each.asked_on or day)
            each.save(update_fields=["report_due_on"])
    for child in children:
        workflow.start_timer(
            rule=report_rule(step),
            person=child,
            trigger_kind=MEETING,
            trigger_id=meeting.pk,
            triggered_on=day,
            by=by,
        )
    _report_by_the_clock(step, children, meeting, at, by)
    return meeting


def _report_by_the_clock(step, children, meeting, at, by):
    """The meeting has its day, and the report its clock: nothing else says by when any more."""
    report = Step.objects.filter(follows=step, code=REPORT).order_by("-pk").first()
    if report is None:
        _ask_worker_for_report(step, children, at, by)
    elif report.is_open:
        workflow.leave_to_clocks(step=report, at=at, by=by)
    elif share := _to_share(report).first():
        workflow.leave_to_clocks(step=share, at=at, by=by)
    elif report.state == State.DONE:
        on = _shared_on(report)
        for child in children:
            _not_waited_for(step, meeting, child, on, "Done", by)


def _to_share(report):
    """Open work that gives a finished report to the parents."""
    return Step.objects.filter(follows=report, code=SHARE, state__in=OPEN_STATES)


def _shared_on(report):
    """The day on which the parents had it: in the report where they had it before it was signed."""
    given = (
        Step.objects.filter(follows=report, code=SHARE, state=State.DONE).order_by("-pk").first()
    )
    on = given.happened_on if given else report.happened_on
    return on or local(report.completed_at).date()


@action
def ask_for_report(*, step, at, by):
    """The day of a conference is fixed, though not its hour: the worker's report is work from now on.

    Asked again when the conference has come nearer, the report comes nearer with it. Children whose
    report is being written for a conference that was put off are not asked about twice.
    """
    if step.due_on is None or held.meeting_of_step(step.public_id) is not None:
        return
    by_rule = _report_due(step, step.due_on)
    on, why = max(by_rule.on, local(at).date()), by_rule.why
    report = Step.objects.filter(follows=step, code=REPORT).order_by("-pk").first()
    if report is None:
        without = [child for child in work.subjects_of(step) if not work.open_step(child, REPORT)]
        if without:
            _ask_worker_for_report(step, without, at, by, due_on=on, due_why=why)
    elif report.is_open:
        workflow.bring_forward(step=report, due_on=on, why=why, at=at, by=by)


@action
def take_chair(*, step, at, by):
    """A chair takes a conference that has none. Raises HasChair, NotIndependent."""
    if Step.objects.select_for_update(of=("self",)).get(pk=step.pk).worker_id is not None:
        raise HasChair
    check_independent(work.subjects_of(step), by, local(at).date())
    return workflow.allocate_step(step=step, worker=by, team=step.team, at=at, by=by)


@action
def name_chair(*, step, worker, by):
    """Whoever is given a conference chairs the meeting that is booked for it."""
    meeting = held.meeting_of_step(step.public_id)
    if meeting is None or meeting.held_on or meeting.called_off_on or meeting.chair_id == worker.pk:
        return meeting
    for each in meeting.invited.filter(worker=worker, report_received_on=None):
        each.report_due_on = None  # a chair writes no report
        each.save(update_fields=["report_due_on"])
    return meetings.move_meeting(
        meeting=meeting,
        planned_for=meeting.planned_for,
        how=meeting.how,
        place=meeting.place,
        chair=worker,
        reason=f"{worker.name} chairs it",
        by=by,
    )


def check_independent(children, worker, on):
    """Raises NotIndependent."""
    if in_the_line(worker, children, on):
        raise NotIndependent


@action
def ask_people(*, step, meeting, people, on, at, by):
    """Ask these people, and put them on the list of the form, to be ticked off on the day.

    `people` have a name, agency, role, and perhaps a person or worker. Agencies and workers report: not
    the family, and not whoever chairs.
    """
    day = local(meeting.planned_for).date()
    for each in people:
        is_ours = each.agency or each.worker is not None
        reports = is_ours and each.person is None and each.reports and not _chairs(step, each)
        meetings.ask_to_meeting(
            meeting=meeting,
            name=each.name,
            agency=each.agency,
            role=each.role,
            person=each.person,
            worker=each.worker,
            asked_on=on,
            report_due_on=max(report_due(step, day), on) if reports else None,
            by=by,
        )
    for report in Step.objects.filter(follows=step, code=REPORT, state=State.DONE):
        signed_on = report.happened_on or local(report.completed_at).date()
        report_came(step=report, on=signed_on, newly_asked=True, by=by)
    _on_the_form(step, people, at, by)


def _chairs(step, each):
    chair = step.worker
    if chair is None or each.worker is not None:
        return chair is not None and each.worker == chair
    return each.agency == "social_care" and folded(each.name) == folded(chair.name)


@action
def take_off(*, step, invited, at, by):
    """Somebody was asked by mistake: off the list, and off the form where nothing was written of them.

    Raises StaysOnTheList.
    """
    name = folded(invited.name)
    meetings.take_off(invited=invited, by=by)
    row = sheets.answer_rows(step.sheet).get(("attendance", None)) if step.may_be_written else None
    if row is None or not isinstance(row.value, list):
        return
    left = [
        each for each in row.value if folded(str(each.get("who", ""))) != name or _is_written(each)
    ]
    if len(left) < len(row.value):
        workflow.save_answers(step=step, answers={("attendance", None): left}, at=at, by=by)


def _is_written(row):
    return any(row.get(key) for key in ("came", "report", "view", "view_words"))


@action
def report_came(*, step, on, newly_asked=False, by):
    """The social worker's report is written and signed: noted where the conference is prepared.

    Of those `newly_asked` after it, what was noted of the others stands.
    """
    conference = Step.objects.filter(pk=step.follows_id).first()
    meeting = held.meeting_of_step(conference.public_id) if conference else None
    if meeting is not None:
        theirs = Invited.objects.filter(meeting=meeting, worker=step.submitted_by)
        for each in theirs.filter(report_received_on=None) if newly_asked else theirs:
            meetings.receive_report(invited=each, received_on=on, by=by)


@action
def shared_already(*, report, at, by):
    """The report says now that the parents have it: nobody is asked to give it to them any more."""
    for each in _to_share(report):
        workflow.cancel_step(step=each, reason="The report says when they had it", at=at, by=by)


@action
def set_reports_aside(*, step, on, why="The conference was held without it", at, by):
    """The conference is held, or will not be: a report that nobody handed in is not waited for any more.

    Nor is one waited for that the parents did not have. What was written of it stays. That it was missing
    stands with those who were asked.
    """
    meeting = held.meeting_of_step(step.public_id)
    for child in work.subjects_of(step) if meeting is not None else ():
        _not_waited_for(step, meeting, child, on, why, by)
    handed_in = (State.AWAITING_AUTHORISATION, State.DONE, State.CANCELLED)
    for report in _reports_for(step).exclude(state__in=handed_in):
        workflow.cancel_step(step=report, reason=why, at=at, by=by)


def _reports_for(step):
    """The reports for a conference, and the work that gives them to the parents."""
    return Step.objects.filter(Q(follows=step, code=REPORT) | Q(follows__follows=step, code=SHARE))


@action
def no_more_reviews(*, children, besides, on, reason, at, by):
    """These plans have ended: no other review waits for them, and no report for one.

    Where somebody has written of such a child, it stays to be looked at.
    """
    waiting = Step.objects.filter(
        code=REVIEW, state__in=WRITABLE_STATES, subjects__person__in=children
    )
    for review in waiting.exclude(pk=besides.pk).distinct().order_by("pk"):
        leaving = [child for child in work.subjects_of(review) if child in children]
        with suppress(workflow.StillHasAnswers), attempting():
            no_conference(step=review, children=leaving, on=on, reason=reason, at=at, by=by)


@action
def no_conference(*, step, children, on, reason, at, by):
    """No conference is needed for these children after all.

    Without any of its children the conference is set aside, and with it its day and its reports; it goes
    on for the others. Raises StillHasAnswers where the form says something of a child who leaves.
    """
    others = [child for child in work.subjects_of(step) if child not in children]
    if not others:
        set_reports_aside(step=step, on=on, why=reason, at=at, by=by)
        workflow.cancel_step(step=step, reason=reason, at=at, by=by)
        return
    meeting = held.meeting_of_step(step.public_id)
    reports = _reports_for(step).filter(state__in=WRITABLE_STATES)
    for child in children:
        workflow.remove_subject(step=step, person=child, at=at, by=by)
        for report in reports:
            with suppress(workflow.StillHasAnswers):  # what was written of the child stays
                workflow.remove_subject(step=report, person=child, at=at, by=by)
        if meeting is not None:
            meetings.child_leaves(meeting=meeting, child=child, by=by)
            _not_waited_for(step, meeting, child, on, reason, by)


def _not_waited_for(step, meeting, child, on, why, by):
    workflow.stop_timer(
        rule=report_rule(step),
        person=child,
        trigger_kind=MEETING,
        trigger_id=meeting.pk,
        on=on,
        why=why,
        by=by,
    )


def _ask_worker_for_report(step, children, at, by, **due):
    found = allocated_workers([child.pk for child in children], local(at).date())
    allocated = next((found[c.pk] for c in children if c.pk in found), None)
    workflow.start_step(
        code=REPORT,
        subjects=children,
        worker=allocated.worker if allocated else None,
        team=allocated.team if allocated else step.team,
        follows=step,
        **due,
        at=at,
        by=by,
    )


def _on_the_form(step, people, at, by):
    """Those who are new, on a table that was begun: what is written there stays. Until then they arrive."""
    row = sheets.answer_rows(step.sheet).get(("attendance", None)) if step.may_be_written else None
    if row is None:
        return
    rows = list(row.value or []) if isinstance(row.value, list) else []
    there = {folded(str(each.get("who", ""))) for each in rows}
    new = [
        {key: value for key, value in said.items() if value}
        for said in ({"who": p.name, "agency": p.agency, "role": p.role} for p in people)
        if folded(said["who"]) not in there
    ]
    if new:
        workflow.save_answers(step=step, answers={("attendance", None): rows + new}, at=at, by=by)
