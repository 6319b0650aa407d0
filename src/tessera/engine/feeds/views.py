"""One's own calendar address: made, renewed, switched off; and what a calendar program gets from it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.feeds import actions, pages, permissions, queries, register, rules
from tessera.ui.guard import page


@page(permissions.READ, writes=True)
def mine(request):
    """Whether I have an address; the address itself is shown once, on the page that made it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("go") == "off":
            _switch_off(request)
            return redirect("feeds:mine")
        secret = actions.start_feed(worker=request.user, at=request.now, by=request.user)
        address = request.build_absolute_uri(reverse("feeds:feed", args=[secret]))
    feed = queries.current_feed(request.user)
    context = {
        "feed": feed,
        "address": address,
        "fetched": queries.last_fetched(feed, request.now) if feed and not address else None,
    }
    return render(request, "feeds/mine.html", context)


@pages.feed_page
def feed(request, feed):
    """Meetings and visits of the worker, without anything personal in them."""
    if settings.RATE_LIMITS and queries.is_asked_too_often(feed, request.now):
        return HttpResponse(status=429, headers={"Retry-After": int(rules.MOST_IN.total_seconds())})
    since, until = request.today - rules.BACK, request.today + rules.AHEAD
    found = register.dates_of(
        feed.worker,
        since,
        until,
        actor=request.actor,
        link=lambda name, **parts: request.build_absolute_uri(reverse(name, kwargs=parts)),
    )
    made = rules.calendar(found, since, until, worker=feed.worker.public_id)
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")


def _switch_off(request):
    try:
        actions.end_feed(worker=request.user, at=request.now, by=request.user)
    except actions.NoFeed:
        return  # switched off in another window: it is as the worker wants it
