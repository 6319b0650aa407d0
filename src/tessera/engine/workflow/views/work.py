"""My work: the home of a worker. And all of it, sorted and paged."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse

from tessera.engine.workflow import begun, lines, permissions, queries, register, today
from tessera.engine.workflow.models import State
from tessera.engine.workflow.queries import home
from tessera.engine.workflow.queries.worklists import Order, to_allocate
from tessera.engine.workflow.views.rising import for_colleague, known_people
from tessera.engine.workflow.views.standing import standing, whose_warnings
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.prepared import answers
from tessera.people import record_page
from tessera.people.queries.family import first_name
from tessera.people.queries.now import warnings_of
from tessera.ui.guard import page

MOST_DUE = 100
MOST_LINES = 12
LEAST_AHEAD = 6
MOST_DRAFTS = 6


@page(permissions.MY_WORK)
def my_work(request):
    """Today, what is late and due, what came back, drafts, news, and my children."""
    actor, day = request.actor, request.today
    until = home.soon(day)
    in_hand, near, drafts, done, involved = answers(
        queries.in_hand(actor.acts_for, until),
        home.far_gone_of(actor.acts_for, request.now),
        home.drafts_of(actor.acts_for, MOST_DRAFTS),
        home.done_by(request.user, day, actor=actor),
        home.children_of(day, actor=actor),
    )
    due, soon, returned, drafts = _in_hand(request, in_hand.by_state, near, drafts)
    shown_later = sum(item.due_on > until for item in soon if item.due_on)
    due, soon, number = _lines(due, soon, request)
    children, told = _children([each.person for each in involved], request)
    waiting = _waiting(request)
    has_begun, asked = begun.waiting_for(actor)
    meets = today.appointments_of(request.user, until, actor=actor)
    return render(
        request,
        "workflow/my_work.html",
        {
            "appointments": [one for one in meets if one.on == day],
            "to_come": [one for one in meets if one.on > day][:MOST_LINES],
            "today_lines": due,
            "done_today": [_done(step) for step in done],
            "lines": lines.late_together(soon),
            "clocks": lines.together(clocks(request, user_ids=actor.acts_for)),
            "count": in_hand.all,
            "in_hand": in_hand,
            "more_soon": in_hand.soon - number + shown_later,
            "more_later": in_hand.later - shown_later,
            "shown_later": shown_later,
            "returned": [{**_step(s), "event": next(iter(s.events.all()), None)} for s in returned],
            "drafts": [
                {**_step(s), "saved_at": s.sheet.saved_at if s.sheet else None} for s in drafts
            ],
            "begun": has_begun,
            "asked": asked,
            "shared": begun.shared_with(actor),
            "news": _news(told, request),
            "families": children,
            "columns": [glance.label for glance in record_page.glances_for(actor)],
            "child_count": sum(len(each["people"]) for each in children),
            "waiting": [line for line in waiting if line.item.waits],
            "sign_now": [line for line in waiting if not line.item.waits],
            "risen": for_colleague(request),
            "away": home.colleagues_away(request.user, day) if len(actor.acts_for) > 1 else [],
            "by_name": request.GET.get("sort") == "name",
            "can_begin": _begins(actor),
        },
    )


def _in_hand(request, counts, near, drafts):
    """What is due today, late and due soon, what came back, and drafts: as far as one may know of it."""
    actor = request.actor
    soonest = home.my_due_soon(
        actor.acts_for, request.now, MOST_DUE, ahead=2 * MOST_LINES, near=near
    )
    due = [item for item in soonest if item.due_on == request.today]
    others = [item for item in soonest if item.due_on != request.today]
    returned = home.returned_to(actor.acts_for) if State.RETURNED in counts else []
    first = _first(others, request.today)
    shown = [item.step for item in (*due, *first)]
    queries.read_people([*shown, *returned, *drafts], actor=actor)
    soon = _known_work(first)
    if len(soon) < len(first):
        # Somebody of the first may not be shown, so others move up.
        rest = [item for item in others if item not in first]
        queries.read_people([item.step for item in rest], actor=actor)
        soon = _first([*soon, *_known_work(rest)], request.today)
    known = [[step for step in steps if queries.may_know(step)] for steps in (returned, drafts)]
    return _known_work(due), soon, *known


def _first(others, today):
    """All that is past its time, however much it is, and of what comes next as much as finds place."""
    late = [item for item in others if _is_past(item, today)]
    ahead = [item for item in others if not _is_past(item, today)]
    return [*late, *ahead[: max(MOST_LINES - len(late), LEAST_AHEAD)]]


def _is_past(item, today):
    """Also where a manager gave a later day: the rule's own has gone."""
    days = [day for day in (item.due_on, item.statutory_due_on) if day]
    return bool(days) and min(days) < today


