"""The night, for those out of hours and for the day teams; and the hand-over between them."""

from contextlib import suppress

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from tessera.engine.workflow import lines, register
from tessera.foundations.access.models import Team
from tessera.people import record_page
from tessera.people.pages import child_page
from tessera.practice.front_door import actions, permissions, queries
from tessera.practice.front_door.actions.contact import TEAM
from tessera.practice.front_door.models import HandOver
from tessera.practice.front_door.queries import out_of_hours as nights
from tessera.practice.front_door.views import words
from tessera.ui.guard import page


@page(permissions.VIEW_NIGHT, writes=True)
def night(request):
    """Whom to watch tonight, what was done since the last hand-over, and the hand-overs before."""
    may_hand_over = request.actor.may(permissions.HAND_OVER)
    error = ""
    if request.method == "POST" and may_hand_over:
        try:
            given = actions.hand_over(
                words=request.POST.get("words", ""), at=request.now, by=request.user
            )
        except actions.NothingSaid:
            error = "Say how the night was, a quiet one too"
        else:
            return redirect("front_door:hand_over", hand_over_id=given.public_id)
    since = nights.since_when(request.now)
    watched = nights.watched(request.actor, request.now)
    people = [watch.person for watch in watched]
    return render(
        request,
        "front_door/night.html",
        {
            "watched": watched,
            "statuses": record_page.statuses_of(people, request.today),
            "may_end": request.actor.may(permissions.ASK_TO_WATCH),
            "since": since,
            "done": [
                _done(each, request)
                for each in nights.done_between(since, request.now, actor=request.actor)
            ],
            "hand_overs": nights.recent_hand_overs(),
            "may_hand_over": may_hand_over,
            "error": error,
        },
    )


def _done(done, request):
    """A line of the night: what it was, about whom, by whom, and the way there."""
    common = {"at": done.at, "by": done.by, "people": done.people}
    if done.contact is not None:
        contact = done.contact
        return {
            **common,
            "title": "Contact",
            "contact": contact,
            "words": queries.family_words(contact),
            "text": words.summary(contact),
            "state": contact.decided_words or contact.get_stage_display(),
        }
    return {
        **common,
        "title": register.step(done.step.code).title,
        "href": lines.address(done.step),
        "contact": None,
    }


@page(permissions.VIEW_NIGHT, writes=True)
def hand_over(request, hand_over_id):
    """One hand-over, as each team reads it; its manager says by name that it was read."""
    given = get_object_or_404(HandOver.objects.select_related("given_by"), public_id=hand_over_id)
    parts = list(given.teams.select_related("team", "read_by").order_by("team__name", "pk"))
    parts = [part for part in parts if _may_see(request, part.team)]
    if not parts:
        raise Http404
    if request.method == "POST":
        part = next((p for p in parts if str(p.team.public_id) == request.POST.get("team")), None)
        if part is not None and _may_say(request, part.team):
            return _say_read(request, part)
    shown = [
        {
            "part": part,
            "may_say": part.read_at is None and _may_say(request, part.team),
            "done": [
                _done(each, request)
                for each in nights.done_for_team(
                    given, part.team, actor=request.actor, door=part.team.code == TEAM
                )
            ],
        }
        for part in parts
    ]
    return render(request, "front_door/hand_over.html", {"given": given, "parts": shown})


def _say_read(request, part):
    # Where another manager was sooner, the page says who it was.
    with suppress(actions.ReadAlready):
        actions.say_read(part=part, at=request.now, by=request.user)
    return redirect("front_door:hand_over", hand_over_id=part.hand_over.public_id)


def _may_see(request, team: Team) -> bool:
    scope = request.actor.scope_of(permissions.VIEW_NIGHT)
    return scope == "all" or team.pk in request.actor.team_ids


def _may_say(request, team: Team) -> bool:
    scope = request.actor.scope_of(permissions.SAY_READ)
    return scope == "all" or (scope is not None and team.pk in request.actor.team_ids)


@child_page(permissions.ASK_TO_WATCH, writes=True)
def end_watch(request, child):
    """It is no longer needed: the child leaves the list of the night."""
    watch = child.watches.filter(ended_at=None).first()
    if watch is None:
        return redirect("front_door:night")
    if request.method == "POST":
        # Where somebody else was sooner, the child has left the list.
        with suppress(actions.OverAlready):
            actions.end_watch(watch=watch, at=request.now, by=request.user)
        return redirect("front_door:night")
    context = {"child": child, "record": request.record, "watch": watch}
    return render(request, "front_door/end_watch.html", context)
