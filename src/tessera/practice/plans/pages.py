"""The plan of one child, for one who may read it; and its outcomes and actions, found through the child."""

from django.http import Http404

from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.practice.plans import permissions, queries
from tessera.practice.plans.models import Action, Outcome


def plan_of(child, *, open_only=False):
    """Raises Http404 for a child without a plan."""
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