def _known_work(items):
    return [item for item in items if queries.may_know(item.step)]


def _lines(due, soon, request):
    """Lines of what is due today, and of what is late or comes next; and of how much work these tell.

    A meeting whose last day is today, and that is set for a later one, is not of today.
    """
    shown = lines.lines_of([*due, *soon], request.now)
    of_today, others = [], shown[len(due) :]
    for line in shown[: len(due)]:
        (of_today if line.on == request.today else others).append(line)
    return sorted(of_today, key=_urgent_first), sorted(others, key=_late_first), len(shown)


def _late_first(line):
    """Of what is late the urgent before all else, and of what comes next by its day."""
    urgency = -line.item.urgency
    if line.is_late:
        return (0, urgency, line.due_on, *_hour(line))
    return (1, line.on, urgency, *_hour(line))


def _urgent_first(line):
    return (-line.item.urgency, *_hour(line))


def _hour(line):
    """What is due at an hour of a day comes before what is due on that day."""
    at = line.set_at or line.due_at
    return (at is None, at, line.item.pk)


def clocks(request, role="worker", **whose):
    """Clocks late, due in ten working days, or far gone, that no work answers, of whom one may know."""
    until = home.soon(request.today)
    found = queries.clocks_without_work(
        request.today, until=until, role=role, now=request.now, **whose
    )
    people = known_people(request, {pk for each in found for pk in each.person_ids})
    shown = []
    for each in found:
        if not people.keys() >= each.person_ids:
            continue
        if each.timer.person_id is not None:
            each.timer.person = people[each.timer.person_id]
        shown.append(lines.clock_line(each, request.now, request.actor))
    return shown


def _step(step, people=None):
    return {
        "title": register.step(step.code).title,
        "href": lines.address(step),
        "people": queries.subjects_of(step) if people is None else people,
    }


def _done(step):
    found = _step(step)
    words = "" if found["people"] else queries.words_of(step)
    return {**found, "words": words, "at": step.submitted_at or step.completed_at}


def _news(told, request):
    found = home.news_of(told, request.user)
    return [{**_step(step, told), "step": step} for step, told in found]


def _waiting(request):
    waiting = queries.awaiting_authorisation(request.actor)
    found, _ = queries.page_of(waiting, actor=request.actor, order=queries.TO_SIGN, limit=6)
    return lines.lines_of(found, request.now)


def _children(held, request):
    """My children, brothers and sisters together, by what is due next or by name; and what is new."""
    if not held:
        return [], {}
    day = request.today
    standings, due, warnings, families, told = answers(
        record_page.standings_wanted(held, day),
        queries.next_due(held),
        warnings_of([person.pk for person in held], day),
        home.families_of(held, day),
        home.told_of(held, home.since_last_working_day(day).date()),
    )
    statuses = record_page.statuses_of(held, day, standings)
    glances = [g.read(held, day) for g in record_page.glances_for(request.actor)]
    set_at = today.set_for({item.pk: item.step for item in due.values()}.values())
    found = [
        _family(group, statuses, due, set_at, warnings, glances, request) for group in families
    ]
    if request.GET.get("sort") == "name":
        return sorted(found, key=lambda f: f["people"][0].name_key), told
    return sorted(found, key=lambda f: (f["sort_on"], f["people"][0].name_key)), told


