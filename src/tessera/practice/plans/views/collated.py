"""How the outcomes of a team's plans go: by what they are about, and how far they are."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from tessera.foundations import codesets
from tessera.foundations.access.models import Team
from tessera.people.models import Person
from tessera.practice.plans import permissions, queries
from tessera.ui.guard import page
from tessera.ui.seen import note_shown

PAGE = 50
NOT_SCORED = "not_scored"


def _people(request):
    """Those whose plans this manager may look at, and nobody else: also in the numbers."""
    return Person.objects.visible_to(request.actor, permissions.COLLATE)


def _teams(request):
    """The teams to choose from, and the one that was chosen."""
    teams = Team.objects.filter(ended_on=None).order_by("name", "pk")
    if request.actor.scope_of(permissions.COLLATE) != "all":
        teams = teams.filter(pk__in=request.actor.team_ids)
    teams = list(teams)
    asked = request.GET.get("team", "")
    return teams, next((team for team in teams if str(team.public_id) == asked), None)


@page(permissions.COLLATE)
def outcomes(request):
    """Areas down, progress across; each number opens into its children."""
    teams, team = _teams(request)
    counts = queries.collated(_people(request), [team.pk] if team else None)
    scale = [(code.code, code.label) for code in codesets.codes("plan.progress")]
    columns = [("", "Not scored yet"), *scale]
    rows = [
        {
            "label": area.label,
            "cells": [
                _cell(area.code, code, counts.get((area.code, code), 0), team)
                for code, _ in columns
            ],
        }
        for area in codesets.codes("plan.outcome_area")
    ]
    context = {
        "columns": [label for _, label in columns],
        "rows": rows,
        "total": sum(counts.values()),
        "teams": [(str(each.public_id), each.name) for each in teams],
        "team": team,
    }
    return render(request, "plans/collated.html", context)


def _cell(area, scale, count, team):
    asked = {"area": area, "progress": scale or NOT_SCORED}
    if team:
        asked["team"] = str(team.public_id)
    return {"count": count, "href": f"{reverse('plans:behind')}?{urlencode(asked)}"}


@page(permissions.COLLATE)
def behind(request):
    """The children behind one number, with the outcome of each, paged by key."""
    area, scale = request.GET.get("area", ""), request.GET.get("progress", "")
    if not codesets.is_valid("plan.outcome_area", area):
        raise Http404
    if scale != NOT_SCORED and not codesets.is_valid("plan.progress", scale):
        raise Http404
    _, team = _teams(request)
    wanted = "" if scale == NOT_SCORED else scale
    found = queries.behind(_people(request), area, wanted, [team.pk] if team else None)
    after = request.GET.get("after", "")
    if after.isdigit():
        found = found.filter(pk__gt=int(after))
    found = list(found[: PAGE + 1])
    more, found = found[PAGE:], found[:PAGE]
    for row in found:
        note_shown(row.child)
    asked = {key: request.GET[key] for key in ("area", "progress", "team") if key in request.GET}
    context = {
        "rows": found,
        "area": codesets.label("plan.outcome_area", area),
        "progress": codesets.label("plan.progress", wanted) if wanted else "Not scored yet",
        "team": team,
        "older": f"?{urlencode({**asked, 'after': found[-1].pk})}" if more else None,
    }
    return render(request, "plans/behind.html", context)
