"""A working plan and the children on it: they join and leave with their statutory plans."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models.functions import Greatest

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.plans import rules
from tessera.practice.plans.choices import ActionEnd, OutcomeEnd
from tessera.practice.plans.models import (
    Action,
    Outcome,
    OutcomeChild,
    PlanChild,
    Progress,
    View,
    VisitFrequency,
    WorkingPlan,
)

REACHED = "plans.outcome_reached"
PLAN_ENDED = "The plan ended"


class AlreadyOnAWorkingPlan(Exception):
    """This child already has a working plan of this kind."""


class NotOnThisPlan(Exception):
    """This child is not on that plan."""


class PlanEnded(Exception):
    """This plan has ended."""


class DatesOutOfOrder(Exception):
    """The dates cannot all be right."""


@dataclass(frozen=True)
class Member:
    """A child with the statutory plan that brings them here."""

    child: Person
    fact_id: int
    started_on: date


@action
def begin(*, kind, members, why="", can_end_when="", step_ref=None, by):
    """Begin one plan for these children: brothers and sisters share the work.

    Raises AlreadyOnAWorkingPlan.
    """
    plan = WorkingPlan.objects.create(
        kind=kind,
        why=why.strip(),
        can_end_when=can_end_when.strip(),
        started_on=min(member.started_on for member in members),
        step_ref=step_ref,
    )
    for member in members:
        _add(plan, member, step_ref)
    audit.record("plans.plan_begun", people=[m.child for m in members], by=by, plan=plan.pk)
    return plan


@action
def join(*, plan, member, step_ref=None, by):
    """A brother or sister comes onto the plan. Raises PlanEnded, AlreadyOnAWorkingPlan."""
    check_open(plan)
    _add(plan, member, step_ref)
    audit.record("plans.child_joined", person=member.child, by=by, plan=plan.pk)
    return plan


@action
def describe(*, plan, why=None, can_end_when=None, by):
    """Say, in words a parent could read, why there is a plan and when it can end."""
    check_open(plan)
    plan.why = plan.why if why is None else why.strip()
    plan.can_end_when = plan.can_end_when if can_end_when is None else can_end_when.strip()
    plan.save(update_fields=["why", "can_end_when"])
    audit.record("plans.plan_described", people=children_of(plan), by=by, plan=plan.pk)
    return plan


@action
def leave(*, child, kind, ended_on, by):
    """The statutory plan of a child has ended. With the last child the working plan ends too.

    Does nothing for a child whose statutory plan was never worked here: loaded from a past return.
    """
    member = PlanChild.objects.current().select_for_update().filter(child=child, kind=kind).first()
    if member is None:
        return None
    plan = member.plan
    member.ended_on = max(ended_on, member.started_on)
    member.save(update_fields=["ended_on"])
    _end(OutcomeChild.objects.filter(outcome__plan=plan, child=child), ended_on)
    _end(VisitFrequency.objects.filter(plan=plan, child=child), ended_on)
    if not plan.members.current().exists():
        _end_plan(plan, ended_on)
    audit.record("plans.child_left", person=child, by=by, plan=plan.pk)
    return plan


@action
def move(*, kind, fact_id, started_on, ended_on, reason, by):
    """The days of the statutory plan were corrected: the child's days here follow."""
    member = PlanChild.objects.select_for_update().filter(kind=kind, fact_id=fact_id).first()
    if member is None:
        return None
    was, began = member.ended_on, member.started_on
    member.started_on, member.ended_on = started_on, ended_on
    member.save(update_fields=["started_on", "ended_on"])
    plan = member.plan
    if began != started_on:
        _begin_with_it(plan, member.child, began, started_on)
    first = min(plan.members.values_list("started_on", flat=True))
    WorkingPlan.objects.filter(pk=plan.pk).update(started_on=first)
    if was is not None and ended_on is None:
        _open_again(plan, member.child, was)
    audit.record("plans.child_moved", person=member.child, by=by, plan=plan.pk)
    return plan


@action
def withdraw(*, kind, fact_id, reason, by):
    """The statutory plan never was: the child was never on this one. The last takes it all along."""
    member = PlanChild.objects.select_for_update().filter(kind=kind, fact_id=fact_id).first()
    if member is None:
        return
    plan, child = member.plan, member.child
    own = {"child": child}
    Progress.objects.filter(outcome__plan=plan, **own).delete()
    for reached in Outcome.objects.filter(plan=plan, members__child=child):
        people.remove_line(person=child, kind=REACHED, source_id=reached.pk)
    OutcomeChild.objects.filter(outcome__plan=plan, **own).delete()
    VisitFrequency.objects.filter(plan=plan, **own).delete()
    View.objects.filter(plan=plan, person=child).delete()
    member.delete()
    if not plan.members.exists():
        View.objects.filter(plan=plan).delete()
        Action.objects.filter(outcome__plan=plan).delete()
        Outcome.objects.filter(plan=plan).delete()
        plan.delete()
    audit.record("plans.child_withdrawn", person=child, by=by, fact=fact_id)