def _family(people, statuses, due, set_at, warnings, glances, request):
    items = [due[p.pk] for p in people if p.pk in due]
    item = min(items, key=lambda i: i.sort_on, default=None)
    moment = set_at.get(item.step.public_id) if item else None
    on = local(moment).date() if moment else item and item.due_on
    return {
        "people": people,
        "statuses": standing(people, statuses),
        "warnings": whose_warnings(people, warnings),
        "glances": [_together(people, words) for words in glances],
        "next": item,
        "next_title": register.step(item.code).title if item else "",
        "next_href": lines.address(item.step) if item else "",
        "next_on": on,
        "next_at": moment or (item and item.due_at),
        "is_late": bool(item and lines.lateness_of(item, request.now)),
        "is_today": on == request.today,
        "sort_on": item.sort_on if item else queries.NO_DAY,
    }


def _together(people, words):
    """What a column says of brothers and sisters: once when it is the same, else by name."""
    said = [(person, words.get(person.pk, "")) for person in people]
    if len({text for _, text in said}) == 1:
        return said[0][1]
    return "; ".join(
        f"{first_name(p)} {text}" if text else f"{first_name(p)} not yet" for p, text in said
    )


def _begins(actor):
    offered = [
        {"title": title, "href": reverse(url_name)}
        for _, title, url_name, permission in register.offers()
        if actor.may(permission)
    ]
    return offered + [
        {"title": each.title, "href": reverse("workflow:begin", args=[each.code])}
        for each in register.steps()
        if each.can_start and each.starts_from == "board" and actor.may(each.permission)
    ]


@page(permissions.MY_WORK)
def all_work(request):
    """Everything open with me and those I act for: by due day, family or urgency, paged by key."""
    items = queries.for_workers(request.actor.acts_for)
    return worklist(request, items, title="All my work")


def worklist(request, items, *, title, team=None):
    """A list of work with its filter: shared by a worker's and a team's."""
    order = _order(request.GET.get("sort", ""))
    items, filters = filtered(request, items, "team_manager" if team else "worker")
    mark = request.GET.get("after", "")
    found, after = queries.page_of(items, actor=request.actor, order=order, after=mark)
    query = request.GET.copy()
    query["after"] = after
    return render(
        request,
        "workflow/worklist.html",
        {
            "title": title,
            "team": team,
            "may_allocate": team is not None and request.actor.may(permissions.ALLOCATE),
            "order": order,
            "orders": [
                (Order.DUE, "Due day"),
                (Order.FAMILY, "Family"),
                (Order.URGENCY, "Urgency"),
            ],
            "lines": lines.lines_of(found, request.now),
            "next_page": f"?{query.urlencode()}" if after else None,
            "filters": filters,
            "kinds": sorted({(d.code, d.title) for d in register.steps()}, key=lambda k: k[1]),
        },
    )


def _order(text):
    return Order(text) if text in list(Order) else Order.DUE


def filtered(request, items, role="worker"):
    """Late only, due soon, due later or on no day, waiting, nobody's, or of one kind."""
    asked = {"show": request.GET.get("show", ""), "kind": request.GET.get("kind", "")}
    if asked["show"] == "late":
        items = items.filter(due_on__lt=request.today)
    elif asked["show"] == "soon":
        items = home.due_soon(items, role, request.now).filter(due_on__gte=request.today)
    elif asked["show"] == "later":
        items = items.filter(Q(due_on__gt=home.soon(request.today)) | Q(due_on=None))
    elif asked["show"] == "waiting":
        items = items.filter(state="awaiting_authorisation")
    elif asked["show"] == "unallocated":
        items = items.filter(to_allocate())
    if asked["kind"]:
        items = items.filter(code=asked["kind"])
    return items, asked
