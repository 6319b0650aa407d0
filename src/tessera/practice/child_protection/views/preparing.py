"""Before the day: when and where, who is asked, whose report came, who is left out; and a delay."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.engine.workflow import permissions as workflow
from tessera.engine.workflow.pages import step_page
from tessera.foundations import codesets
from tessera.foundations.access import gate
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.people.rules import folded
from tessera.practice.child_protection import actions, forms, queries
from tessera.practice.child_protection import permissions as child_protection
from tessera.practice.child_protection.actions.preparing import KINDS
from tessera.practice.child_protection.pages import may_all, may_take
from tessera.practice.child_protection.queries.apart import came_apart
from tessera.practice.child_protection.queries.known_of import apart_words, known_of
from tessera.practice.letters.queries import invitations_of
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import permissions
from tessera.practice.meetings.models import Invited, Meeting
from tessera.practice.meetings.queries import Proposed, each_once, with_all
from tessera.ui.doors import door

INVITATION = "meeting_invitation"
INITIAL = "child_protection.initial_conference"
"""The law gives this one its days, and so a manager and the chair may agree to a later one."""


@step_page(permissions.PREPARE, writes=True)
def prepare(request, step):
    """Everything that is settled before a conference."""
    if step.code not in KINDS:
        raise Http404
    meeting = with_all(Meeting.objects.filter(step_ref=step.public_id)).first()
    errors: dict[str, str] = {}
    if request.method == "POST" and step.is_open and (meeting is None or meeting.held_on is None):
        errors = POSTS.get(request.POST.get("go", ""), _nothing)(request, step, meeting)
        if not errors:
            return redirect("child_protection:prepare", step_id=step.public_id)
    return render(
        request, "child_protection/prepare.html", _context(request, step, meeting, errors)
    )


def _context(request, step, meeting, errors):
    asked = _asked(request, meeting) if meeting else []
    around = _around(request, step, meeting)
    before = _before(request, step, meeting, asked)
    reports = [each for each in asked if each.report_due_on]
    day = local(meeting.planned_for).date() if meeting and meeting.planned_for else step.due_on
    return {
        "step": step,
        "title": codesets.label("meeting.kind", meeting.kind if meeting else KINDS[step.code]),
        "meeting": meeting,
        "asked": asked,
        "reports_in": sum(each.report_received_on is not None for each in reports),
        "reports": len(reports),
        "around": around,
        "known": _known(request, step, meeting, before),
        "before": before,
        "answers": [("", "No answer yet"), *Invited.Answer.choices],
        "letters": _letters(request, step, asked),
        "agencies": codesets.choices("agency", on=request.today, blank=True),
        "ways": [("", "Choose"), *Meeting.How.choices],
        "errors": errors,
        "typed": request.POST,
        "is_open": step.is_open and (meeting is None or meeting.held_on is None),
        "may_leave_out": request.actor.may(permissions.LEAVE_OUT),
        "may_delay": step.code == INITIAL and request.actor.may(child_protection.DELAY),
        "may_open": may_all(request, workflow.VIEW, step.subjects_list),
        "may_take": may_take(request, [(step.worker, step.subjects_list)])[0],
        "item": step.work_item if step.is_open else None,
        "asked_for": step.due_on if meeting is None else None,
        "report_due": actions.report_due(step, day) if day else None,
    }


def _letters(request, step, asked):
    """invited id -> their invitation, and where it is written; "" the letters of the first child."""
    child = step.subjects_list[0]
    way = door(request, "letters:write", child, person_id=child.public_id)
    if way is None:
        return {}
    back = f"back={quote(request.path)}"
    there = f"{way}?step={step.public_id}&template={INVITATION}&{back}"
    written = invitations_of(step, INVITATION)
    to = {
        each.pk: _letter(written.get(each.person_id), f"{there}&to=p{each.person.public_id}", back)
        for each in asked
        if each.person
    }
    return {"": there, **to}


def _letter(letter, anew, back):
    if letter is None or letter.is_sent:
        return {"href": anew, "sent_on": letter and letter.sent_on, "is_begun": False}
    begun = reverse("letters:letter", args=[letter.child.public_id, letter.public_id])
    return {"href": f"{begun}?{back}", "sent_on": None, "is_begun": True}


def _asked(request, meeting):
    people = [each.person_id for each in meeting.invited.all() if each.person_id]
    known = set(
        Person.objects.known_to(request.actor).filter(pk__in=people).values_list("pk", flat=True)
    )
    return [e for e in meeting.invited.all() if e.person_id is None or e.person_id in known]


def _known(request, step, meeting, before):
    """What may stand against asking one of the family with the others: the chair decides whether they come
    apart, or are left out. What is proposed from `before` is told there."""
    known = known_of(meeting, step.subjects_list, request.today) if meeting else {}
    told = {pk: apart_words(each.invited) for pk, each in before.items()}
    return {pk: [each for each in words if each != told.get(pk)] for pk, words in known.items()}


def _before(request, step, meeting, asked):
    """invited id -> how they came to the last conference, where that was apart and nothing is said yet."""
    open_ = [each for each in asked if not each.apart_why and not each.left_out_why]
    if not open_:
        return {}
    earlier = came_apart(step.subjects_list, besides=meeting, actor=request.actor)
    by_who = {each.invited.person_id or folded(each.invited.name): each for each in earlier}
    found = {each.pk: by_who.get(each.person_id or folded(each.name)) for each in open_}
    return {pk: each for pk, each in found.items() if each is not None}


def _around(request, step, meeting):
    """Those whom the reader may know of and nobody has asked yet; whoever chairs is there anyway."""
    found = queries.to_ask(step.subjects_list, request.today, actor=request.actor)
    found = each_once(found, besides=list(meeting.invited.all()) if meeting else [])
    found = [each for each in found if each.worker is None or each.worker != step.worker]
    known = Person.objects.known_to(request.actor)
    people = [each.person.pk for each in found if each.person is not None]
    there = set(known.filter(pk__in=people).values_list("pk", flat=True))
    return [each for each in found if each.person is None or each.person.pk in there]


def _nothing(request, step, meeting):
    return {}


def _set_day(request, step, meeting):
    form = forms.DayForm(request.POST, today=request.today, is_moved=meeting is not None)
    if not form.is_valid():
        return _errors(form)
    actions.plan_conference(
        step=step,
        planned_for=form.planned_for,
        how=form.cleaned_data["how"],
        place=form.cleaned_data["place"],
        reason=form.cleaned_data["reason"],
        at=request.now,
        by=request.user,
    )
    return {}


def _ask(request, step, meeting):
    around = _around(request, step, meeting)
    form = forms.AskForm(request.POST, around=around, today=request.today)
    if meeting is None:
        return {"on-day": "Set the day first"}
    if not form.is_valid():
        return _errors(form)
    said = form.cleaned_data
    people = [each for each in around if each.key in said["ask"]]
    if said["name"]:
        people.append(Proposed("", said["name"], said["agency"], said["role"]))
    actions.ask_people(
        step=step, meeting=meeting, people=people, on=request.today, at=request.now, by=request.user
    )
    return {}


def _report(request, step, meeting):
    invited = _one(request, meeting)
    received = None if invited.report_received_on else request.today
    meetings.receive_report(invited=invited, received_on=received, by=request.user)
    return {}


def _leave_out(request, step, meeting):
    invited = _one(request, meeting)
    reason = request.POST.get("reason", "").strip()
    if not gate.check(request.actor, permissions.LEAVE_OUT).allow:
        raise Http404
    if not reason:
        return {f"reason-{invited.public_id}": f"Say why {invited.name} is left out"}
    meetings.leave_out(invited=invited, reason=reason, by=request.user)
    return {}


def _take(request, step, meeting):
    if not may_all(request, child_protection.CONFERENCE, step.subjects_list):
        raise Http404
    try:
        actions.take_chair(step=step, at=request.now, by=request.user)
    except (actions.HasChair, actions.NotIndependent) as refusal:
        return {"chair": refusal.__doc__}
    return {}


def _answer(request, step, meeting):
    answer = request.POST.get("answer", "")
    if answer not in ("", *Invited.Answer.values):
        raise Http404
    meetings.note_answer(invited=_one(request, meeting), answer=answer, by=request.user)
    return {}


def _apart(request, step, meeting):
    invited = _one(request, meeting)
    if not gate.check(request.actor, permissions.LEAVE_OUT).allow:
        raise Http404
    takes_back = request.POST.get("go") == "together"
    reason = "" if takes_back else request.POST.get("apart", "").strip()
    if not reason and not takes_back:
        return {f"apart-{invited.public_id}": f"Say why {invited.name} comes apart"}
    meetings.come_apart(invited=invited, reason=reason, by=request.user)
    return {}


def _take_off(request, step, meeting):
    invited = _one(request, meeting)
    try:
        actions.take_off(step=step, invited=invited, at=request.now, by=request.user)
    except meetings.StaysOnTheList as refusal:
        return {f"off-{invited.public_id}": str(refusal.__doc__)}
    return {}


POSTS = {
    "chair": _take,
    "day": _set_day,
    "ask": _ask,
    "report": _report,
    "answer": _answer,
    "apart": _apart,
    "together": _apart,
    "leave_out": _leave_out,
    "take_off": _take_off,
}


def _one(request, meeting):
    try:
        wanted = UUID(request.POST.get("invited", ""))
    except ValueError:
        raise Http404 from None
    found = (
        [each for each in _asked(request, meeting) if each.public_id == wanted] if meeting else []
    )
    if not found:
        raise Http404
    return found[0]


def _errors(form):
    return {name if name != "on" else "on-day": words[0] for name, words in form.errors.items()}


@step_page(child_protection.DELAY, writes=True)
def delay(request, step):
    """A conference later than the law asks: the manager asks with reasons, the chair agrees."""
    enquiries = [e for e in (queries.current_enquiry(c) for c in step.subjects_list) if e]
    waiting = [d for e in enquiries for d in e.delays.filter(chair=None)]
    errors: dict[str, str] = {}
    if request.method == "POST" and enquiries:
        errors = _decide_delay(request, enquiries, waiting)
        if not errors:
            return redirect("child_protection:delay", step_id=step.public_id)
    context = {
        "step": step,
        "enquiries": enquiries,
        "waiting": waiting,
        "agreed": [
            d
            for e in enquiries
            for d in e.delays.exclude(chair=None).select_related("chair", "manager")
        ],
        "errors": errors,
        "typed": request.POST,
        "may_ask": request.actor.may(child_protection.AUTHORISE),
        "may_agree": request.actor.may(child_protection.CONFERENCE),
    }
    return render(request, "child_protection/delay.html", context)


def _decide_delay(request, enquiries, waiting):
    agrees = request.POST.get("go") == "agree"
    if not request.actor.may(child_protection.CONFERENCE if agrees else child_protection.AUTHORISE):
        raise Http404
    return _agree(request, waiting) if agrees else _ask_for_delay(request, enquiries)


def _agree(request, waiting):
    try:
        for each in waiting:
            actions.agree_to_delay(delay=each, at=request.now, by=request.user)
    except actions.SamePerson:
        return {"agree": actions.SamePerson.__doc__}
    return {}


def _ask_for_delay(request, enquiries):
    form = forms.DelayForm(request.POST)
    if not form.is_valid():
        return {n if n != "until" else "until-day": w[0] for n, w in form.errors.items()}
    try:
        for enquiry in enquiries:
            actions.ask_for_delay(
                enquiry=enquiry,
                until_on=form.cleaned_data["until"],
                why=form.cleaned_data["why"],
                safety_plan=form.cleaned_data["safety"],
                at=request.now,
                by=request.user,
            )
    except actions.NotLater:
        return {"until-day": actions.NotLater.__doc__}
    return {}
