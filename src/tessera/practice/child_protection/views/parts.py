"""What one recipient's copy goes without: chosen part by part, with the reason."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.workflow.pages import may_write, step_page
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Person
from tessera.practice.child_protection.actions import sending
from tessera.practice.child_protection.views.sending import copies_of, meeting_of
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import permissions


@step_page(permissions.SEND, writes=True)
def parts(request, step, invited_id):
    """Everything that the copy tells; what is ticked is left out of it."""
    meeting = meeting_of(step)
    copy = next(iter(copies_of(request, meeting, sending.what_of(step), only={invited_id})), None)
    if copy is None or not copy.parts or not copy.is_to_go or not may_write(request, step):
        raise Http404
    errors: dict[str, str] = {}
    standing = [each for each in (copy.omission, copy.cut_before) if each is not None]
    there = {part.key for part in copy.parts}
    chosen = set().union(*(each.keys for each in standing))
    shown = _known(request, meeting, copy.parts)
    if request.method == "POST":
        not_shown = there - {part.key for part in shown}
        chosen = set(request.POST.getlist("part")) | (chosen & not_shown)
        errors = _posted(request, step, invited_id, chosen)
        if not errors:
            return redirect("child_protection:send", step_id=step.public_id)
    context = {
        "step": step,
        "meeting": meeting,
        "invited": copy.invited,
        "what": sending.what_of(step),
        "sections": [
            {"title": title, "lines": [_line(part) for part in rows]}
            for title, rows in groupby(shown, key=lambda part: part.section)
        ],
        "chosen": chosen,
        "why": request.POST.get("why", standing[0].why if standing else ""),
        "lost": _lost(standing, there),
        "errors": errors,
    }
    return render(request, "child_protection/parts.html", context)


def _lost(standing, there):
    """What was left out and is not found in this copy, by its name."""
    parts = [part for each in standing for part in each.parts if part["key"] not in there]
    return list(dict.fromkeys(part["words"] for part in parts))


def _known(request, meeting, parts):
    """The parts without the lines that name somebody of whom this worker may not know."""
    named = {each.person_id: each for each in meeting.invited.all() if each.person_id}
    people = Person.objects.known_to(request.actor).filter(pk__in=named)
    known = {person.pk: person for person in people}
    hidden = [each.name for pk, each in named.items() if pk not in known]
    shown = [part for part in parts if not any(name in _text(part) for name in hidden)]
    for pk, person in known.items():
        if any(named[pk].name in _text(part) for part in shown):
            note_shown(person.public_id)
    return shown


def _text(part):
    return f"{part.label} {part.shown}"


def _line(part):
    return {
        "value": part.key,
        "text": part.label or part.shown,
        "hint": part.shown if part.label else "",
    }


def _posted(request, step, invited_id, chosen):
    why = request.POST.get("why", "")
    try:
        sending.leave_parts_out(
            step=step, invited_id=invited_id, keys=chosen, why=why, at=request.now, by=request.user
        )
    except meetings.SayWhyLeftOut:
        return {"why": "Say why this is left out"}
    except meetings.AlreadySent:
        raise Http404 from None
    return {}
