"""A plan as its page shows it: everything in it, its days and versions, its clocks."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Q, Subquery, UUIDField, Value

from tessera.engine.forms.answers import first_name
from tessera.engine.workflow.models import Step, Timer
from tessera.practice.plans import rules
from tessera.practice.plans.models import (
    Action,
    Outcome,
    OutcomeChild,
    Progress,
    WorkingPlan,
)

NO_MEETING = Value(None, UUIDField())


@dataclass
class Card:
    """One outcome as a page shows it."""

    outcome: Outcome
    children: list
    actions: list = field(default_factory=list)
    progress: dict[int, list] = field(default_factory=lambda: defaultdict(list))
    views: list = field(default_factory=list)
    before: dict[int, Progress] = field(default_factory=dict)

    @property
    def latest(self) -> dict[int, Progress]:
        """The last score of each child: of the plan from which it goes on, until this has its own."""
        own = {pk: rows[-1] for pk, rows in self.progress.items() if rows}
        return {**self.before, **own}


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
        Prefetch("came_from__progress", progress),
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
    if outcome.came_from is not None:
        card.before = {row.child_id: row for row in outcome.came_from.progress.all()}
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
