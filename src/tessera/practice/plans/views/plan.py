"""The plan: one page for brothers and sisters, as it is or as it was; and the same on paper."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from tessera.engine.documents import typesetting
from tessera.engine.forms.answers import first_name
from tessera.engine.workflow import register
from tessera.foundations.access import gate
from tessera.people import record_page
from tessera.people.pages import child_page
from tessera.practice.plans import permissions, queries, rules
from tessera.practice.plans.pages import PAGE, PlanPage, plan_of
from tessera.practice.plans.views import shown
from tessera.ui.formatting import list_words, long_date
from tessera.ui.jinja import council_name


@child_page(permissions.VIEW)
def plan(request, child):
    """Outcome by outcome: what will change, who does what, how it goes; and what is next."""
    return render(request, "plans/plan.html", _context(request, child, _asked(request, child)))


@child_page(permissions.VIEW)
def pdf(request, child):
    data = _on_paper(_context(request, child, _asked(request, child)), request)
    response = HttpResponse(typesetting.plan_pdf(data), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="plan.pdf"'
    return response


def _asked(request, child):
    return plan_of(child, public_id=request.GET.get("plan", ""))


def _context(request, child, found):
    page = request.plan_page = PlanPage(request, child, found, on=_day(request))
    sight, days = page.sight, queries.days_of(found)
    has_words = bool(sight.views)
    panels = record_page.shown_panels(child, request, PAGE) if page.is_now else []
    may = page.is_now and gate.check(request.actor, permissions.WRITE, child).allow
    return {
        "child": child,
        "plan": found,
        "asked": request.GET.get("plan", ""),
        "title": found.get_kind_display(),
        "children": [(c, first_name(c)) for c in sight.children] or [(child, first_name(child))],
        "on": page.on,
        "version": rules.version_on(days.versions, page.today),
        "day_items": _day_items(days),
        "cards": shown.cards(sight, page.today),
        "panels": [render_to_string(each.template, said, request) for each, said in panels],
        "views": [shown.view_words(v, page.today) for v in queries.latest_views(sight.views)],
        "has_words": has_words,
        "visits": sight.visits,
        "meeting": _meeting(request, page) if page.is_now else None,
        "may_write": may,
    }


def _day(request):
    """ "As it was on": a day of the address that is a day; any other is as it is now."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return on if on < request.today else None


def _day_items(days):
    """Each day on which the plan changed, with the version that stood at its end."""
    return [
        (day.isoformat(), f"{long_date(day)}, version {rules.version_on(days.versions, day)}")
        for day in days.changed
    ]


def _meeting(request, page):
    """The meeting that waits to be recorded, for one who may: the page's one main action."""
    step = page.step(rules.MEETING_STEPS[page.kind])
    if step is None:
        return None
    if not gate.check(request.actor, register.step(step.code).permission, page.child).allow:
        return None
    return {
        "href": reverse("workflow:step", kwargs={"step_id": step.public_id}),
        "words": "Record the core group" if page.kind == "protection" else "Record the review",
    }


def _on_paper(context, request):
    found, on = context["plan"], context["on"] or request.today
    names = list_words([name for _, name in context["children"]])
    about = [
        {"label": "For", "shown": names},
        {"label": "Since", "shown": long_date(found.started_on)},
        {"label": "Version", "shown": str(context["version"])},
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
        "title": f"{context['title']}: {names}",
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
