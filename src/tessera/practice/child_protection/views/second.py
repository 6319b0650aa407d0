"""The second person's page: the copies about or to a protected person, as they would go."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.engine.documents import actions as documents
from tessera.engine.documents.views import file_of
from tessera.engine.workflow.pages import step_page
from tessera.foundations.audit.context import note_shown
from tessera.practice.child_protection.actions import sending
from tessera.practice.child_protection.views.sending import meeting_of
from tessera.practice.letters.permissions import AGREE
from tessera.practice.meetings import queries


@step_page(AGREE, writes=True)
def second(request, step):
    """Read them, and agree or send them back."""
    meeting, readings, found = _asked(request, step)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _answer(request, step, readings)
        if not errors:
            return redirect("workflow:my_work")
    context = {
        "step": step,
        "meeting": meeting,
        "reading": readings[0],
        "copies": found,
        "why": next((copy.second_why for copy in found if copy.second_why), ""),
        "what": sending.what_of(step),
        "clocks": [timer for timer in step.timers.all() if timer.stopped_on is None][:1],
        "errors": errors,
        "typed": request.POST,
        "is_as_asked": len(found) == len(readings) and all(c.is_being_read for c in found),
        "is_own": request.user.pk in {each.asked_by_id for each in readings},
    }
    return render(request, "child_protection/second.html", context)


@step_page(AGREE)
def preview(request, step, invited_id):
    """One copy exactly as its recipient would get it."""
    _, _, found = _asked(request, step)
    copy = next((each for each in found if each.invited.public_id == invited_id), None)
    if copy is None or copy.data is None:
        raise Http404
    return file_of(*sending.as_posted(copy), "copy")


def _asked(request, step):
    """Copies that wait to be read; the guard has seen to it that every child's record is open."""
    meeting = meeting_of(step)
    what = sending.what_of(step)
    readings = queries.open_readings(meeting, what)
    if not readings or not step.is_open:
        raise Http404
    found = sending.as_asked(meeting, what, readings, request.now)
    for copy in found:
        if copy.invited.person is not None:
            note_shown(copy.invited.person.public_id)
    return meeting, readings, found


def _answer(request, step, readings):
    agreed = request.POST.get("go") == "agree"
    ids = {each.invited.public_id for each in readings}
    try:
        sending.answer_copies(
            step=step,
            agreed=agreed,
            why="" if agreed else request.POST.get("why", ""),
            seen={key: request.POST.get(f"seen-{key}", "") for key in ids},
            at=request.now,
            by=request.user,
        )
    except documents.SayWhyNot:
        return {"why": "Say what is to be changed"}
    except documents.ChangedMeanwhile:
        return {
            "read": "Something was changed while you read. Read the copies again as they stand now"
        }
    except documents.TheirOwn:
        return {"read": "You asked for this: somebody else must read it"}
    except documents.NotAsked:
        return {"read": "Somebody else has answered meanwhile"}
    return {}
