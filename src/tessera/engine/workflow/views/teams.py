"""A team's page: the home of a manager."""

from collections import Counter
from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from tessera.engine.workflow import (
    actions,
    begun,
    lines,
    permissions,
    queries,
    register,
    rules,
    sittings,
)
from tessera.engine.workflow.models import Remark
from tessera.engine.workflow.queries import caseload, home
from tessera.engine.workflow.queries.rising import words_on
from tessera.engine.workflow.rules import weighting
from tessera.engine.workflow.views import rising
from tessera.engine.workflow.views.work import clocks, worklist
from tessera.foundations import codesets
from tessera.foundations.access.models import Team
from tessera.foundations.calendar import add_working_days, working_days_between
from tessera.ui.formatting import WEEKDAYS, count_words
from tessera.ui.guard import page
from tessera.ui.navigation import places_under

MOST_LATE = 25
ABOVE_A_TEAM = ("service_manager", "head_of_service")


@page(permissions.TEAM)
def team_home(request):
    """One's own team; or, above the teams, the list of them with what has risen."""
    teams = teams_of(request.actor)
    if not request.actor.role_codes.isdisjoint(ABOVE_A_TEAM):
        return _all_teams(request, teams)
    managed = [team for team in teams if team.pk in request.actor.managed_team_ids]
    own = managed or [team for team in teams if team.pk in request.actor.team_ids]
    if len(own) == 1 or (own and request.actor.scope_of(permissions.TEAM) != "all"):
        return redirect("workflow:team", team_id=own[0].public_id)
    return _all_teams(request, teams)


def _all_teams(request, teams):
    figures = caseload.figures_of_all(teams, request.today)
    rows = [{"team": team, **figures[team.pk]} for team in teams]
    context = {
        "teams": rows,
        "risen": rising.risen(request),
        "beside": places_under("workflow:team_home", request),
    }
    return render(request, "workflow/teams.html", context)


def teams_of(actor):
    """The teams whose work this worker may see."""
    teams = Team.objects.filter(ended_on=None).order_by("name", "pk")
    if actor.scope_of(permissions.TEAM) != "all":
        teams = teams.filter(pk__in=actor.team_ids)
    return list(teams)


def team_or_404(request, team_id):
    """A team whose work this worker may see."""
    team = get_object_or_404(Team, public_id=team_id)
    if team.pk not in {each.pk for each in teams_of(request.actor)}:
        raise Http404
    return team


