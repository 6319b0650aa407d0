"""The front-door board, the daily multi-agency list, and the lists that a manager watches."""

from datetime import timedelta

from django.shortcuts import render
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.foundations.calendar import add_working_days, is_working_day
from tessera.practice.front_door import permissions, queries
from tessera.practice.front_door.models import Contact
from tessera.practice.front_door.pages import may
from tessera.practice.front_door.views import words
from tessera.ui.guard import page
from tessera.ui.navigation import places_under

TABS = (("all", "All open"), ("mine", "Mine"), ("late", "Late"), ("decided", "Decided today"))


@page(permissions.VIEW_BOARD)
def board(request):
    show = request.GET.get("show", "all")
    show = show if show in dict(TABS) else "all"
    every = queries.board(actor=request.actor, now=request.now)
    shown = _decided(request) if show == "decided" else _narrowed(request, every, show)
    cards = [card for stage in every.values() for card in stage]
    mine = _mine_to_sign(request, cards)
    return render(
        request,
        "front_door/board.html",
        {
            "show": show,
            "tabs": _tabs(request, show, cards),
            "stages": [
                (key, title, about, [_card(request, card, mine) for card in shown.get(key, ())])
                for key, title, about, _ in queries.STAGES
            ],
            "to_sign": [_card(request, card) for card in cards if card.contact.pk in mine],
            "decided": [_card(request, card) for card in shown.get("decided", ())],
            "checks": [_check(request, check) for check in _checks(cards)],
            "meeting_on": meeting_day(request),
            "meeting": queries.daily_list(actor=request.actor, on=meeting_day(request)),
            "may_record": may(request, permissions.RECORD_CONTACT),
            "beside": places_under("front_door:board", request),
            "family_words": queries.family_words,
            "ages": lambda contact: words.ages(contact, request.today),
        },
    )


def _narrowed(request, every, show):
    if show == "mine":
        return {
            key: [card for card in cards if queries.is_mine(card.contact, request.actor)]
            for key, cards in every.items()
        }
    if show == "late":
        return {key: [card for card in cards if card.is_late] for key, cards in every.items()}
    return every


def _decided(request):
    contacts = queries.decided_on(actor=request.actor, on=request.today)
    return {"decided": queries.cards_of(contacts, now=request.now)}


def _tabs(request, show, cards):
    count = {
        "all": len(cards),
        "mine": sum(queries.is_mine(card.contact, request.actor) for card in cards),
        "late": sum(card.is_late for card in cards),
        "decided": queries.count_decided(actor=request.actor, on=request.today),
    }
    here = reverse("front_door:board")
    return [
        {"label": f"{label} ({count[key]})", "href": f"{here}?show={key}", "current": key == show}
        for key, label in TABS
    ]


def _mine_to_sign(request, cards):
    """The contacts whose decision waits for this manager's name."""
    waiting = {
        card.contact.decision_step_id: card.contact.pk
        for card in cards
        if card.contact.stage == Contact.Stage.AUTHORISATION
    }
    if not waiting:
        return set()
    found = work.awaiting_authorisation(request.actor).filter(step__in=waiting)
    return {waiting[step] for step in found.values_list("step_id", flat=True)}


def _card(request, card, to_sign=()):
    contact = card.contact
    return {
        "is_mine_to_sign": contact.pk in to_sign,
        "contact": contact,
        "title": queries.family_words(contact),
        "ages": words.ages(contact, request.today),
        "text": words.summary(contact),
        "from": words.told_to(contact)
        if contact.stage == contact.Stage.TELL_REFERRER
        else words.came_from(contact, request.now),
        "clock": words.clocks_of(card, request.now),
        "card": card,
        "in_meeting": contact.for_daily_meeting_on == request.today,
    }


def _checks(cards):
    waiting = [
        (check, card.contact)
        for card in cards
        if card.contact.is_undecided
        for check in card.waiting
    ]
    return sorted(waiting, key=lambda pair: (pair[0].due_at, pair[0].pk))


def _check(request, pair):
    check, contact = pair
    return {
        "check": check,
        "contact": contact,
        "family": queries.family_words(contact),
        "due": words.by_when(check.due_at, request.now),
        "is_late": check.due_at < request.now,
        "is_soon": check.due_at - request.now < timedelta(hours=4),
    }


def meeting_day(request):
    """The day of the next meeting: today, or the next working day."""
    return request.today if is_working_day(request.today) else add_working_days(request.today, 1)


@page(permissions.VIEW_BOARD)
def daily(request):
    """The list of the daily multi-agency meeting, on paper too."""
    on = meeting_day(request)
    return render(
        request,
        "front_door/daily.html",
        {
            "on": on,
            "contacts": queries.daily_list(actor=request.actor, on=on),
            "family_words": queries.family_words,
            "ages": lambda contact: words.ages(contact, request.today),
            "came_from": lambda contact: words.came_from(contact, request.now),
            "headline": words.headline,
        },
    )


@page(permissions.VIEW_BOARD)
def watch(request):
    """What a manager watches: undecided over a day, told of again and again, not allocated."""
    undecided = queries.undecided_over_24_hours(actor=request.actor, now=request.now)
    return render(
        request,
        "front_door/watch.html",
        {
            "undecided": [
                _card(request, card) for card in queries.cards_of(undecided, now=request.now)
            ],
            "repeated": queries.three_or_more_contacts(actor=request.actor, on=request.today),
            "unallocated": queries.referrals_to_allocate(actor=request.actor)
            if may(request, permissions.ALLOCATE_REFERRAL)
            else None,
        },
    )
