"""What ends outside a conference: a child died, turned 18 or left the country for good (practice 2.6).

Every plan and enquiry ends on that day, and no clock runs on. Work that somebody has begun stays, to be
finished or set aside: a visit that was made is written up.
"""

from datetime import datetime, time

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import LONDON, local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules as days
from tessera.practice.child_protection.actions import elsewhere, emergency
from tessera.practice.child_protection.actions.enquiries import ENQUIRY_ENDED
from tessera.practice.child_protection.actions.plans import correct_plan, end_plan
from tessera.practice.child_protection.actions.referrals import in_order
from tessera.practice.child_protection.models import (
    EmergencyMeasure,
    Plan,
    PlanElsewhere,
    Section47Enquiry,
)
from tessera.practice.child_protection.rules import outside as rules
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries as held

ENDS = "child_protection.ends_outside"


def words(why, on) -> str:
    return f"{Plan.EndReason(why).label} on {date_words(on)}"


@action
def end_outside(*, child, why, on, step, at, by):
    """End what is open about a child who died, turned 18 or left the country, on that day.

    A death that is not on the record yet is recorded. Raises DatesOutOfOrder.
    """
    if why == rules.DIED and child.died_on is None:
        people.record_death(person=child, died_on=on, by=by)
    said = words(why, on)
    workflow.stop_clocks(
        person=child, on=on, at=at, why=said, besides=rules.goes_on_after(why), by=by
    )
    _end_facts(child, why, on, step, at, by)
    for open_ in work.open_steps(child).exclude(pk=step.pk).filter(state=State.TO_DO):
        open_.refresh_from_db(fields=["state"])  # with a conference its report is set aside too
        if open_.is_open and rules.is_set_aside(why, open_.code):
            _set_aside(open_, child, said, at, by)
    audit.record("child_protection.ended_outside", person=child, by=by, why=why)


@action
def correct_end_outside(*, child, before, why, on, reason, step, by):
    """It was another day, or another of the three: what ended with it is put right. `before` is (why, day).

    Raises DatesOutOfOrder.
    """
    was, ended_on = before
    workflow.stop_clocks(
        person=child, on=on, why=words(why, on), stopped_why=words(was, ended_on), by=by
    )
    now = {"ended_on": on, "end_reason": why, "reason": reason, "by": by}
    for plan in Plan.objects.filter(child=child, end_reason=was, ended_on=ended_on):
        correct_plan(plan=plan, **now)
    for plan in ChildInNeedPlan.objects.filter(child=child, end_reason=was, ended_on=ended_on):
        children_in_need.correct_plan(plan=plan, **now)
    ended = Section47Enquiry.objects.filter(
        child=child, ended_on=ended_on, outcome_why__endswith=words(was, ended_on)
    )
    for enquiry in ended:
        enquiry.outcome_why = enquiry.outcome_why.removesuffix(words(was, ended_on)).rstrip()
        _end_enquiry(enquiry, on, words(why, on), step, by)
    audit.record("child_protection.ended_outside_corrected", person=child, by=by, why=why)


@action
def ask_whether_it_ends(*, child, why, worker, team, due_on, at, by):
    """Somebody is to say what ends: the record says that the child died, or turns 18."""
    due_why = words(why, due_on) if why == rules.DIED else f"Turns 18 on {date_words(due_on)}"
    return workflow.start_step(
        code=ENDS,
        subjects=[child],
        worker=worker,
        team=team,
        about={"why": why},
        due_on=due_on,
        due_why=due_why,
        at=at,
        by=by,
    )


def _end_facts(child, why, on, step, at, by):
    if Plan.objects.current().filter(child=child).exists():
        end_plan(child=child, ended_on=on, end_reason=why, step_ref=step.public_id, by=by)
    if ChildInNeedPlan.objects.current().filter(child=child).exists():
        children_in_need.end_plan(
            child=child, ended_on=on, end_reason=why, step_ref=step.public_id, by=by
        )
    for enquiry in Section47Enquiry.objects.under_way().filter(child=child):
        _end_enquiry(enquiry, on, words(why, on), step, by)
    if PlanElsewhere.objects.current().filter(child=child).exists():
        elsewhere.end_plan_elsewhere(
            child=child,
            ended_on=on,
            end_reason=PlanElsewhere.EndReason.THEIR_PLAN_ENDED,
            step_ref=step.public_id,
            by=by,
        )
    for measure in EmergencyMeasure.objects.filter(child=child, ended_at=None):
        last = min(at, datetime.combine(on, time(23, 59), LONDON))
        emergency.end_emergency(measure=measure, ended_at=max(last, measure.started_at), by=by)


def _end_enquiry(enquiry, on, said, step, by):
    """No conference will be held, whatever the enquiry has found (CIN census: not required)."""
    in_order(days.not_before("The enquiry ends", on, "its start", enquiry.started_on))
    enquiry.ended_on, enquiry.is_conference_not_required = on, True
    enquiry.outcome_why = "\n".join(filter(None, (enquiry.outcome_why, said)))
    enquiry.save(update_fields=["ended_on", "is_conference_not_required", "outcome_why"])
    people.write_line(
        person=enquiry.child,
        on=on,
        kind=ENQUIRY_ENDED,
        source_id=enquiry.pk,
        significance=Line.Significance.KEY,
        step_ref=step.public_id,
    )


def _set_aside(step, child, said, at, by):
    """Work that nobody has begun: called off, or gone on with for the brothers and sisters."""
    meeting = held.meeting_of_step(step.public_id)
    to_come = meeting is not None and meeting.held_on is None and meeting.called_off_on is None
    if len(work.subjects_of(step)) > 1:
        workflow.remove_subject(step=step, person=child, at=at, by=by)
        if to_come:
            meetings.child_leaves(meeting=meeting, child=child, by=by)
        return
    if to_come and meeting.planned_for is not None:
        meetings.call_off_meeting(meeting=meeting, on=local(at).date(), reason=said, by=by)
    workflow.cancel_step(step=step, reason=said, at=at, by=by)
