"""A manager and a worker go through the worker's families: what is due, and a decision for each child."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from tessera.foundations.access.models import Membership, User
from tessera.people.models import Person
from tessera.practice.recording import actions, forms, permissions, queries
from tessera.practice.recording.views import sitting
from tessera.ui.guard import page


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
        _posted(request, waiting) or None,
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
    families = sitting.families(request, families, begun, form)
    context = {"worker": worker, "form": form, "families": families}
    context["told"] = sitting.Told.of(families)
    return render(request, "recording/supervision.html", context)


def _posted(request, waiting):
    """What was ticked; with the button of one family, those of that family alone, or all of it."""
    only = request.POST.get("only")
    if not only:
        return request.POST
    posted = request.POST.copy()
    for family in waiting:
        theirs = [str(child.public_id) for child in family]
        if only in theirs:
            ticked = [each for each in posted.getlist("people") if each in theirs]
            posted.setlist("people", ticked or theirs)
    return posted


def _worker(request, worker_id):
    """A worker of this manager's own teams, or of any where the permission reaches all."""
    worker = get_object_or_404(User, public_id=worker_id, is_active=True)
    if request.actor.scope_of(permissions.DECIDE) == "all":
        return worker
    teams = Membership.objects.in_force_on(request.today).filter(user=worker)
    if not teams.filter(team__in=list(request.actor.team_ids)).exists():
        raise Http404
    return worker
