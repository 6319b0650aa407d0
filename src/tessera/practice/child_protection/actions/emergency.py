"""Police protection and emergency protection orders: begun, extended once by a court, ended in time."""

from datetime import datetime, time

from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import LONDON, local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.referrals import in_order
from tessera.practice.child_protection.models import EmergencyMeasure

EMERGENCY = "child_protection.emergency"
EMERGENCY_ENDED = "child_protection.emergency_ended"
CLOCKS = {"police_protection": "T055", "protection_order": "T056"}
Kind = EmergencyMeasure.Kind


class AlreadyProtected(Exception):
    """The child is under this protection already in that time."""


class NotInForce(Exception):
    """No such protection of this child is in force."""


class CannotExtend(Exception):
    """Police protection cannot be extended, and an order only once."""


@action
def begin_emergency(*, child, kind, started_at, until_on=None, who, why, step_ref=None, by):
    """The police or a court protect a child at once, until a moment fixed by law.

    Raises AlreadyProtected, DatesOutOfOrder.
    """
    started_on = local(started_at).date()
    if kind == Kind.ORDER:
        until_on = until_on or rules.protection_order_ends(started_on)
        in_order(rules.order_until_problem(started_on=started_on, until_on=until_on))
        ends_at = _end_of(until_on)
    else:
        ends_at = rules.police_protection_ends(started_at)
    measure = EmergencyMeasure(
        child=child,
        kind=kind,
        started_at=started_at,
        ends_at=ends_at,
        who=who,
        why=why,
        step_ref=step_ref,
    )
    _save(measure)
    timer = workflow.start_timer(
        rule=CLOCKS[kind],
        person=child,
        trigger_kind=EMERGENCY,
        trigger_id=measure.pk,
        triggered_on=started_on,
        triggered_at=started_at if kind == Kind.POLICE else None,
        by=by,
    )
    if kind == Kind.ORDER and until_on != timer.statutory_due_on:
        workflow.extend_timer(
            timer=timer,
            managed_due_on=until_on,
            why="The court set this day",
            own_way=rules.BY_COURT.code,
            on=local(started_at).date(),
            by=by,
        )
    _line(measure, EMERGENCY, started_at, step_ref)
    audit.record("child_protection.emergency_began", person=child, by=by, measure=measure.pk)
    return measure


@action
def extend_order(*, measure, until_on, why, by):
    """A court extends an order, once, by up to seven days. Raises CannotExtend, DatesOutOfOrder."""
    if measure.kind != Kind.ORDER or measure.is_extended or measure.ended_at is not None:
        raise CannotExtend
    started_on = local(measure.started_at).date()
    in_order(rules.order_until_problem(started_on=started_on, until_on=until_on, is_extended=True))
    measure.ends_at, measure.is_extended = _end_of(until_on), True
    measure.save(update_fields=["ends_at", "is_extended"])
    for timer in _running(measure):
        workflow.extend_timer(
            timer=timer,
            managed_due_on=until_on,
            why=why,
            own_way=rules.BY_COURT.code,
            on=until_on,
            by=by,
        )
    audit.record(
        "child_protection.emergency_extended", person=measure.child, by=by, measure=measure.pk
    )
    return measure


@action
def end_emergency(*, measure, ended_at, step_ref=None, by):
    """It ended, or ran out: never after its last moment. Raises NotInForce, DatesOutOfOrder."""
    if measure.ended_at is not None:
        raise NotInForce
    if not measure.started_at <= ended_at:
        in_order("It cannot end before it began. Check the day and the time.")
    measure.ended_at = min(ended_at, measure.ends_at)
    measure.save(update_fields=["ended_at"])
    workflow.stop_timer(
        rule=CLOCKS[measure.kind],
        person=measure.child,
        trigger_kind=EMERGENCY,
        trigger_id=measure.pk,
        on=local(measure.ended_at).date(),
        at=measure.ended_at,
        why="It ended",
        by=by,
    )
    _line(measure, EMERGENCY_ENDED, measure.ended_at, step_ref)
    audit.record(
        "child_protection.emergency_ended", person=measure.child, by=by, measure=measure.pk
    )
    return measure


def _running(measure):
    return Timer.objects.filter(
        rule=CLOCKS[measure.kind],
        trigger_kind=EMERGENCY,
        trigger_id=measure.pk,
        stopped_on=None,
    )


def _end_of(day):
    return datetime.combine(day, time(23, 59), LONDON)


def _save(measure):
    try:
        with transaction.atomic():
            measure.save()
    except IntegrityError as error:
        if "one_emergency_measure" in str(error):
            raise AlreadyProtected from error
        raise


def _line(measure, kind, at, step_ref):
    people.write_line(
        person=measure.child,
        on=local(at).date(),
        at=at,
        kind=kind,
        source_id=measure.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )
