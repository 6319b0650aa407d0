"""Core groups: held on a protection plan, and the next one counted from it."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.plans import ENDED, PLAN, NoCurrentPlan
from tessera.practice.child_protection.actions.referrals import in_order
from tessera.practice.child_protection.models import CoreGroup, Plan
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries as held

CORE_GROUP = "child_protection.core_group"
CLOCKS = ("T066", "T067")


class AlreadyMet(Exception):
    """A core group on this child's plan is already recorded on that day."""


@action
def plan_core_group(*, step, planned_for, how="", place="", reason="", by):
    """Set, or move, the hour and the place at which the core group meets next."""
    meeting = held.meeting_of_step(step.public_id)
    details = {"planned_for": planned_for, "how": how, "place": place, "by": by}
    if meeting is not None:
        return meetings.move_meeting(meeting=meeting, reason=reason, **details)
    return meetings.plan_meeting(
        kind="core_group", children=work.subjects_of(step), step_ref=step.public_id, **details
    )


@action
def hold_core_group(
    *, child, held_on, risk, risk_why, next_on=None, early_review_by=None, step_ref=None, by
):
    """The core group met on this child's plan. The next is due 4 weeks after the latest (T067).

    Raises NoCurrentPlan, AlreadyMet, DatesOutOfOrder.
    """
    plan = Plan.objects.current().select_for_update().filter(child=child).first()
    if plan is None:
        raise NoCurrentPlan
    _check(plan, held_on, next_on)
    if plan.core_groups.filter(held_on=held_on).exists():
        raise AlreadyMet
    group = CoreGroup.objects.create(
        plan=plan,
        held_on=held_on,
        risk=risk,
        risk_why=risk_why.strip(),
        next_on=next_on,
        early_review_by=early_review_by,
        step_ref=step_ref,
    )
    _start_clock(group, by)
    count_core_groups(plan=plan, step_ref=step_ref, by=by)
    _write_line(group)
    audit.record("child_protection.core_group_held", person=child, by=by, core_group=group.pk)
    return group


@action
def correct_core_group(*, group, reason, by, **changes):
    """Put a wrong day or finding right; the next core group is counted again from a changed day.

    Raises DatesOutOfOrder.
    """
    for name, value in changes.items():
        setattr(group, name, value)
    _check(group.plan, group.held_on, group.next_on)
    group.save(update_fields=list(changes))
    if "held_on" in changes:
        count_core_groups(plan=group.plan, step_ref=group.step_ref, by=by)
    _write_line(group)
    audit.record(
        "child_protection.core_group_corrected",
        person=group.plan.child,
        by=by,
        core_group=group.pk,
        fields=sorted(changes),
    )
    return group


@action
def count_core_groups(*, plan, step_ref=None, by):
    """The first is counted from the plan, the next from the latest that met, whichever was written first."""
    met = plan.core_groups.values_list("pk", "held_on")
    workflow.count_chain(
        person=plan.child,
        rules=CLOCKS,
        links=[
            workflow.Link("T066", PLAN, plan.pk, plan.started_on),
            *(workflow.Link("T067", CORE_GROUP, pk, held_on) for pk, held_on in met),
        ],
        ended_on=plan.ended_on,
        why="The core group met",
        ended_why=ENDED,
        step_ref=step_ref,
        by=by,
    )


def _start_clock(group, by):
    workflow.start_timer(
        rule="T067",
        person=group.plan.child,
        trigger_kind=CORE_GROUP,
        trigger_id=group.pk,
        triggered_on=group.held_on,
        by=by,
    )


def _check(plan, held_on, next_on):
    in_order(rules.core_group_problem(held_on=held_on, plan_started_on=plan.started_on))
    if next_on is not None:
        in_order(rules.next_core_group_problem(held_on=held_on, next_on=next_on))


def _write_line(group):
    people.write_line(
        person=group.plan.child,
        on=group.held_on,
        kind=CORE_GROUP,
        source_id=group.pk,
        significance=Line.Significance.SIGNIFICANT,
        step_ref=group.step_ref,
    )
