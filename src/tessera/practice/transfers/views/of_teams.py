"""What other teams ask of ours, what ours ask of others, and what is to be settled."""

from django.shortcuts import render
from django.urls import reverse

from tessera.engine.workflow import lines
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.engine.workflow.queries.steps import with_people
from tessera.practice.transfers import permissions, queries
from tessera.practice.transfers.processes.steps import ANSWER, MEETING, SETTLE, TAKE
from tessera.practice.transfers.views.words import state_of
from tessera.ui.guard import page
from tessera.ui.seen import note_shown


@page(permissions.LIST)
def lists(request):
    """A manager's own teams; for those who settle, every open transfer, and first what to settle."""
    asked = {"actor": request.actor, "permission": permissions.VIEW}
    above = request.actor.may(permissions.SETTLE)
    teams = None if above else request.actor.team_ids
    of_us = queries.open_of_teams(teams, field="to_team", **asked)
    by_us = [] if above else queries.open_of_teams(teams, field="from_team", **asked)
    to_settle = [each for each in of_us if above and each.declined_on and not each.settlement]
    led = _led(request, of_us)
    context = {
        "above": above,
        "of_us": _rows(of_us, led),
        "by_us": _rows(by_us, {}),
        "to_settle": _rows(to_settle, led),
    }
    return render(request, "transfers/lists.html", context)


def _led(request, transfers):
    """asking -> the open work that answers it, for whoever may do that work."""
    asking = {str(transfer.step_ref) for transfer in transfers}
    open_steps = Step.objects.filter(
        code__in=(ANSWER, SETTLE, TAKE, MEETING), state__in=OPEN_STATES, about__asking__in=asking
    )
    found = {}
    for step in with_people(open_steps).select_related("work_item"):
        step.subjects_list = work.subjects_of(step)
        if request.actor.may(lines.register.step(step.code).permission):
            found[step.about["asking"]] = step
    return found


def _rows(transfers, led):
    """Brothers and sisters asked about together stand on one line."""
    together = {}
    for transfer in transfers:
        note_shown(transfer.child)
        together.setdefault(transfer.step_ref or transfer.public_id, []).append(transfer)
    return [_row(group, led) for group in together.values()]


def _row(group, led):
    first = group[0]
    step = led.get(str(first.step_ref))
    of_child = reverse("transfers:transfers", args=[first.child.public_id])
    return {
        "children": [transfer.child for transfer in group],
        "transfer": first,
        "state": state_of(first),
        "href": lines.address(step) if step else of_child,
        "due_on": step.work_item.due_on if step and hasattr(step, "work_item") else None,
    }
