"""What one recipient's copy goes without: chosen part by part, with the reason."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.workflow.pages import may_write, step_page
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
    chosen = copy.omission.keys if copy.omission else set()
    if request.method == "POST":
        chosen = set(request.POST.getlist("part"))
        errors = _posted(request, step, invited_id, chosen)
        if not errors:
            return redirect("child_protection:send", step_id=step.public_id)
    there = {part.key for part in copy.parts}
    context = {
        "step": step,
        "meeting": meeting,
        "invited": copy.invited,
        "what": sending.what_of(step),
        "sections": [
            {"title": title, "lines": [_line(part) for part in rows]}
            for title, rows in groupby(copy.parts, key=lambda part: part.section)
        ],
        "chosen": chosen,
        "why": request.POST.get("why", copy.omission.why if copy.omission else ""),
        "lost": [p["words"] for p in copy.omission.parts if p["key"] not in there]
        if copy.omission
        else [],
        "errors": errors,
    }
    return render(request, "child_protection/parts.html", context)


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
