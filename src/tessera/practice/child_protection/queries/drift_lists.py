"""Which plans drift: for a manager's lists, and for the record of one child."""

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tessera.engine.workflow.models import Timer
from tessera.people.models import Involvement
from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection.models import Plan
from tessera.practice.child_protection.queries.notes import with_notes
from tessera.practice.child_protection.queries.records import last_held, with_category
from tessera.practice.child_protection.rules import drift
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.plans.queries import is_worked, outcomes_under
from tessera.practice.recording.models import ManagementDecision, Visit

CORE_GROUPS = ("T066", "T067")


def plan_on_record(child, today):
    """The current plan as the record shows it: how its outcomes go, and what of it drifts. One query."""
    plans = with_category(Plan.objects.current().filter(child=child)).annotate(
        **last_held(),
        is_worked=is_worked("protection"),
        outcomes=outcomes_under("protection"),
        core_group_due_on=_core_group_due("child"),
        seen_alone_on=_last_of(_seen_alone("child"), "happened_on"),
        decided_on=_last_of(_decisions("child"), "decided_on"),
        is_held=Exists(_held("child", today)),
    )
    return with_notes(plans).first()


def drifting(code, people, today):
    """The children of one drift list among `people`, each with `since`: the date it is counted from."""
    found = _DRIFT[code](people, today)
    return found.filter(since__isnull=False).order_by("since", "pk")


def drifting_counts(codes, people, today):
    """code -> how many, one query each."""
    return {code: drifting(code, people, today).count() for code in codes}


def _protected(people, before=None, **more):
    """On a protection plan; `since` is the day it began."""
    plans = Plan.objects.current().filter(child=OuterRef("pk"), **more)
    if before is not None:
        plans = plans.filter(started_on__lt=before)
    return people.annotate(since=Subquery(plans.values("started_on")[:1]))


def _in_need(people, before=None):
    plans = ChildInNeedPlan.objects.current().filter(child=OuterRef("pk"))
    if before is not None:
        plans = plans.filter(started_on__lt=before)
    return people.annotate(since=Subquery(plans.values("started_on")[:1]))


def _on_any_plan(people):
    """On a plan of either kind: a child never has both."""
    return _first_of(people, Plan.objects.current(), ChildInNeedPlan.objects.current())


def _planned_or_assessed(people, before):
    """On a plan, or else in assessment, since before this day: a plan under update is one of the plans."""
    return _first_of(
        people,
        *(
            rows.filter(started_on__lt=before)
            for rows in (
                Plan.objects.current(),
                ChildInNeedPlan.objects.current(),
                Assessment.objects.open(),
            )
        ),
    )


def _first_of(people, *kinds):
    """`since` is the day on which the first of these kinds of row began, of a child who has one."""
    rows = (each.filter(child=OuterRef("pk")).values("started_on")[:1] for each in kinds)
    return people.annotate(since=Coalesce(*map(Subquery, rows)))


def _over(code):
    return lambda people, today: _protected(people, drift.begins(code, today=today))


def _core_group_due(child):
    """The day of the core group that is waited for, of the child named so in the query outside."""
    timers = Timer.objects.filter(person=OuterRef(child), rule__in=CORE_GROUPS, stopped_on=None)
    days = timers.annotate(day=Coalesce("managed_due_on", "statutory_due_on"))
    return Subquery(days.order_by("day").values("day")[:1])


def _seen_alone(child):
    return Visit.objects.filter(person=OuterRef(child), was_seen_alone=True)


def _decisions(child):
    return ManagementDecision.objects.filter(person=OuterRef(child))


def _held(child, today):
    """A qualified social worker who holds the case."""
    return Involvement.objects.in_force_on(today).filter(
        person=OuterRef(child), role="allocated_worker", worker__is_qualified_social_worker=True
    )


def _last_of(rows, day):
    return Subquery(rows.order_by(F(day).desc()).values(day)[:1])


def _missed_core_groups(people, today):
    return people.annotate(since=_core_group_due("pk")).filter(since__lt=today)


def _not_seen_alone(people, today):
    since = drift.begins("not_alone", today=today)
    seen = _seen_alone("pk").filter(happened_on__gte=since)
    return _protected(people.exclude(Exists(seen)), before=since)


def _nobody_qualified(people, today):
    return _on_any_plan(people.exclude(Exists(_held("pk", today))))


def _no_decision(people, today):
    since = drift.begins("no_decision", today=today)
    decided = _decisions("pk").filter(decided_on__gte=since)
    return _planned_or_assessed(people.exclude(Exists(decided)), before=since)


_DRIFT = {
    **{code: _over(code) for code in drift.OLDER},
    "second_plan": lambda people, today: _protected(people, previous_plans__gte=1),
    "need": lambda people, today: _in_need(people, drift.begins("need", today=today)),
    "core_group": _missed_core_groups,
    "not_alone": _not_seen_alone,
    "unqualified": _nobody_qualified,
    "no_decision": _no_decision,
}
