"""A worker of a team is away: who acts for them meanwhile, and since when they are back."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.workflow import forms, permissions
from tessera.engine.workflow.queries import home
from tessera.engine.workflow.views.finish import colleagues_of
from tessera.engine.workflow.views.teams import team_or_404
from tessera.foundations.access import actions as access
from tessera.ui.guard import page


@page(permissions.COVER, writes=True)
def away(request, team_id, worker_id):
    """Say who acts for a worker of the team; or that the worker is back."""
    team = team_or_404(request, team_id)
    members = colleagues_of(team.pk, request.today)
    worker = next((each for each in members if each.public_id == worker_id), None)
    if worker is None:
        raise Http404
    if "back" in request.POST:
        return _back(request, team, worker)
    form = forms.AwayForm(
        request.POST or None,
        today=request.today,
        colleagues=[each for each in members if each != worker],
        initial={"started_on": request.today},
    )
    if form.is_valid() and _covered(request, worker, form):
        return redirect("workflow:team", team_id=team.public_id)
    return render(
        request,
        "workflow/away.html",
        {
            "team": team,
            "worker": worker,
            "form": form,
            "absences": home.absences_of(worker, request.today),
        },
    )


def _covered(request, worker, form):
    try:
        access.cover_absence(user=worker, by=request.user, **form.said())
    except access.AwayAlready as refusal:
        form.add_error("started_on", str(refusal.__doc__))
    except access.AwayThemselves as refusal:
        form.add_error("covered_by", str(refusal.__doc__))
    else:
        return True
    return False


def _back(request, team, worker):
    absences = home.absences_of(worker, request.today)
    found = next((each for each in absences if str(each.pk) == request.POST["back"]), None)
    if found is None:
        raise Http404
    access.end_absence(absence=found, ended_on=request.today, by=request.user)
    return redirect("workflow:away", team_id=team.public_id, worker_id=worker.public_id)
