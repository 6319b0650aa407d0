"""Which plan is worked for a child, what stands in it, and how it goes."""

from contextlib import suppress
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from tessera.practice.plans.models import (
    Action,
    Outcome,
    OutcomeChild,
    PlanChild,
    Progress,
    VisitFrequency,
)


def plan_of(child, kind=None):
    """The working plan that a child is on now, or None; a protection plan comes before any other."""
    members = PlanChild.objects.current().filter(child=child).select_related("plan")
    if kind is not None:
        members = members.filter(kind=kind)
    found = sorted(members, key=lambda member: member.kind != "protection")
    return found[0].plan if found else None


def plans_of(children, kind):
    """child id -> working plan of this kind, for those who are on one. One query."""
    members = PlanChild.objects.current().filter(child__in=children, kind=kind)
    return {member.child_id: member.plan for member in members.select_related("plan")}


def is_worked(kind):
    """For a query of statutory plans: whether there is a working plan to open."""
    return Exists(PlanChild.objects.filter(kind=kind, fact_id=OuterRef("pk")))


def last_plan_of(child):
    """The one that the child is on, or else the one that they were on last."""
    members = PlanChild.objects.filter(child=child).select_related("plan")
    return next(
        (m.plan for m in sorted(members, key=_newest_first)),
        None,
    )


def plan_once_of(child, public_id):
    """The plan of this public id, where the child is on it or ever was; or None."""
    with suppress(ValueError):
        members = PlanChild.objects.filter(child=child, plan__public_id=UUID(public_id))
        member = members.select_related("plan").order_by("-pk").first()
        return member.plan if member else None
    return None


def plans_behind(child, kind):
    """Statutory plan's id -> the working plan that it was worked by, for one child."""
    members = PlanChild.objects.filter(child=child, kind=kind).select_related("plan").order_by("pk")
    return {member.fact_id: member.plan for member in members}


def _newest_first(member):
    return (member.ended_on is not None, -member.started_on.toordinal(), -member.pk)


def open_outcomes(children, kind=None):
    """The open outcomes of these children's plans, with those children of theirs that each is for."""
    ids = [child.pk for child in children]
    members = OutcomeChild.objects.current().filter(
        child__in=ids, outcome__ended_on=None, outcome__plan__ended_on=None
    )
    if kind is not None:
        members = members.filter(outcome__plan__kind=kind)
    members = members.select_related("outcome", "outcome__plan").order_by(
        "outcome__plan", "outcome__position", "pk"
    )
    found: dict[int, list] = {}
    of = {child.pk: child for child in children}
    outcomes = {}
    for member in members:
        outcomes[member.outcome_id] = member.outcome
        found.setdefault(member.outcome_id, []).append(of[member.child_id])
    for pk, outcome in outcomes.items():
        outcome.for_children = sorted(found[pk], key=ids_order(ids))
    return list(outcomes.values())


def ids_order(ids):
    place = {pk: n for n, pk in enumerate(ids)}
    return lambda child: place[child.pk]


def open_actions(children, kind=None):
    """The actions that still wait, of the plans of these children."""
    rows = Action.objects.current().filter(
        outcome__ended_on=None,
        outcome__members__child__in=children,
        outcome__members__ended_on=None,
        outcome__plan__ended_on=None,
    )
    if kind is not None:
        rows = rows.filter(outcome__plan__kind=kind)
    rows = rows.select_related("outcome", "worker", "person").distinct()
    return sorted(rows, key=lambda a: (a.outcome.position, a.pk))


def with_open_actions(outcomes):
    """The same outcomes, each with `open_actions`: what is still to be done for it. One query."""
    waiting: dict[int, list] = {outcome.pk: [] for outcome in outcomes}
    rows = Action.objects.current().filter(outcome__in=waiting).select_related("worker", "person")
    for row in rows.order_by("pk"):
        waiting[row.outcome_id].append(row)
    for outcome in outcomes:
        outcome.open_actions = waiting[outcome.pk]
    return outcomes


def latest_progress(outcomes):
    """(outcome id, child id) -> the latest score: of the plan before, until this has its own. One query."""
    before = {each.came_from_id: each.pk for each in outcomes if each.came_from_id}
    rows = (
        Progress.objects.filter(outcome__in=[*(each.pk for each in outcomes), *before])
        .order_by("outcome", "child", "-on", "-pk")
        .distinct("outcome", "child")
    )
    found = {(row.outcome_id, row.child_id): row for row in rows}
    went_over = {
        (before[outcome], child): row
        for (outcome, child), row in found.items()
        if outcome in before
    }
    return {**went_over, **found}


def outcomes_under(kind):
    """For a query of statutory plans: the child's open outcomes in order, each with its scores, as JSON.

    Part of that query, because a child's record may ask the database so often and no oftener.
    """
    scores = Progress.objects.filter(
        Q(outcome=OuterRef("outcome")) | Q(outcome=OuterRef("outcome__came_from")),
        child=OuterRef("child"),
    )
    scored = ArraySubquery(
        scores.order_by("on", "pk").values(told=JSONObject(on="on", scale="scale", score="score"))
    )
    rows = OutcomeChild.objects.current().filter(
        child=OuterRef("child"),
        outcome__ended_on=None,
        outcome__plan__members__kind=kind,
        outcome__plan__members__fact_id=OuterRef("pk"),
    )
    told = JSONObject(title="outcome__title", contingency="outcome__contingency", scores=scored)
    return ArraySubquery(rows.order_by("outcome__position", "pk").values(told=told))


def owner_of(action):
    """Who does it, in words."""
    if action.worker_id:
        return action.worker.name
    return action.person.name if action.person_id else action.named


def speaker_of(view):
    """Whose words they are."""
    return view.person.name if view.person_id else view.named


def latest_views(views):
    """The newest words of each person: what was said before stays with its day."""
    seen, found = set(), []
    for view in views:
        who = (view.whose, view.person_id, view.named)
        if who not in seen:
            seen.add(who)
            found.append(view)
    return found


def open_titles(children, kind):
    """Title -> the open outcome of that name: what an outline that arrived from there goes on from."""
    return {outcome.title: outcome for outcome in open_outcomes(children, kind)}


def outcomes_of_step(step_ref):
    return list(Outcome.objects.filter(step_ref=step_ref))


def actions_of_step(step_ref):
    return list(Action.objects.filter(step_ref=step_ref))


def frequency_in(person, kind, *, since, until):
    """How often the plan of this kind asks for visits: the latest that it asked for before `until`."""
    rows = VisitFrequency.objects.filter(child=person, plan__kind=kind).filter(
        Q(ended_on=None) | Q(ended_on__gt=since)
    )
    if until is not None:
        rows = rows.filter(started_on__lte=until)
    return rows.order_by("-started_on", "-pk").first()


def outcomes_named(public_ids, children) -> dict[str, tuple[str, frozenset[int]]]:
    """Public id -> title, and for which of these children: of those of these outcomes that are for any."""
    if not public_ids:
        return {}
    rows = OutcomeChild.objects.filter(outcome__public_id__in=public_ids, child__in=children)
    found: dict[str, tuple[str, frozenset[int]]] = {}
    for public_id, title, child in rows.values_list(
        "outcome__public_id", "outcome__title", "child"
    ):
        _, others = found.get(str(public_id), ("", frozenset()))
        found[str(public_id)] = (title, others | {child})
    return found
