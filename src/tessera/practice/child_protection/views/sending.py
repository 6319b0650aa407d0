"""Sending what a meeting decided: who may have it, without what, by which way, and what became of it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.documents.views import file_of
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import lines, queries, register
from tessera.engine.workflow import permissions as work
from tessera.engine.workflow.pages import may_come, may_write, step_page
from tessera.people.models import Person
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import permissions
from tessera.practice.meetings.models import Sending
from tessera.practice.meetings.queries import kept_back_before
from tessera.practice.meetings.rules import usual_way
from tessera.ui.doors import door

PAGE = "child_protection:send"
TITLES = {"decisions": "Send the decisions", "record": "Send the full record"}
SENT = {"decisions": "The decisions, as they were sent", "record": "The record, as it was sent"}
NOT_NOW = ("", "Not now")
NO = "no"
ASKED = [("", "Choose"), (NO, "No: nothing goes")]
"""Of whom the record knows something that may stand against it: nothing is chosen until somebody has."""
WAYS = (Sending.How.EMAIL, Sending.How.POST, Sending.How.HAND)


@step_page(permissions.SEND, writes=True)
def send(request, step):
    """Everyone who was asked, each with the check of what may go; sending those ticked ends the step."""
    meeting = meeting_of(step)
    what = sending.what_of(step)
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("go") == "after_all" and not step.is_open:
        sending.send_after_all(step=step, at=request.now, by=request.user)
        return redirect(PAGE, step_id=step.public_id)
    if request.method == "POST" and may_write(request, step):
        errors = _posted(request, step, copies_of(request, meeting, what))
        if not errors:
            return redirect(PAGE, step_id=step.public_id)
    found = copies_of(request, meeting, what)
    children = [row.child for row in meeting.children.all()]
    before = kept_back_before(meeting, children) if step.is_open else {}
    form = _form(request, step, meeting) if any(map(_is_unknown, found)) else None
    context = {
        "step": step,
        "meeting": meeting,
        "title": (TITLES if step.is_open else SENT)[what],
        "next_step": None if step.is_open else _next(step),
        "what": what,
        "rows": [_row(request, step, copy, before.get(copy.invited.pk), form) for copy in found],
        "second": _second(request, found),
        "on_their_way": sum(copy.is_on_its_way and not copy.is_refused for copy in found),
        "may_send": may_write(request, step),
        "errors": errors,
        "typed": request.POST,
        "kept_why": _kept_why(step, found),
        "kept_back": [c for c in found if c.may_go_after_all] if not step.is_open else [],
        "clocks": [timer for timer in step.timers.all() if timer.stopped_on is None][:1],
    }
    return render(request, "child_protection/send.html", context)


@step_page(permissions.SEND)
def preview(request, step, invited_id):
    """The copy as this recipient would get it; or as it went, on its day, once it has."""
    meeting = meeting_of(step)
    found = copies_of(request, meeting, sending.what_of(step), only={invited_id})
    if not found or found[0].data is None:
        raise Http404
    went_as = found[0].went_as
    if went_as is not None:
        return file_of(bytes(went_as.content), went_as.media_type, "copy")
    return file_of(*sending.as_posted(found[0]), "copy")


def _next(step):
    """What waits after this: the record, once the decisions have gone."""
    following = step.followed_by.select_related("work_item").filter(work_item__isnull=False).first()
    return following and {
        "title": register.step(following.code).title,
        "href": lines.address(following),
        "due_on": following.work_item.due_on,
    }


def meeting_of(step):
    """Only by the work that sends: other work that follows a meeting may be about fewer of its children, and
    opens for who may not read of the others."""
    if register.step(step.code).page != PAGE:
        raise Http404
    try:
        return sending.meeting_of(step)
    except sending.NothingHeld:
        raise Http404 from None


def copies_of(request, meeting, what, only=None):
    """Those asked whom this worker may know of: a hidden person is not named here either."""
    found = sending.copies(meeting=meeting, what=what, only=only, at=request.now, by=request.user)
    people = [copy.invited.person_id for copy in found if copy.invited.person_id]
    known = set(
        Person.objects.known_to(request.actor).filter(pk__in=people).values_list("pk", flat=True)
    )
    return [c for c in found if c.invited.person_id is None or c.invited.person_id in known]


def _row(request, step, copy, before=None, form=None):
    invited, sent = copy.invited, copy.sending
    chosen = request.POST.get(_name(copy))
    way = chosen if chosen is not None else _usual(copy, request.user, before)
    return {
        "mine": copy,
        "invited": invited,
        "verdict": copy.verdict,
        "sending": sent,
        "is_done": not copy.is_to_go and not copy.is_on_its_way,
        "corrects": sent if copy.is_corrected else None,
        "message": sent.document.message if copy.is_on_its_way else None,
        "is_agreed": copy.is_agreed(request.user),
        "name": _name(copy),
        "ways": _ways(copy, request.user),
        "way": way,
        "asks_why": way in ("", NO),
        "before": before,
        "why_name": _why_name(copy),
        "why": request.POST.get(_why_name(copy), before.withheld_why if before else ""),
        "put_right": _put_right(request, step, copy, form) if copy.is_to_go else [],
    }


def _is_unknown(copy):
    """One of the family whom the record does not know."""
    return copy.invited.is_family and copy.invited.person is None


def _put_right(request, step, copy, form):
    """Where the record is put right for one of the family whom nothing reaches, or whom it does not know."""
    invited, child = copy.invited, step.subjects_list[0]
    if not invited.is_family:
        return []
    if _is_unknown(copy):
        ways = [
            ("Add them to the family", _way(request, "people:relate", child)),
            ("then open the form of the meeting again and finish it", form),
        ]
    elif not copy.verdict.may_go:
        ways = [
            ("Who is whose, and who cares for the children", _way(request, "people:family", child))
        ]
    elif not copy.has_address:
        ways = [("Add an address", _way(request, "people:details", invited.person))]
    else:
        ways = []
    return [(words, href) for words, href in ways if href]


def _way(request, name, person):
    return door(request, name, person, person_id=person.public_id)


def _form(request, step, meeting):
    """The form of the meeting, where it opens for whoever sends: it is its chair's."""
    written = queries.step_of(meeting.step_ref)
    written.subjects_list = step.subjects_list
    opens = may_come(request, written, work.VIEW)
    return reverse("workflow:step", args=[written.public_id]) if opens else None


