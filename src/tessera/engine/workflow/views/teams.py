"""A team's page: the home of a manager."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tessera.engine.workflow import actions, lines, permissions, queries, register
from tessera.engine.workflow.models import Remark
from tessera.engine.workflow.queries import home
from tessera.engine.workflow.views.work import visible_people, worklist
from tessera.foundations.access.models import Team
from tessera.foundations.calendar import working_days_between
from tessera.ui.guard import page

MOST_LATE = 25


@page(permissions.TEAM)
def team_home(request):
    """One's own team; or the list of those one may see."""
    teams = teams_of(request.actor)
    managed = [team for team in teams if team.pk in request.actor.managed_team_ids]
    own = managed or [team for team in teams if team.pk in request.actor.team_ids]
    if len(own) == 1 or (own and request.actor.scope_of(permissions.TEAM) != "all"):
        return redirect("workflow:team", team_id=own[0].public_id)
    figures = [{"team": team, **home.figures_of(team, request.today)} for team in teams]
    return render(request, "workflow/teams.html", {"teams": figures})


def teams_of(actor):
    """The teams whose work this worker may see."""
    teams = Team.objects.filter(ended_on=None).order_by("name", "pk")
    if actor.scope_of(permissions.TEAM) != "all":
        teams = teams.filter(pk__in=actor.team_ids)
    return list(teams)


def _team(request, team_id):
    team = get_object_or_404(Team, public_id=team_id)
    if team.pk not in {each.pk for each in teams_of(request.actor)}:
        raise Http404
    return team


@page(permissions.TEAM, writes=True)
def team(request, team_id):
    """Unallocated, awaiting authorisation, late by worker, caseload, and the manager's words."""
    team = _team(request, team_id)
    if request.method == "POST":
        return _say(request, team)
    today = request.today
    figures = home.figures_of(team, today)
    waiting = _shown(request, queries.awaiting_authorisation(request.actor, [team.pk]), 12)
    unallocated = _shown(request, queries.unallocated([team.pk]), 12)
    remark = Remark.objects.filter(team=team, on=today).select_related("by").first()
    return render(
        request,
        "workflow/team.html",
        {
            "team": team,
            "figures": _figures(team, figures, waiting),
            "waiting": waiting,
            "unallocated": unallocated,
            "late": _late(request, team),
            "counts": figures,
            "loads": _loads(home.caseload_of(team, today), home.members_absent(team, today)),
            "remark": remark,
            "finished": _finished(team, today),
            "since": home.since_last_working_day(today),
            "may_allocate": request.actor.may(permissions.ALLOCATE),
            "may_extend": request.actor.may(permissions.EXTEND),
            "others": [each for each in teams_of(request.actor) if each.pk != team.pk],
        },
    )


def _say(request, team):
    words = request.POST.get("say", "").strip()
    if words:
        actions.say_for_team(
            team=team, on=request.today, words=words, at=request.now, by=request.user
        )
    return redirect("workflow:team", team_id=team.public_id)


def _shown(request, items, limit):
    found, _ = queries.page_of(items, limit=limit)
    visible = visible_people(request, found)
    return [
        lines.line_of(item, request.now)
        for item in found
        if all(s.person_id in visible for s in item.step.subjects.all())
    ]


def _figures(team, figures, waiting):
    work = reverse("workflow:team_work", args=[team.public_id])
    return [
        {"figure": figures["children"], "label": "children open", "href": "#load"},
        {"figure": figures["open"], "label": "pieces of work", "href": work},
        {
            "figure": figures["late"],
            "label": "things late",
            "href": f"{work}?show=late",
            "late": figures["late"] > 0,
        },
        {
            "figure": figures["due"],
            "label": "due in 5 working days",
            "href": f"{work}?show=soon",
        },
        {
            "figure": figures["unallocated"],
            "label": "to allocate",
            "href": f"{work}?show=unallocated",
        },
        {"figure": len(waiting), "label": "for you to authorise", "href": "#auth"},
    ]


def _late(request, team):
    """Late work under each worker's name, with the manager's last words on it."""
    items = queries.for_teams([team.pk]).filter(due_on__lt=request.today)
    shown = _shown(request, items.exclude(worker=None), MOST_LATE)
    comments = home.late_comments([line.item.step_id for line in shown])
    shown.sort(key=lambda line: (line.worker.name, line.item.due_on))
    found = []
    for worker, group in groupby(shown, key=lambda line: line.worker):
        rows = list(group)
        for number, line in enumerate(rows):
            found.append(
                {
                    "worker": worker,
                    "count": len(rows) if number == 0 else None,
                    "line": line,
                    "comment": comments.get(line.item.step_id),
                    "days": working_days_between(line.item.due_on, request.today),
                }
            )
    return found


def _loads(loads, absent):
    most = max((load.open for load in loads), default=0) or 1
    return [{"load": load, "away": absent.get(load.worker.pk), "of": most} for load in loads]


def _finished(team, today):
    return [
        {
            "step": step,
            "title": register.step(step.code).title,
            "href": lines.address(step),
            "people": queries.subjects_of(step),
        }
        for step in home.finished_since(team, home.since_last_working_day(today))
    ]


@page(permissions.TEAM)
def team_work(request, team_id):
    """All of a team's open work, paged by key."""
    team = _team(request, team_id)
    items = queries.for_teams([team.pk])
    return worklist(request, items, title=f"{team.name}: all work", team=team)
