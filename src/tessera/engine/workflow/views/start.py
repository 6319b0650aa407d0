"""What may be started about a child, and starting it: alone or with brothers and sisters."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.workflow import actions, lines, permissions, queries, register, today
from tessera.foundations.access import gate
from tessera.people import queries as people
from tessera.people.pages import child_page
from tessera.people.record_page import standings_of
from tessera.ui.formatting import clock_time, due_date, local
from tessera.ui.guard import page

STORIES = {
    "visit": "Visits",
    "note": "Notes and summaries",
    "decision": "Decisions",
    "contact": "Contacts and referrals",
    "assessment": "Assessments",
    "meeting": "Meetings and conferences",
    "plan": "Plans",
    "other": "Other work",
}


@child_page(permissions.START, writes=True)
def start(request, child):
    """The right next thing can always be started; out of its usual order, with the reason why."""
    if request.method == "POST":
        return _start(request, child)
    chosen = _startable(request, child, request.GET.get("code", ""))
    return _page(request, child, chosen)


def _page(request, child, chosen, *, errors=None, unfinished=(), refused=""):
    return render(
        request,
        "workflow/start.html",
        {
            "child": child,
            "record": request.record,
            "groups": _groups(request, child),
            "chosen": chosen,
            "hindered": _why_not(request, child, chosen) if chosen else [],
            "siblings": _siblings(request, child, chosen) if chosen else [],
            "taken_along": request.POST.getlist("with"),
            "open_steps": _open_about(child, request.today),
            "unfinished": [_open(s) for s in unfinished],
            "why": request.POST.get("why", ""),
            "errors": errors or {},
            "refused": refused,
        },
    )


def _start(request, child):
    chosen = _startable(request, child, request.POST.get("code", ""))
    if chosen is None:
        raise Http404
    if chosen.hindered(child, request.record.standings):
        return _page(request, child, chosen)
    siblings = _siblings(request, child, chosen)
    along = [s for s in siblings if str(s.public_id) in request.POST.getlist("with")]
    if hindered := _hindered(chosen, along, request.today):
        return _page(request, child, chosen, refused=" ".join(hindered))
    subjects = [child, *along]
    unfinished = queries.unfinished_before(chosen.code, subjects)
    why = request.POST.get("why", "").strip()
    if unfinished and not why:
        asked = "why" in request.POST
        errors = {"why": "Say why this cannot wait"} if asked else {}
        return _page(request, child, chosen, errors=errors, unfinished=unfinished)
    try:
        step = actions.start_step(
            code=chosen.code,
            subjects=subjects,
            worker=request.user,
            out_of_order_why=why if unfinished else "",
            at=request.now,
            by=request.user,
        )
    except actions.NotYet as refusal:
        return _page(
            request, child, chosen, unfinished=unfinished, refused=f"{refusal.words.rstrip('.')}."
        )
    return redirect(lines.address(step))


def _startable(request, child, code):
    return next((d for d in _all_startable(request, child) if d.code == code), None)


def _all_startable(request, child):
    return [
        each
        for each in register.steps()
        if each.can_start
        and each.starts_from == "record"
        and gate.check(request.actor, each.permission, child).allow
    ]


def _groups(request, child):
    """(title, [(what may be started, why not now)])"""
    startable = [(each, _why_not(request, child, each)) for each in _all_startable(request, child)]
    groups = [
        (title, [each for each in startable if each[0].story == story])
        for story, title in STORIES.items()
    ]
    return [(title, found) for title, found in groups if found]


def _why_not(request, child, definition):
    """[(why it cannot be started now, the work in which it is done: title and address, or None)]"""
    found = definition.hindered(child, request.record.standings)
    return [(each.words, each.code and _instead(request, child, each.code)) for each in found]


def _instead(request, child, code):
    """That work where it is open, or else the way to start it; nothing for who may not do it."""
    definition = register.step(code)
    if not gate.check(request.actor, definition.permission, child).allow:
        return None
    waiting = queries.open_step(child, code)
    href = lines.address(waiting) if waiting else starting(code, child)
    return {"title": definition.title, "href": href}


def _siblings(request, child, definition):
    """Brothers and sisters whom the work may be about too, each open to the worker."""
    if not definition.per_child:
        return []
    found = people.siblings_of(child, request.today, actor=request.actor)
    ids = [relative.person.pk for relative in found]
    open_to = type(child).objects.visible_to(request.actor, definition.permission)
    may = set(open_to.filter(pk__in=ids).values_list("pk", flat=True))
    return [relative.person for relative in found if relative.person.pk in may]


def _hindered(definition, siblings, today):
    """Why those who are to come along cannot, each by name."""
    if definition.not_now is None:
        return []
    standings = standings_of(siblings, today)
    return [
        f"{each.name}: {words}"
        for each in siblings
        for words in definition.hindered(each, standings[each.pk])
    ]


def _open_about(child, on):
    """Open work, each meeting with the moment that is set for it."""
    steps = list(queries.open_steps(child))
    moments = today.set_for(steps)
    return [{**_open(step), "set_for": _moment(moments.get(step.public_id), on)} for step in steps]


def _moment(at, on):
    """ "Tuesday 21 April, 10:00"."""
    return f"{due_date(local(at).date(), today=on)}, {clock_time(at)}" if at else ""


def _open(step):
    return {
        "title": register.step(step.code).title,
        "href": lines.address(step),
        "worker": step.worker,
        "state": step.get_state_display(),
        "on": step.made_at,
    }


PAGE = 50


@child_page(permissions.VIEW)
def forms(request, child):
    """Every form about a child, finished or not, newest first, paged by key."""
    steps = queries.steps_of(child).select_related("submitted_by")
    after = request.GET.get("after", "")
    if after.isdigit():
        steps = steps.filter(pk__lt=int(after))
    found = list(steps[: PAGE + 1])
    older = f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else None
    shown = [
        {"step": s, "title": register.step(s.code).title, "href": lines.address(s)}
        for s in found[:PAGE]
    ]
    return render(request, "workflow/forms.html", {"child": child, "steps": shown, "older": older})


@page(permissions.MY_WORK, writes=True)
def begin(request, code):
    """Start a step that is about nobody yet, such as a contact."""
    definition = next((d for d in register.steps() if d.code == code), None)
    if definition is None or definition.starts_from != "board" or not definition.can_start:
        raise Http404
    if not request.actor.may(definition.permission):
        raise Http404
    if request.method != "POST":
        return render(request, "workflow/begin.html", {"definition": definition})
    step = actions.start_step(code=code, worker=request.user, at=request.now, by=request.user)
    return redirect(lines.address(step))


def starting(code, child) -> str:
    """The address that starts a step about a child."""
    return f"{reverse('workflow:start', args=[child.public_id])}?code={code}"
