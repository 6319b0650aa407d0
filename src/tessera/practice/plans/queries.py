"""Which plan is worked for a child, what stands in it, and how it goes."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, UUIDField, Value
from django.db.models.functions import JSONObject

from tessera.engine.forms.answers import first_name
from tessera.engine.workflow.models import Step, Timer
from tessera.people.models import Involvement
from tessera.practice.plans import rules
from tessera.practice.plans.models import (
    Action,
    Outcome,
    OutcomeChild,
    PlanChild,
    Progress,
    VisitFrequency,
    WorkingPlan,
)

NO_MEETING = Value(None, UUIDField())


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


@dataclass
class Card:
    """One outcome as a page shows it."""

    outcome: Outcome
    children: list
    actions: list = field(default_factory=list)
    progress: dict[int, list] = field(default_factory=lambda: defaultdict(list))
    views: list = field(default_factory=list)

    @property
    def latest(self) -> dict[int, Progress]:
        return {pk: rows[-1] for pk, rows in self.progress.items() if rows}


@dataclass
class Sight:
    """A plan with everything in it, for those of its children whom the reader may see."""

    plan: WorkingPlan
    members: list
    cards: list[Card]
    views: list
    frequencies: list

    @property
    def children(self) -> list:
        return [member.child for member in self.members]

    @property
    def visits(self) -> str:
        """How often the plan asks for visits, in words; "" where it does not say."""
        every = [(first_name(row.child), row.every_working_days) for row in self.frequencies]
        return rules.how_often(every, len(self.members))

    def take_views(self, whose) -> list:
        """What these say of the whole plan, newest first, for one panel: no other shows it again."""
        taken = [view for view in self.views if view.whose == whose]
        self.views = [view for view in self.views if view.whose != whose]
        return taken


def sight_of(plan, children, *, on=None) -> Sight:
    """A plan as its page shows it, to a day when one is given. Seven queries, whatever its size."""
    members = list(
        plan.members.filter(child__in=children)
        .select_related("child")
        .order_by("child__born_on", "pk")
    )
    if on is not None:
        members = [
            m for m in members if m.started_on <= on and (m.ended_on is None or m.ended_on > on)
        ]
    ids = {member.child_id for member in members}
    cards = [_card(outcome, ids, on) for outcome in _outcomes(plan, ids, on)]
    cards = [card for card in cards if card.children]
    views = _views(plan, ids, on)
    of = {card.outcome.pk: card for card in cards}
    for view in views:
        if view.outcome_id in of:
            of[view.outcome_id].views.append(view)
    return Sight(
        plan=plan,
        members=members,
        cards=cards,
        views=[view for view in views if view.outcome_id is None],
        frequencies=_frequencies(plan, ids, on),
    )


def _outcomes(plan, ids, on):
    progress = Progress.objects.filter(child__in=ids).order_by("on", "pk")
    rows = plan.outcomes.select_related("came_from__plan").order_by("position")
    if on is not None:
        progress = progress.filter(on__lte=on)
        rows = rows.filter(started_on__lte=on)
    actions = Action.objects.select_related("worker", "person").order_by("pk")
    return rows.prefetch_related(
        Prefetch(
            "members", OutcomeChild.objects.select_related("child").order_by("child__born_on", "pk")
        ),
        Prefetch("actions", actions),
        Prefetch("progress", progress),
    )


def _card(outcome, ids, on):
    here = [
        m.child
        for m in outcome.members.all()
        if m.child_id in ids and (on is None or m.started_on <= on)
    ]
    card = Card(outcome, here)
    card.actions = [a for a in outcome.actions.all() if on is None or a.started_on <= on]
    for row in outcome.progress.all():
        card.progress[row.child_id].append(row)
    return card


def _views(plan, ids, on):
    rows = plan.views.filter(Q(person__in=ids) | ~Q(whose="child")).select_related("person")
    if on is not None:
        rows = rows.filter(on__lte=on)
    return list(rows.order_by("-on", "pk"))


def _frequencies(plan, ids, on):
    set_at = Step.objects.filter(public_id=OuterRef("step_ref")).values("code")
    rows = plan.visit_frequencies.filter(child__in=ids).select_related("child")
    rows = rows.annotate(set_at=Subquery(set_at))
    rows = rows.current() if on is None else rows.in_force_on(on)
    return list(rows.order_by("child__born_on", "pk"))


@dataclass(frozen=True)
class Days:
    """When a plan came to stand as it does."""

    changed: list  # for "as it was on", newest first
    versions: list  # on which day each version began, oldest first


def days_of(plan) -> Days:
    """The days on which the plan changed, and on which its versions began. One query."""
    parts = [
        rows.order_by().values_list(day, step_ref)
        for rows, day, step_ref in (
            (plan.members, "started_on", "step_ref"),
            (plan.outcomes, "started_on", "step_ref"),
            (plan.outcomes.exclude(ended_on=None), "ended_on", NO_MEETING),
            (Action.objects.filter(outcome__plan=plan), "started_on", "step_ref"),
            (
                Action.objects.filter(outcome__plan=plan, ended_on__isnull=False),
                "ended_on",
                NO_MEETING,
            ),
            (Progress.objects.filter(outcome__plan=plan), "on", "step_ref"),
            (plan.visit_frequencies, "started_on", "step_ref"),
        )
    ]
    rows = list(parts[0].union(*parts[1:]))
    began = {"began_on": plan.started_on, "began_at": plan.step_ref}
    return Days(
        changed=sorted({plan.started_on, *(day for day, _ in rows)}, reverse=True),
        versions=rules.versions(**began, written=[(step_ref, day) for day, step_ref in rows]),
    )


def clocks_of(child, *, visits, since) -> list:
    """The clocks of a child that run, and those of the visits since a day, also when they were answered."""
    counted = Q(stopped_on=None) | Q(rule=visits, triggered_on__gte=since)
    return list(Timer.objects.filter(counted, person=child).order_by("statutory_due_on", "pk"))


def collated(people, teams=None):
    """(area, scale or "") -> how many: each open outcome of each child once, by its latest score."""
    found = _standing_of(people, teams)
    return {
        (row["outcome__area"], row["latest"] or ""): row["count"]
        for row in found.order_by().values("outcome__area", "latest").annotate(count=Count("pk"))
    }


def behind(people, area, scale, teams=None):
    """The children behind one of those numbers, each with the outcome; ordered for paging by key."""
    found = _standing_of(people, teams).filter(outcome__area=area)
    found = found.filter(latest=scale) if scale else found.filter(latest=None)
    return found.select_related("child", "outcome").order_by("pk")


def standing_of(people):
    """(child id, latest scale or None) of every open outcome of these children. One query."""
    return _standing_of(people, None).order_by("pk").values_list("child", "latest")


def _standing_of(people, teams):
    latest = Progress.objects.filter(outcome=OuterRef("outcome"), child=OuterRef("child"))
    rows = OutcomeChild.objects.current().filter(
        child__in=people, outcome__ended_on=None, outcome__plan__ended_on=None
    )
    if teams is not None:
        held = Involvement.objects.filter(
            person=OuterRef("child"), role="allocated_worker", ended_on=None, team__in=teams
        )
        rows = rows.filter(Exists(held))
    return rows.annotate(latest=Subquery(latest.order_by("-on", "-pk").values("scale")[:1]))


def outcomes_named(public_ids, children) -> dict[str, str]:
    """Public id -> title, of those of these outcomes that are for any of these children."""
    rows = Outcome.objects.filter(public_id__in=public_ids, members__child__in=children)
    return {str(public_id): title for public_id, title in rows.values_list("public_id", "title")}
