"""The dates of a plan, for either kind: what is next, by when and why, and how often it asks for visits."""

from django.urls import reverse
from django.utils.http import urlencode

from tessera.engine.forms.answers import first_name
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow import rules as clocks
from tessera.engine.workflow.instead import rule_instead
from tessera.foundations.calendar.clock import local
from tessera.practice.plans import rules
from tessera.ui.formatting import clock_time, day_date, day_month, due_date, list_words, lower_first

VISITS = "Visits"
"""The kinds of line of the chronology behind the number of visits in time."""


def meeting_date(
    name, clock, *, today, step=None, booked=None, with_place=False, sooner="", link=None
):
    """A meeting or paper that is to come: the day that is set for it, and by which day it must be, and why.

    `booked` is the meeting where its hour is set; `sooner` says why the work is wanted before its own day.
    `link` leads to where it is set: words and address. Nothing for what no clock asks for and nobody has
    set a day for.
    """
    by = clock.due_on if clock else None
    set_on = _set_on(step, booked)
    if by is None and set_on is None:
        return None
    if booked is None and (sooner or by is None or set_on == by):
        by, set_on = min(day for day in (by, set_on) if day), None
    by_words = _by(by, today) if by else ""
    why = sooner or (work.why_of(clock) if clock else "")
    return {
        "name": name,
        "when": _moment(set_on, booked, today) if set_on else by_words,
        "place": booked.place if booked and with_place else "",
        "is_late": by is not None and by < today,
        "why": f"{by_words}: {lower_first(why)}" if set_on and by else why,
        "link": link,
    }


def _set_on(step, booked):
    if booked is not None and booked.planned_for:
        return local(booked.planned_for).date()
    return step.due_on if step is not None else None


def _moment(day, booked, today):
    hour = f", {clock_time(booked.planned_for)}" if booked and booked.planned_for else ""
    return f"{day_date(day, today=today)}{hour}"


def _by(day, today):
    return f"{'Was due' if day < today else 'By'} {due_date(day, today=today)}"


def visit_date(page):
    """How often the children are to be seen, who said so, and how many visits to this child were in time."""
    rule = rules.VISIT_TIMERS[page.kind]
    clock = page.running(rule)
    since = [
        (each.triggered_on, each.statutory_due_on) for each in page.clocks if each.rule == rule
    ]
    in_time, due = rules.visits_on_time(since, today=page.today)
    return {
        "name": "Visits, each child alone" if page.kind == "protection" else VISITS,
        "when": page.sight.visits or _of_the_council(rule, page),
        "place": "",
        "is_late": clock is not None and clock.due_on < page.today,
        "why": ". ".join(filter(None, (_set_by(page), _next(clock, page.today)))),
        "link": _on_time(page, in_time, due) if due else None,
    }


def _of_the_council(rule, page):
    instead = rule_instead(rule, page.child, page.today, None)
    return f"Every {clocks.timer(instead.rule if instead else rule, on=page.today).limit_words}"


def _set_by(page):
    """ "Set by the initial child protection conference, 3 February": each who set it, with the day."""
    if not page.sight.frequencies:
        return "As often as the council asks: the plan does not say"
    said = {
        f"the {lower_first(register.step(each.set_at).title)}, "
        f"{day_month(each.started_on, today=page.today)}"
        if each.set_at
        else day_month(each.started_on, today=page.today)
        for each in page.sight.frequencies
    }
    by = "by " if any(each.set_at for each in page.sight.frequencies) else "on "
    return f"Set {by}{list_words(sorted(said))}"


def _next(clock, today):
    if clock is None:
        return ""
    words = "The next was due" if clock.due_on < today else "The next by"
    return f"{words} {due_date(clock.due_on, today=today)}"


def _on_time(page, in_time, due):
    chronology = reverse("people:chronology", kwargs={"person_id": page.child.public_id})
    asked = {"kind": VISITS, "much": "all", "since": f"{page.began_on:%d/%m/%Y}"}
    whose = f" for {first_name(page.child)}" if len(page.sight.members) > 1 else ""
    return {
        "words": f"{in_time} of {due} on time{whose}",
        "href": f"{chronology}?{urlencode(asked)}",
    }
