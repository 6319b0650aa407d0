"""A child's transfers, and whether the record is ready for one."""

from django.shortcuts import render
from django.urls import reverse

from tessera.engine.workflow import lines
from tessera.engine.workflow import permissions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.pages import may_write
from tessera.engine.workflow.views.start import starting
from tessera.foundations import codesets
from tessera.foundations.access import gate
from tessera.people.pages import child_page
from tessera.practice.transfers import permissions, queries, rules
from tessera.practice.transfers.processes.steps import (
    ANSWER,
    ASK,
    MEETING,
    SETTLE,
    STEP_DOWN,
    TAKE,
)
from tessera.practice.transfers.processes.words import address_of
from tessera.practice.transfers.views.another import may_name
from tessera.practice.transfers.views.words import state_of

STEPS = (ASK, STEP_DOWN, ANSWER, SETTLE, TAKE, MEETING)


@child_page(permissions.VIEW)
def transfers(request, child):
    """What was asked of whom and how it stands; and the checklist, with the way to what is missing."""
    found = list(queries.transfers_of(child))
    waiting = [step for step in work.open_steps(child) if step.code in STEPS]
    may_ask = gate.check(request.actor, permissions.ASK, child).allow
    is_asked = bool(waiting) or any(state_of(each).is_open for each in found)
    asks = may_ask and not is_asked
    context = {
        "child": child,
        "rows": [_row(request, child, each) for each in found],
        "waiting": [_waiting(request, child, step) for step in waiting],
        "start": _starting(request, ASK, child) if asks else "",
        "down": _starting(request, STEP_DOWN, child) if asks else "",
        "not_now": _hindered(request, ASK, child) if asks else [],
        "parts": _parts(child, request.today) if asks else [],
    }
    return render(request, "transfers/transfers.html", context)


def _starting(request, code, child):
    return "" if _hindered(request, code, child) else starting(code, child)


def _hindered(request, code, child):
    return lines.register.step(code).hindered(child, request.record.standings)


def _row(request, child, transfer):
    missing = [part for part in transfer.parts.all() if part.missing]
    return {
        "transfer": transfer,
        "state": state_of(transfer),
        "another": _another(request, child, transfer),
        "point": codesets.label("transfer.point", transfer.point) if transfer.point else "",
        "missing": [part.missing for part in missing],
    }


def _another(request, child, transfer):
    """Where the manager of the team names another to take over."""
    waits = state_of(transfer).is_open and may_name(request.actor, transfer)
    return reverse("transfers:another", args=[child.public_id]) if waits else ""


def _waiting(request, child, step):
    step.subjects_list = work.subjects_of(step)
    definition = lines.register.step(step.code)
    return {
        "title": definition.title,
        "worker": step.worker,
        "team": step.team,
        "state": step.get_state_display(),
        "href": lines.address(step) if may_write(request, step) else "",
        "withdraw": _withdrawing(request, child, step),
    }


def _withdrawing(request, child, step):
    """Where the team that asked takes it back."""
    transfer = queries.open_transfer(child)
    may = gate.check(request.actor, workflow.CANCEL, child).allow
    if transfer is None or not may or transfer.from_team_id not in request.actor.team_ids:
        return ""
    return reverse("workflow:cancel", args=[step.public_id])


def _parts(child, on):
    return [
        {"part": part, "href": "" if part.is_there else address_of(part, child)}
        for part in rules.parts(queries.readiness(child, on))
    ]
