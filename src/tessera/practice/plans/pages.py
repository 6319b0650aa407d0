"""The plan of one child, for one who may read it; and its outcomes and actions, found through the child."""

from datetime import date
from functools import cached_property

from django.http import Http404

from tessera.engine.workflow import queries as work
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.practice.plans import permissions, queries, rules
from tessera.practice.plans.models import Action, Outcome

PAGE = "plan"
"""The page of the plan, as rooms name it that show a panel of theirs there. Its `request.plan_page`:"""


class PlanPage:
    """A child's plan as the page shows it, and what is asked once for all the panels of the page."""

    def __init__(self, request, child, plan, *, on: date | None = None):
        self.child, self.plan, self.on = child, plan, on
        self.today = on or request.today
        self.sight = queries.sight_of(plan, family_on(request, child, plan), on=on)

    @property
    def kind(self) -> str:
        return self.plan.kind

    @property
    def is_now(self) -> bool:
        """Neither as it was, nor over."""
        return self.on is None and self.plan.ended_on is None

    @cached_property
    def clocks(self) -> list:
        return queries.clocks_of(
            self.child, visits=rules.VISIT_TIMERS[self.kind], since=self.began_on
        )

    @cached_property
    def open_work(self) -> list:
        """The work that is open about this child."""
        return list(work.open_steps(self.child))

    @property
    def began_on(self) -> date:
        """The day from which this child is on the plan: the latest, for one who came again."""
        mine = [m.started_on for m in self.sight.members if m.child_id == self.child.pk]
        return max(mine, default=self.plan.started_on)

    def running(self, *codes: str, since: date | None = None):
        """The first of these clocks that runs, from any day or from this one; or None."""
        running = (each for each in self.clocks if each.stopped_on is None and each.rule in codes)
        return next((each for each in running if since in (None, each.triggered_on)), None)

    def step(self, code: str):
        """The open work of a kind about this child, or None."""
        return next((each for each in self.open_work if each.code == code), None)


def plan_of(child, *, open_only=False, public_id=""):
    """The plan that the child is on, or was on last; or the one of this public id, if they ever were on it.

    Raises Http404 for a child without it.
    """
    if public_id:
        plan = queries.plan_once_of(child, public_id)
    else:
        plan = queries.plan_of(child) if open_only else queries.last_plan_of(child)
    if plan is None:
        raise Http404
    return plan


def family_on(request, child, plan, permission=permissions.VIEW):
    """The children on the plan whose records the reader may open: each is logged as seen."""
    visible = Person.objects.visible_to(request.actor, permission)
    found = list(
        visible.filter(plan_memberships__plan=plan).exclude(pk=child.pk).order_by("born_on", "pk")
    )
    for person in found:
        note_shown(person.public_id)
    return sorted([child, *found], key=lambda p: (p.born_on is None, p.born_on, p.pk))


def outcome_of(child, outcome_id):
    """An open outcome that is for this child. Raises Http404."""
    outcomes = Outcome.objects.current().filter(
        public_id=outcome_id, members__child=child, members__ended_on=None, plan__ended_on=None
    )
    found = outcomes.select_related("plan").first()
    if found is None:
        raise Http404
    return found


def action_of(child, action_id):
    """An open action of an outcome that is for this child. Raises Http404."""
    actions = Action.objects.current().filter(
        public_id=action_id, outcome__members__child=child, outcome__members__ended_on=None
    )
    found = actions.select_related("outcome__plan", "worker", "person").first()
    if found is None:
        raise Http404
    return found