@action
def set_visits(*, plan, child, every_working_days, started_on, step_ref=None, by):
    """The plan asks for visits this often from this day; the visit that is due moves with it.

    Raises NotOnThisPlan, PlanEnded, DatesOutOfOrder.
    """
    check_open(plan)
    check_on(plan, [child])
    in_order(rules.visits_problem(every_working_days))
    in_plan("The visits", started_on, plan)
    current = VisitFrequency.objects.current().filter(plan=plan, child=child).first()
    if current is not None:
        if current.every_working_days == every_working_days:
            return current
        in_order(rules.not_before("The visits", started_on, current.started_on))
        current.ended_on = started_on
        current.save(update_fields=["ended_on"])
    frequency = VisitFrequency.objects.create(
        plan=plan,
        child=child,
        every_working_days=every_working_days,
        started_on=started_on,
        step_ref=step_ref,
    )
    workflow.recount(
        rule=rules.VISIT_TIMERS[plan.kind], person=child, why="The plan sets the visits", by=by
    )
    audit.record("plans.visits_set", person=child, by=by, plan=plan.pk)
    return frequency


def check_open(plan):
    """Raises PlanEnded."""
    if plan.ended_on is not None:
        raise PlanEnded


def check_on(plan, children):
    """Raises NotOnThisPlan."""
    here = set(plan.members.current().values_list("child_id", flat=True))
    if not here.issuperset(child.pk for child in children):
        raise NotOnThisPlan


def in_order(problem):
    """Raises DatesOutOfOrder with the rule's own words."""
    if problem:
        raise DatesOutOfOrder(problem)


def in_plan(what, day, plan):
    """Raises DatesOutOfOrder."""
    in_order(rules.within(what, day, plan_started_on=plan.started_on, plan_ended_on=plan.ended_on))


def children_of(plan):
    return list(Person.objects.filter(plan_memberships__plan=plan).order_by("pk"))


def _add(plan, member, step_ref):
    try:
        with transaction.atomic():
            PlanChild.objects.create(
                plan=plan,
                child=member.child,
                kind=plan.kind,
                fact_id=member.fact_id,
                started_on=member.started_on,
                step_ref=step_ref,
            )
    except IntegrityError as error:
        if "working_plan" in str(error):
            raise AlreadyOnAWorkingPlan from error
        raise


def _end(rows, ended_on, **more):
    """End what is open, never before it began: a plan may be ended for a day already gone."""
    rows.filter(ended_on=None).update(ended_on=Greatest("started_on", ended_on), **more)


def _end_plan(plan, ended_on):
    plan.ended_on = max(ended_on, plan.started_on)
    plan.save(update_fields=["ended_on"])
    _end(plan.outcomes, ended_on, how_ended=OutcomeEnd.PLAN_ENDED)
    _end(
        Action.objects.filter(outcome__plan=plan),
        ended_on,
        how_ended=ActionEnd.DROPPED,
        ended_why=PLAN_ENDED,
    )


def _begin_with_it(plan, child, was, started_on):
    """What began on the plan's first day begins on the right one."""
    for rows in (
        plan.outcomes,
        OutcomeChild.objects.filter(outcome__plan=plan, child=child),
        Action.objects.filter(outcome__plan=plan),
        VisitFrequency.objects.filter(plan=plan, child=child),
    ):
        moved = rows.filter(started_on=was).exclude(ended_on__lt=started_on)
        moved.update(started_on=started_on)


def _open_again(plan, child, ended_on):
    """The end was a mistake: what ended with the plan goes on."""
    blank = {"ended_on": None, "how_ended": "", "ended_why": ""}
    if plan.ended_on is not None:
        WorkingPlan.objects.filter(pk=plan.pk).update(ended_on=None)
        plan.outcomes.filter(how_ended=OutcomeEnd.PLAN_ENDED).update(**blank)
        Action.objects.filter(
            outcome__plan=plan, how_ended=ActionEnd.DROPPED, ended_why=PLAN_ENDED
        ).update(**blank)
    OutcomeChild.objects.filter(
        outcome__plan=plan, outcome__ended_on=None, child=child, ended_on__gte=ended_on
    ).update(ended_on=None)
    last = VisitFrequency.objects.filter(plan=plan, child=child).order_by("-started_on").first()
    if last is not None and last.ended_on is not None and last.ended_on >= ended_on:
        VisitFrequency.objects.filter(pk=last.pk).update(ended_on=None)
