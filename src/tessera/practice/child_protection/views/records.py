"""A child's plans, of both kinds, and the meetings that made, reviewed and ended them."""

from django.shortcuts import render

from tessera.foundations import codesets
from tessera.people.pages import child_page
from tessera.practice.child_protection import permissions, queries
from tessera.practice.children_in_need import permissions as children_in_need
from tessera.practice.children_in_need.queries import plans_of as child_in_need_plans_of
from tessera.practice.meetings.queries import agreed_by_step
from tessera.practice.plans.queries import plans_behind
from tessera.ui.formatting import day_month, due_date


@child_page(permissions.VIEW)
def plans(request, child):
    worked = plans_behind(child, "protection")
    protection = [_protection(plan) | _opens(plan, worked) for plan in queries.plans_of(child)]
    in_need = []
    if request.actor.may(children_in_need.VIEW):
        worked = plans_behind(child, "in_need")
        in_need = [_in_need(plan) | _opens(plan, worked) for plan in child_in_need_plans_of(child)]
    every = sorted(protection + in_need, key=lambda plan: plan["started_on"], reverse=True)
    return render(request, "child_protection/plans.html", {"child": child, "plans": every})


@child_page(permissions.VIEW)
def meetings(request, child):
    discussions, conferences = queries.meetings_of(child)
    agreed = agreed_by_step([row.step_ref for row in discussions])
    rows = [_discussion(row, agreed.get(row.step_ref, ()), request.today) for row in discussions]
    rows += [_conference(row) for row in conferences]
    rows += [_core_group(row) for row in queries.core_groups_of(child)]
    if request.actor.may(children_in_need.VIEW):
        rows += [
            {**row, "agreed": []}
            for plan in child_in_need_plans_of(child)
            for row in _in_need(plan)["meetings"]
        ]
    rows.sort(key=lambda row: row["on"], reverse=True)
    return render(request, "child_protection/meetings.html", {"child": child, "rows": rows})


def _opens(plan, worked):
    """Its outcomes and how they went: of a plan that has ended, as it ended."""
    found = worked.get(plan.pk)
    if found is None:
        return {"opens": "", "is_over": False}
    return {"opens": f"?plan={found.public_id}", "is_over": plan.ended_on is not None}


def _protection(plan):
    category = plan.latest_category or plan.initial_category
    meetings_ = sorted(plan.conferences.all(), key=lambda c: (c.held_on, c.pk))
    return {
        "title": "Child protection plan",
        "category": codesets.label("cin.abuse_category", category),
        "first_category": codesets.label("cin.abuse_category", plan.initial_category),
        "started_on": plan.started_on,
        "ended_on": plan.ended_on,
        "why_ended": plan.get_end_reason_display(),
        "earlier": plan.previous_plans,
        "meetings": [_conference(row) for row in meetings_],
        "step_ref": plan.step_ref,
        "key": plan.public_id,
    }


def _in_need(plan):
    return {
        "title": "Child in need plan",
        "category": "",
        "started_on": plan.started_on,
        "ended_on": plan.ended_on,
        "why_ended": plan.get_end_reason_display(),
        "meetings": [
            {
                "on": row.held_on,
                "title": row.get_kind_display(),
                "text": row.get_outcome_display() if row.kind == "review" else "The plan began",
                "step_ref": row.step_ref,
            }
            for row in sorted(plan.meetings.all(), key=lambda m: (m.held_on, m.pk))
        ],
        "step_ref": plan.step_ref,
        "key": plan.public_id,
    }


def _core_group(row):
    return {
        "on": row.held_on,
        "title": "Core group",
        "text": f"Is risk reducing? {codesets.label('plan.risk', row.risk)}",
        "step_ref": row.step_ref,
        "agreed": [],
    }


def _discussion(row, agreed, today):
    quorate = "" if row.is_quorate else " Not quorate: it must be held again."
    return {
        "on": row.held_on,
        "title": "Strategy discussion",
        "text": f"{codesets.label('strategy.outcome', row.outcome)}.{quorate}",
        "step_ref": row.step_ref,
        "agreed": [_agreed(each, today) for each in agreed],
    }


def _agreed(each, today):
    """Who does what by when, and in a word how it stands."""
    is_late = each.ended_on is None and each.due_on is not None and each.due_on < today
    if each.ended_on:
        how, kind = (
            f"{each.get_how_ended_display()} {day_month(each.ended_on, today=today)}",
            "done",
        )
    else:
        how, kind = ("Late", "late") if is_late else ("Waiting", "waiting")
    return {
        "what": each.what,
        "who": each.worker.name if each.worker_id else each.who or "Nobody named",
        "by": due_date(each.due_on, today=today) if each.due_on else "No day",
        "how": how,
        "kind": "todo" if each.how_ended == "not_done" else kind,
        "why": each.ended_why,
        "work_ref": each.work_ref,
    }


def _conference(row):
    return {
        "on": row.held_on,
        "title": codesets.label("conference.kind", row.kind),
        "text": codesets.label("conference.outcome", row.outcome),
        "step_ref": row.step_ref,
        "agreed": [],
    }
