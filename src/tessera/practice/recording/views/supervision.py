"""A manager and a worker go through the worker's families: what is due, and a decision for each child."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tessera.engine.workflow import lines, register
from tessera.engine.workflow import queries as work
from tessera.foundations.access.models import Membership, User
from tessera.people import record_page
from tessera.people.models import Person
from tessera.practice.recording import actions, forms, permissions, queries
from tessera.ui.guard import page

DUE_WITHIN = timedelta(days=7)
"""Ticked from the start: those whose case supervision is due within a week, or late."""


@page(permissions.DECIDE, writes=True)
def supervision(request, worker_id):
    """The families of one worker, with how each child stands; those gone through get their forms."""
    worker = _worker(request, worker_id)
    visible = Person.objects.visible_to(request.actor, permissions.DECIDE)
    families = queries.families_of([worker.pk], visible=visible, on=request.today)
    held = [child for family in families for child in family]
    begun = queries.supervision_begun(held, request.user)
    waiting = [[child for child in family if child.pk not in begun] for family in families]
    form = forms.SupervisionForm(
        request.POST or None,
        families=[family for family in waiting if family],
        today=request.today,
        initial={"held_on": request.today},
    )
    if request.method == "POST" and form.is_valid():
        steps = actions.begin_supervision(
            families=form.chosen(),
            held_on=form.cleaned_data["held_on"],
            at=request.now,
            by=request.user,
        )
        return redirect("workflow:step", step_id=steps[0].public_id)
    context = {"worker": worker, "form": form, "rows": _rows(request, families, begun, form)}
    return render(request, "recording/supervision.html", context)


def _worker(request, worker_id):
    """A worker of this manager's own teams, or of any where the permission reaches all."""
    worker = get_object_or_404(User, public_id=worker_id, is_active=True)
    if request.actor.scope_of(permissions.DECIDE) == "all":
        return worker
    teams = Membership.objects.in_force_on(request.today).filter(user=worker)
    if not teams.filter(team__in=list(request.actor.team_ids)).exists():
        raise Http404
    return worker


def _rows(request, families, begun, form):
    """Each family with its children as the table shows them: a fixed number of queries."""
    held = [child for family in families for child in family]
    known = _Known(request, held, begun, form)
    return [[known.of(child) for child in family] for family in families]


class _Known:
    """What the record holds of these children, read for all of them at once."""

    def __init__(self, request, held, begun, form):
        self.today, self.now, self.begun = request.today, request.now, begun
        self.ticked = form.data.getlist("people") if form.is_bound else None
        self.statuses = record_page.statuses_of(held, request.today)
        self.next = work.next_due(held)
        self.due = queries.supervision_due(held)
        self.decisions = queries.last_decisions(held)
        self.glances = [
            (glance.label, glance.read(held, request.today))
            for glance in record_page.all_glances_for(request.actor)
        ]

    def of(self, child):
        clock, item = self.due.get(child.pk), self.next.get(child.pk)
        step = self.begun.get(child.pk)
        return {
            "child": child,
            "statuses": [
                {"text": each.label, "lesser": not each.is_solid}
                for each in self.statuses[child.pk]
            ],
            "facts": [
                (label, said[child.pk]) for label, said in self.glances if said.get(child.pk)
            ],
            "next": item
            and {
                "title": register.step(item.code).title,
                "href": lines.address(item.step),
                "on": item.due_on,
                "late": lines.lateness(item.due_on, item.due_at, self.now),
            },
            "decision": self.decisions.get(child.pk),
            "due_on": clock.due_on if clock else None,
            "late": lines.lateness(clock.due_on, None, self.now) if clock else "",
            "is_ticked": self._is_ticked(child, clock),
            "begun": reverse("workflow:step", args=[step.public_id]) if step else "",
        }

    def _is_ticked(self, child, clock):
        if self.ticked is not None:
            return str(child.public_id) in self.ticked
        return clock is not None and clock.due_on <= self.today + DUE_WITHIN