@page(permissions.TEAM, writes=True)
def team(request, team_id):
    """Unallocated, awaiting authorisation, late by worker, caseload, and the manager's words."""
    team = team_or_404(request, team_id)
    if request.method == "POST":
        return _say(request, team)
    today = request.today
    figures = caseload.work_of(team, today)
    to_sign = queries.awaiting_authorisation(request.actor, [team.pk])
    waiting = _shown(request, to_sign, 12, order=queries.TO_SIGN)
    unallocated = _shown(request, queries.unallocated([team.pk]), 12)
    before = add_working_days(today, -1)
    days = [caseload.day_of(team, before), caseload.day_of(team, today, figures["late"])]
    due = clocks(request, "team_manager", team_ids=[team.pk])
    to_give = lines.together(line for line in due if line.item.place.gives_out)
    late_clocks, said = _late_clocks(due)
    late_of = Counter(line.worker.pk for line in late_clocks if line.worker)
    late = _late(request, team, late_clocks, said)
    loads = _loads(request, team, late_of)
    remark = Remark.objects.filter(team=team, on=today).select_related("by").first()
    return render(
        request,
        "workflow/team.html",
        {
            "team": team,
            "figures": _figures(team, figures, waiting, days, len(late_clocks), len(to_give)),
            "moves": _moves(team, days),
            "waiting": waiting,
            "asked": begun.asked_of(request.actor),
            "unallocated": unallocated,
            "late": late,
            "late_count": figures["late"] + len(late_clocks),
            "clocks": lines.together(
                line for line in due if not line.is_late and not line.item.place.gives_out
            ),
            "to_give": to_give,
            "counts": figures,
            "loads": loads,
            "members": [] if loads else caseload.members_of(team, today),
            "remark": remark,
            "finished": _finished(request, team),
            "since_words": _since_words(days[0].on, today),
            "weights": codesets.codes("caseload.weight", on=today),
            "since": home.since_last_working_day(today),
            "may_allocate": request.actor.may(permissions.ALLOCATE),
            "may_cover": request.actor.may(permissions.COVER),
            "may_extend": request.actor.may(permissions.EXTEND),
            "beside": places_under("workflow:team_home", request),
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


def _shown(request, items, limit, order=queries.Order.DUE):
    found, _ = queries.page_of(items, actor=request.actor, order=order, limit=limit)
    return [lines.line_of(item, request.now) for item in found]


def _figures(team, figures, waiting, days, late_clocks, to_give):
    work = reverse("workflow:team_work", args=[team.public_id])
    then, now = days
    since = _since_words(then.on, now.on)
    fresh = sum(
        line.item.step.submitted_at >= home.since_last_working_day(now.on)
        for line in waiting
        if line.item.step.submitted_at
    )
    return [
        {
            "figure": len(now.children),
            "label": "children open",
            "href": "#load",
            "note": weighting.moved(len(now.children), len(then.children), since),
        },
        *(
            {
                "figure": now.standing[code],
                "label": label,
                "href": "#load",
                "note": weighting.moved(now.standing[code], then.standing.get(code, 0), since),
            }
            for code, label in caseload.counted_figures(now.on)
        ),
        _late_figure(work, days, late_clocks),
        {"figure": figures["due"], "label": "due in 5 working days", "href": f"{work}?show=soon"},
        {
            "figure": figures["unallocated"] + to_give,
            "label": "to allocate",
            "href": "#un",
        },
        {
            "figure": len(waiting),
            "label": "for you to authorise",
            "href": "#auth",
            "note": f"{fresh} came in since {since}" if fresh else "",
        },
    ]


def _late_figure(work, days, clocks):
    """Work and clocks together, as the panel below counts them; how it moved is known of the work alone."""
    then, now = days
    return {
        "figure": now.late + clocks,
        "label": "things late",
        "href": "#late" if clocks else f"{work}?show=late",
        "note": ""
        if clocks
        else weighting.moved(now.late, then.late, _since_words(then.on, now.on)),
        "late": now.late > then.late,
    }


def _since_words(then, today):
    return "yesterday" if (today - then).days == 1 else WEEKDAYS[then.weekday()]


def _moves(team, days):
    """What moved since the last working day, in words that open."""
    then, now = days
    work = reverse("workflow:team_work", args=[team.public_id])
    came = [p for pk, p in now.children.items() if pk not in then.children]
    left = [p for pk, p in then.children.items() if pk not in now.children]
    words = [f"{len(came)} came" if came else "", f"{len(left)} left" if left else ""]
    moves = []
    if came or left:
        moves.append(
            {
                "title": f"Open: {len(then.children)} to {len(now.children)}",
                "href": "#load",
                "words": ", ".join(filter(None, words)),
            }
        )
    if now.late != then.late:
        moves.append(
            {
                "title": f"Late: {then.late} to {now.late}",
                "href": f"{work}?show=late",
                "words": count_words(abs(now.late - then.late), "thing")
                + (" more" if now.late > then.late else " fewer"),
            }
        )
    return moves


def _late_clocks(due):
    """Brothers and sisters together, and the last words of a manager on each."""
    late = [line for line in due if line.is_late]
    _, said = words_on([], [line.item.timer.pk for line in late])
    return lines.together(late, said=said), said


def _late(request, team, clocks, of_clock):
    """Late work and late clocks under each worker's name, with what the manager said, and still owes."""
    items = queries.for_teams([team.pk]).filter(due_on__lt=request.today)
    shown = _shown(request, items, MOST_LATE)
    of_step, _ = words_on([line.item.step_id for line in shown])
    who = {"roles": request.actor.role_codes, "today": request.today}
    may_move = queries.steps_that_may_move([line.item.step_id for line in shown], **who)
    late = [
        (line, of_step.get(line.item.step_id), _words_for(line), line.item.step_id in may_move)
        for line in shown
    ]
    late += [
        (
            line,
            of_clock.get(line.item.timer.pk),
            _words_for_clock(line),
            queries.moving_of(line.item.timer, **who).may,
        )
        for line in clocks
    ]
    late.sort(key=lambda each: (each[0].worker.name if each[0].worker else "", each[0].due_on))
    found = []
    for worker, group in groupby(late, key=lambda each: each[0].worker):
        rows = list(group)
        for number, (line, said, href, may_move_it) in enumerate(rows):
            found.append(
                {
                    "worker": worker,
                    "count": len(rows) if number == 0 else None,
                    "line": line,
                    "said": said,
                    "needed": href
                    and rules.still_needed(
                        due_on=line.due_on,
                        said_on=said.said_on if said else None,
                        new_on=said.new_on if said else None,
                        may_move=may_move_it,
                    ),
                    "say": href,
                    "may_move": may_move_it,
                    "days": working_days_between(line.due_on, request.today),
                }
            )
    return found


def _words_for(line):
    return reverse("workflow:extend", args=[line.item.step.public_id])


def _words_for_clock(line):
    """Where the manager's words go; a clock of nobody yet is answered in its own room, and no words owed."""
    if not line.people:
        return ""
    timer = line.item.timer
    way = reverse("workflow:oversee_clock", args=[timer.person.public_id, timer.public_id])
    beside = [("with", each.timer.public_id) for each in line.others]
    return f"{way}?{urlencode(beside)}" if beside else way


def _loads(request, team, late_of):
    loads = caseload.caseload_of(team, request.today)
    absent = home.members_absent(team, request.today)
    most = max((max(load.points, load.limit or 0) for load in loads), default=0) * 1.25 or 1
    gone_through = _sittings(request, [load.worker for load in loads if load.children])
    return [
        {
            "load": load,
            "late": load.late + late_of[load.worker.pk],
            "away": absent.get(load.worker.pk),
            "of": most,
            "sittings": gone_through.get(load.worker.pk, []),
        }
        for load in loads
    ]


def _sittings(request, workers):
    """worker id -> what this manager goes through with them, and how many children are due for it."""
    offered = [each for each in sittings.sittings() if request.actor.may(each.permission)]
    if not offered:
        return {}
    until = home.soon(request.today)
    due = caseload.due_in_sittings(offered, workers, request.today, until)
    return {
        worker.pk: [
            {
                "title": each.title,
                "href": reverse(each.url_name, args=[worker.public_id]),
                "due": due.get((each.url_name, worker.pk), 0),
            }
            for each in offered
        ]
        for worker in workers
    }


def _finished(request, team):
    since = home.since_last_working_day(request.today)
    return [
        {
            "step": step,
            "title": register.step(step.code).title,
            "href": lines.address(step),
            "people": queries.subjects_of(step),
        }
        for step in home.finished_since(team, since, actor=request.actor)
    ]


@page(permissions.TEAM)
def team_work(request, team_id):
    """All of a team's open work, paged by key."""
    team = team_or_404(request, team_id)
    items = queries.for_teams([team.pk])
    return worklist(request, items, title=f"{team.name}: all work", team=team)
