"""A step's form to read: what was written, who signed it off, and what may be done with it."""

from django.shortcuts import render

from tessera.engine.forms import queries as sheets
from tessera.engine.forms.answers import first_name
from tessera.engine.forms.kinds.tables import WORDS
from tessera.engine.workflow import lines, permissions, queries, register, rules
from tessera.engine.workflow.instead import rule_instead
from tessera.engine.workflow.models import State, StepEvent, Timer
from tessera.engine.workflow.pages import may_authorise, may_come, may_set_aside
from tessera.engine.workflow.views.questions import Paper
from tessera.engine.workflow.views.standing import standing, whose_warnings
from tessera.people import record_page
from tessera.people.queries.now import warnings_of
from tessera.ui.doors import door


def about(request, step) -> dict:
    """What stands around every page of a step: who it is about, where they stand, what is due."""
    return {
        "step": step,
        "definition": register.step(step.code),
        **about_people(step.subjects_list, request),
        "clock": clock_of(step, request),
        "beside": beside(step, request),
    }


def about_people(people, request) -> dict:
    """Where these people stand, together, and what to beware of."""
    warnings = warnings_of([p.pk for p in people], request.today).answer()
    statuses = record_page.statuses_of(people, request.today)
    return {
        "people": people,
        "statuses": standing(people, statuses),
        "warnings": whose_warnings(people, warnings),
    }


def beside(step, request) -> list[dict]:
    """What else may be done from here, for each of the people: only what opens for this worker."""
    found = []
    for name, words in register.all_beside().items():
        for person in step.subjects_list:
            way = door(request, name, person, person_id=person.public_id)
            if way:
                about = f" about {first_name(person)}" if len(step.subjects_list) > 1 else ""
                found.append({"words": f"{words}{about}", "href": f"{way}?step={step.public_id}"})
    return found


def clock_of(step, request) -> dict | None:
    """The words at the right of the bar: due when, which day of how many, and why."""
    if not step.is_open:
        return None
    timers = Timer.objects.filter(step=step, stopped_on=None)
    timer = min(timers, key=lambda t: (t.due_on, t.pk), default=None)
    if timer is None:
        return _by_itself(step, request) if step.due_on else None
    since = timer.triggered_on
    instead = rule_instead(timer.rule, timer.person, since, None)
    rule = rules.timer(instead.rule if instead else timer.rule, on=since)
    counted_since = (instead and instead.since) or since
    return {
        "on": timer.due_on,
        "day": rules.day_of_words(rule, counted_since, request.today),
        "why": queries.why_of(timer),
        "words": _said(step, timer.managed_due_on) if timer.managed_due_on else "",
        "late": lines.lateness(timer.due_on, None, request.now),
    }


def _by_itself(step, request) -> dict:
    """Work with a day of its own, which no clock gave it."""
    return {
        "on": step.due_on,
        "day": "",
        "why": step.due_why,
        "words": _said(step, step.due_on),
        "late": lines.lateness(step.due_on, None, request.now),
    }


def _said(step, new_on) -> str:
    """Why a manager set this new date: for whoever has the form open, where the history is not shown."""
    said = step.oversights.filter(new_on=new_on).order_by("-pk").first()
    return said.words if said else ""


def written(paper) -> list[dict]:
    """Section by section, what was written: for everyone, then child by child."""
    found = []
    for section in paper.form.sections:
        groups = [{"child": None, "rows": _rows(paper, section, None)}]
        groups += [
            {"child": child, "rows": _rows(paper, section, child)} for child in paper.subjects
        ]
        groups = [group for group in groups if group["rows"]]
        if groups:
            found.append({"section": section, "groups": groups})
    return found


