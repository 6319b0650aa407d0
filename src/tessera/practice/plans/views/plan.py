"""The plan: one page for brothers and sisters, as it is or as it was; and the same on paper."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tessera.engine.documents import typesetting
from tessera.engine.forms.answers import first_name
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import rules as clocks
from tessera.foundations.access import gate
from tessera.people.pages import child_page
from tessera.practice.plans import permissions, queries, rules
from tessera.practice.plans.pages import family_on, plan_of
from tessera.practice.plans.views import shown
from tessera.ui.formatting import list_words, long_date
from tessera.ui.jinja import council_name


@child_page(permissions.VIEW)
def plan(request, child):
    """Outcome by outcome: what will change, who does what, how it goes; and what is next."""
    found = plan_of(child)
    context = _context(request, child, found, _day(request))
    return render(request, "plans/plan.html", context)


@child_page(permissions.VIEW)
def pdf(request, child):
    found = plan_of(child)
    data = _on_paper(_context(request, child, found, _day(request)), request)
    response = HttpResponse(typesetting.plan_pdf(data), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="plan.pdf"'
    return response


def _context(request, child, found, on):
    sight = queries.sight_of(found, family_on(request, child, found), on=on)
    today = on or request.today
    is_now = on is None and found.ended_on is None
    may = is_now and gate.check(request.actor, permissions.WRITE, child).allow
    return {
        "child": child,
        "plan": found,
        "title": found.get_kind_display(),
        "names": list_words([first_name(c) for c in sight.children] or [first_name(child)]),
        "others": [c for c in sight.children if c.pk != child.pk],
        "on": on,
        "day_items": [(day.isoformat(), long_date(day)) for day in queries.days_of(found)],
        "cards": shown.cards(sight, today),
        "views": [shown.view_words(v, today) for v in shown.latest_views(sight.views)],
        "visits": shown.visits(sight),
        "dates": _dates(child, found) if is_now else [],
        "meeting": _meeting(child, found) if is_now else None,
        "may_write": may,
    }


def _day(request):
    """ "As it was on": a day of the address that is a day; any other is as it is now."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return on if on < request.today else None


def _dates(child, found):
    """The clocks of this child's plan that run: the next meeting, review and visit, with why."""
    wanted = rules.MEETING_TIMERS[found.kind]
    timers = [t for t in work.running_timers(child) if t.rule in wanted]
    return [
        {
            "name": clocks.timer(timer.rule, on=timer.triggered_on).name,
            "on": timer.due_on,
            "why": work.why_of(timer),
        }
        for timer in timers
    ]


def _meeting(child, found):
    """The meeting that waits to be recorded: the page's one main action."""
    step = work.open_step(child, rules.MEETING_STEPS[found.kind])
    if step is None:
        return None
    return {
        "href": reverse("workflow:step", kwargs={"step_id": step.public_id}),
        "words": "Record the core group" if found.kind == "protection" else "Record the review",
    }


def _on_paper(context, request):
    found, on = context["plan"], context["on"] or request.today
    about = [
        {"label": "For", "shown": context["names"]},
        {"label": "Since", "shown": long_date(found.started_on)},
        {"label": "As it is on", "shown": long_date(on)},
    ]
    why = [
        {"label": label, "shown": words}
        for label, words in (
            ("Why there is a plan", found.why),
            ("The plan can end when", found.can_end_when),
            ("Visits", context["visits"]),
        )
        if words
    ]
    sections = [{"title": "The plan", "groups": [{"name": "", "rows": why}]}] if why else []
    sections += [_section(card) for card in context["cards"]]
    if context["views"]:
        sections.append({"title": "In their words", "groups": [_views(context["views"])]})
    return {
        "title": f"{context['title']}: {context['names']}",
        "council": council_name(),
        "made": f"Printed for {request.user.name} on {long_date(request.today)}",
        "about": about,
        "sections": sections,
    }


def _section(card):
    outcome = card["outcome"]
    said = (
        ("For", card["whose"]),
        ("Came from", card["came_from"]),
        ("What will change", outcome.change),
        ("How we shall know", outcome.how_we_know),
        *((f"Progress {t['who']}".strip(), ", ".join(t["words"])) for t in card["trails"]),
        *((f"What shows it {t['who']}".strip(), t["evidence"]) for t in card["trails"]),
        ("If it does not change", outcome.contingency),
        ("Ended", f"{card['over']}. {card['over_why']}".strip() if card["over"] else ""),
    )
    rows = [{"label": label, "shown": words} for label, words in said if words]
    if card["actions"]:
        columns = ["Action", "Who", "By when", "How it goes"]
        table = [
            [a["what"], a["who"], a["when"], ": ".join(filter(None, (a["tag"], a["why"])))]
            for a in card["actions"]
        ]
        rows.append({"label": "Who does what", "shown": "", "columns": columns, "table": table})
    groups = [{"name": "", "rows": rows}]
    if card["views"]:
        groups.append(_views(card["views"]))
    return {"title": f"{card['number']}. {card['title']}", "groups": groups}


def _views(views):
    rows = [{"label": v["head"], "shown": v["words"], "voice": True} for v in views]
    return {"name": "", "rows": rows}
