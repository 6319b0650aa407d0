"""Sending what a meeting decided: who may have it, without what, and what each of them gets."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.documents.views import file_of
from tessera.engine.workflow import lines, register
from tessera.engine.workflow.pages import may_write, step_page
from tessera.people.models import Person
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import permissions
from tessera.practice.meetings.models import Sending
from tessera.practice.meetings.rules import usual_way

TITLES = {"decisions": "Send the decisions", "record": "Send the full record"}
SENT = {"decisions": "The decisions, as they were sent", "record": "The record, as it was sent"}


@step_page(permissions.SEND, writes=True)
def send(request, step):
    """Everyone who was asked, each with the check of what may go; sending those ticked ends the step."""
    meeting = _meeting(step)
    what = sending.what_of(step)
    errors: dict[str, str] = {}
    if request.method == "POST" and may_write(request, step):
        errors = _wrong(request, _copies(request, meeting, what))
        if not errors:
            _send(request, step, meeting, what)
            return redirect("child_protection:send", step_id=step.public_id)
    context = {
        "step": step,
        "meeting": meeting,
        "title": (TITLES if step.is_open else SENT)[what],
        "next_step": None if step.is_open else _next(step),
        "what": what,
        "rows": [_row(request, copy) for copy in _copies(request, meeting, what)],
        "ways": [("", "Not now"), *Sending.How.choices],
        "may_send": may_write(request, step),
        "errors": errors,
        "typed": request.POST,
        "clocks": [timer for timer in step.timers.all() if timer.stopped_on is None][:1],
    }
    return render(request, "child_protection/send.html", context)


@step_page(permissions.SEND)
def preview(request, step, invited_id):
    """The copy as this recipient would get it."""
    meeting = _meeting(step)
    found = _copies(request, meeting, sending.what_of(step), only={invited_id})
    if not found or found[0].data is None:
        raise Http404
    return file_of(*sending.content(found[0]), "copy")


def _next(step):
    """What waits after this: the record, once the decisions have gone."""
    following = step.followed_by.select_related("work_item").filter(work_item__isnull=False).first()
    return following and {
        "title": register.step(following.code).title,
        "href": lines.address(following),
        "due_on": following.work_item.due_on,
    }


def _meeting(step):
    try:
        return sending.meeting_of(step)
    except sending.NothingHeld:
        raise Http404 from None


def _copies(request, meeting, what, only=None):
    """Those asked whom this worker may know of: a hidden person is not named here either."""
    found = sending.copies(meeting=meeting, what=what, only=only, at=request.now, by=request.user)
    people = [copy.invited.person_id for copy in found if copy.invited.person_id]
    known = set(
        Person.objects.known_to(request.actor).filter(pk__in=people).values_list("pk", flat=True)
    )
    return [c for c in found if c.invited.person_id is None or c.invited.person_id in known]


def _row(request, copy):
    invited = copy.invited
    sent = copy.sending if copy.sending is not None else None
    way = request.POST.get(f"how-{invited.public_id}")
    return {
        "invited": invited,
        "verdict": copy.verdict,
        "sending": sent,
        "is_done": not copy.is_to_go,
        "corrects": sent if copy.is_corrected else None,
        "name": f"how-{invited.public_id}",
        "way": way
        if way is not None
        else usual_way(is_worker=invited.worker_id is not None, is_family=invited.is_family),
        "document": sent.document if sent and sent.document else None,
    }


def _ways(request, found):
    ways = {
        copy.invited.public_id: request.POST.get(f"how-{copy.invited.public_id}") for copy in found
    }
    return {key: way for key, way in ways.items() if way in Sending.How.values}


def _wrong(request, found):
    ways = _ways(request, found)
    open_ = [c for c in found if c.verdict.may_go and c.is_to_go]
    left = [copy.invited.name for copy in open_ if copy.invited.public_id not in ways]
    if left and not request.POST.get("not_sent_why", "").strip():
        return {"not_sent_why": f"Say why nothing goes to {', '.join(left)}"}
    return {}


def _send(request, step, meeting, what):
    why = request.POST.get("not_sent_why", "").strip()
    found = _copies(request, meeting, what)
    sending.finish_sending(
        step=step, how=_ways(request, found), not_sent_why=why, at=request.now, by=request.user
    )
