"""Across the border: children here on other councils' plans, and ours who moved away."""

from django.shortcuts import render

from tessera.foundations import codesets
from tessera.people.models import Person
from tessera.practice.child_protection import permissions, queries, rules
from tessera.ui.guard import page


@page(permissions.VIEW)
def lists(request):
    """Only children whom the reader may open: also in the counts."""
    visible = Person.objects.visible_to(request.actor, permissions.VIEW)
    here = queries.plans_elsewhere(visible)
    due = queries.conferences_due([plan.child_id for plan in here])
    context = {
        "here": [_here(plan, due.get(plan.child_id), request.today) for plan in here],
        "away": [_away(move, request.today) for move in queries.moves_out(visible)],
    }
    return render(request, "child_protection/elsewhere.html", context)


def _here(plan, due, today):
    return {
        "plan": plan,
        "category": codesets.label("cin.abuse_category", plan.category),
        "is_over": plan.until is not None and plan.until < today,
        "conference_by": due,
    }


def _away(move, today):
    due = rules.transfer_in_due(move.told_on)
    return {"move": move, "due": due, "is_late": due < today}