def _name(copy):
    return f"how-{copy.invited.public_id}"


def _why_name(copy):
    return f"why-{copy.invited.public_id}"


def _ways(copy, by):
    """How this copy may go, and what else may become of it: pairs for a list to choose from."""
    if not copy.is_agreed(by):
        return (
            [(sending.WAIT, "When it has been read"), NOT_NOW] if copy.is_being_read else [NOT_NOW]
        )
    labels = dict(Sending.How.choices)
    if copy.email:
        labels[Sending.How.EMAIL] = "Secure e-mail, from here"
    ways = [(way.value, labels[way]) for way in WAYS]
    if copy.invited.worker_id is not None:
        ways.append((Sending.How.SYSTEM.value, labels[Sending.How.SYSTEM]))
    if copy.is_refused and copy.sending.document.message.given_up_at is None:
        return [(sending.WAIT, "Wait: it is tried again"), *ways, NOT_NOW]
    return [*ASKED, *ways] if copy.is_asked else [NOT_NOW, *ways]


def _usual(copy, by, before):
    if before is not None or (copy.is_asked and copy.is_agreed(by) and not copy.is_refused):
        return ""
    first = _ways(copy, by)[0][0]
    if not copy.is_agreed(by) or first == sending.WAIT:
        return first
    invited = copy.invited
    return usual_way(
        is_worker=invited.worker_id is not None,
        is_family=invited.is_family,
        is_child=copy.is_childs,
        has_address=copy.has_address,
    )


def _second(request, found):
    """What a second person has to read, and how far that is; None where nobody has to."""
    theirs = [copy for copy in found if copy.needs_second]
    if not theirs:
        return None
    asked = [copy.reading for copy in theirs if copy.reading is not None]
    to_ask = [c for c in theirs if not c.is_agreed(request.user) and not c.is_being_read]
    last = max(asked, key=lambda each: (each.asked_at, each.pk), default=None)
    return {
        "why": theirs[0].second_why,
        "count": len(theirs),
        "to_ask": len(to_ask),
        "reading": last,
        "is_as_read": last is not None and all(c.is_as_read for c in theirs),
    }


def _kept_why(step, found):
    """What was said of those who do not get it now, while others of the same round are on their way."""
    if not any(copy.is_on_its_way or copy.is_being_read for copy in found):
        return ""
    return sheets.answers_of(step.sheet).get("not_sent_why") or ""


def _posted(request, step, found):
    """Nothing when it was done, or what is wrong."""
    if request.POST.get("go") == "ask":
        return _ask(request, step)
    why = request.POST.get("not_sent_why", "").strip()
    how, whys = _chosen(request, found), _whys(request, found)
    errors = {**_not_said(request, found), **_wrong(found, how, whys, why)}
    if errors:
        return errors
    try:
        sending.finish_sending(
            step=step, how=how, not_sent_why=why, whys=whys, at=request.now, by=request.user
        )
    except meetings.NeedsSecond:
        return {
            "second": "A second person must agree to a copy as it stands: ask for it to be read"
        }
    return {}


def _ask(request, step):
    try:
        sending.ask_for_reading(step=step, at=request.now, by=request.user)
    except meetings.NoSecondNeeded:
        return {}
    return {}


def _chosen(request, found):
    chosen = {copy.invited.public_id: request.POST.get(_name(copy)) for copy in found}
    offered = {c.invited.public_id: {v for v, _ in _ways(c, request.user)} - {""} for c in found}
    return {k: way for k, way in chosen.items() if way in offered[k] and way != NO}


def _whys(request, found):
    """Why nothing goes to this one, where it is not the reason for all."""
    said = {c.invited.public_id: request.POST.get(_why_name(c), "").strip() for c in found}
    return {public_id: why for public_id, why in said.items() if why}


def _not_said(request, found):
    """Whoever must be thought about is decided about, one way or the other."""
    return {
        _name(
            copy
        ): f"May {copy.invited.person.name} have this? Choose how it goes, or that nothing does"
        for copy in found
        if copy.is_asked and _is_open(copy) and not request.POST.get(_name(copy))
        if ("", "Choose") in _ways(copy, request.user)
    }


def _is_open(copy):
    return copy.verdict.may_go and copy.is_to_go


def _wrong(found, how, whys, why):
    open_ = [copy for copy in found if _is_open(copy)]
    errors = {
        _name(copy): (
            f"The record has no address for {copy.invited.name}: write it there first, or choose another way"
        )
        for copy in open_
        if how.get(copy.invited.public_id) == Sending.How.POST and not copy.has_address
    }
    decided = how.keys() | whys.keys()
    left = [copy.invited.name for copy in open_ if copy.invited.public_id not in decided]
    if left and not why:
        errors["not_sent_why"] = f"Say why nothing goes to {', '.join(left)}"
    return errors