def _rows(paper, section, child) -> list[dict]:
    rows = []
    for each in section.fields:
        is_each = section.is_each_child(each) and bool(paper.subjects)
        answers = paper.answers.of(child)
        if is_each != (child is not None) or not answers.is_shown(each.key):
            continue
        value = answers.stored(each.key)
        if value is None and not each.is_asked and not each.text and not each.computed_from:
            continue
        withheld = each.field_class in paper.request.withheld
        rows.append(
            {
                "field": each,
                "label": paper.words(each.label, child),
                "value": None if withheld else value,
                "shown": "Address protected" if withheld else _shown(paper, each, value),
                "is_withheld": withheld,
                "child": child,
                "name": first_name(child) if child is not None else paper.name,
                "table": None if withheld else _table(paper, each, value),
                "columns": _columns(each),
                "files": paper.files(value) if each.kind == "file" and not withheld else [],
                "source": _source(paper, each, child),
            }
        )
    return rows


def _shown(paper, each, value):
    return paper.statement(each) if each.kind == "statement" else paper.shown(each, value)


def _table(paper, each, value):
    if each.kind != "table" or not isinstance(value, list):
        return None
    return [
        [
            *([row.get(WORDS, "")] if each.rows_from else []),
            *(paper.shown(c, row.get(c.key)) or c.blank for c in each.columns),
        ]
        for row in value
    ]


def _columns(each) -> list[str]:
    return [*([each.row_heading] if each.rows_from else []), *(c.label for c in each.columns)]


def _source(paper, each, child):
    row = paper.rows.get((each.key, child.pk if child is not None else None))
    return row.source if row and row.source else None


def read(request, step, **more):
    """The page of a form that is finished, waits for authorisation, or is not this worker's."""
    paper = Paper(request, step)
    events = list(queries.events_of(step))
    offers = _offers(request, step)
    around = about(request, step)
    if around["clock"]:
        around["clock"]["words"] = ""  # they stand in the history of this page
    return render(
        request,
        "workflow/read.html",
        {
            **around,
            "paper": paper,
            "written": written(paper),
            "events": events,
            "overseen": _overseen(step, events),
            "returned": _last(events, StepEvent.Kind.RETURNED),
            "unsent": _unsent(request, step, paper),
            "kept": request.GET.get("kept", ""),
            "follows": _follows(step),
            "signed": signed(step),
            **offers,
            **more,
        },
    )


OVERSEEN = (StepEvent.Kind.COMMENTED, StepEvent.Kind.EXTENDED)


def _overseen(step, events) -> dict:
    """What a manager said each time, read from the oversight on the children's records."""
    found = {}
    if any(event.kind in OVERSEEN and not event.comment for event in events):
        for at, words in step.oversights.order_by("pk").values_list("said_at", "words"):
            found[at] = words
    return {event.at: found.get(event.at, "") for event in events}


def signed(step) -> list[dict]:
    """Each level that must sign, in order: who has, and whose name is still to come."""
    titles = {level.permission: level.title for level in register.step(step.code).levels}
    names = {signature.level: signature for signature in queries.signatures_of(step)}
    waits = step.state == State.AWAITING_AUTHORISATION
    levels = step.levels or ([step.authorisation_level] if waits else [])
    return [
        {"title": titles.get(level, "Manager"), "signature": names.get(level)}
        for level in levels
        if waits or level in names
    ]


def _offers(request, step) -> dict:
    def may(permission):
        return may_come(request, step, permission)

    waits = step.state == State.AWAITING_AUTHORISATION
    return {
        "waits": waits,
        "may_authorise": waits and may_authorise(request, step),
        "may_reopen": step.state == State.DONE and may(permissions.REOPEN),
        "may_cancel": step.is_open and may_set_aside(request, step),
        "may_allocate": step.is_open and may(permissions.ALLOCATE),
    }


def _follows(step) -> list[dict]:
    """What is to follow, as the worker chose it: for the manager who signs it off."""
    return [
        {"title": register.step(data["code"]).title, "due_on": data["due_on"]}
        for data in step.next_steps
    ]


def _unsent(request, step, paper):
    return [
        {
            "label": paper.words(paper.form.field(row.field).label, row.child),
            "shown": paper.shown(paper.form.field(row.field), row.value),
            "files": paper.files(row.value) if paper.form.field(row.field).kind == "file" else [],
            "at": row.at,
        }
        for row in sheets.unsent_of(step.sheet, request.user)
        if row.field in paper.form
    ]


def _last(events, kind):
    return next((event for event in reversed(events) if event.kind == kind), None)
