"""Conferences to come and held, decisions not yet sent; and one meeting on a page."""

from datetime import timedelta

from django.shortcuts import render
from django.urls import reverse

from tessera.engine.workflow import lines
from tessera.engine.workflow import permissions as workflow
from tessera.foundations import codesets
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.people.queries import records_open
from tessera.practice.child_protection import permissions, queries, rules
from tessera.practice.child_protection.actions.preparing import KINDS
from tessera.practice.child_protection.actions.sending import SENDING
from tessera.practice.child_protection.pages import may_all, may_take, meeting_page
from tessera.practice.meetings import permissions as meetings
from tessera.practice.meetings.queries import held_since, last_sendings, open_work
from tessera.ui.guard import page
from tessera.ui.navigation import places_under

HELD = ("initial", "before_birth", "transfer_in", "review")
SHOWN_FOR = timedelta(weeks=8)
TABS = (("all", "All"), ("mine", "Mine"))


@page(meetings.VIEW)
def conferences(request):
    """For business support and chairs: what is to come, what waits to be sent, what was held."""
    show = "mine" if request.GET.get("show") == "mine" else "all"
    found = open_work(
        [*KINDS, *SENDING], actor=request.actor, permission=meetings.VIEW, on=request.today
    )
    if show == "mine":
        found = [(i, m) for i, m in found if request.user.pk in (i.worker_id, _chair(m))]
    held = held_since(
        HELD, request.today - SHOWN_FOR, actor=request.actor, permission=meetings.VIEW
    )
    coming = [_coming(request, i, m) for i, m in found if i.code in KINDS]
    to_send = [_unsent(request, i, m) for i, m in found if i.code in SENDING]
    here = reverse("child_protection:conferences")
    to_come = _led(request, _taken(request, coming), meetings.PREPARE)
    to_send = _led(request, to_send, meetings.SEND)
    held = [_held(m) for m in held if show == "all" or m.chair_id == request.user.pk]
    everybody = [person for row in (*to_come, *to_send, *held) for person in row["people"]]
    context = {
        "beside": places_under("child_protection:conferences", request),
        "tabs": [
            {"label": label, "href": f"{here}?show={key}", "current": key == show}
            for key, label in TABS
        ],
        "to_come": to_come,
        "to_send": to_send,
        "held": held,
        "open_records": records_open(everybody, actor=request.actor),
    }
    return render(request, "child_protection/conferences.html", context)


def _taken(request, rows):
    """A conference without a chair can be taken by one who may chair it."""
    may = may_take(request, [(row["worker"], row["people"]) for row in rows])
    return [row | {"may_take": each} for row, each in zip(rows, may, strict=True)]


def _led(request, rows, permission):
    """The work leads on only for those who may do it for all of its children. One query."""
    everyone = {person.pk for row in rows for person in row["people"]}
    if not everyone or not request.actor.may(permission):
        return [row | {"href": None} for row in rows]
    theirs = Person.objects.visible_to(request.actor, permission).filter(pk__in=everyone)
    open_to = set(theirs.values_list("pk", flat=True))
    return [
        row if open_to.issuperset(p.pk for p in row["people"]) else row | {"href": None}
        for row in rows
    ]


def _chair(meeting):
    return meeting.chair_id if meeting else None


def _coming(request, item, meeting):
    line = lines.line_of(item, request.now)
    meeting = meeting if meeting and meeting.held_on is None else None
    asked = list(meeting.invited.all()) if meeting else []
    reports = [each for each in asked if each.report_due_on]
    late = [e for e in reports if not e.report_received_on and e.report_due_on < request.today]
    return {
        "line": line,
        "people": line.people,
        "kind": codesets.label("meeting.kind", KINDS[item.code]),
        "planned_for": meeting.planned_for if meeting else None,
        "asked_for": item.step.due_on if meeting is None else None,
        "worker": item.worker,
        "asked": len(asked),
        "reports": len(reports),
        "reports_in": sum(each.report_received_on is not None for each in reports),
        "missing": [each.name if each.person_id is None else "family" for each in late],
        "href": reverse("child_protection:prepare", args=[item.step.public_id]),
    }


def _unsent(request, item, meeting):
    line = lines.line_of(item, request.now)
    return {"line": line, "people": line.people, "meeting": meeting, "href": line.href}


def _held(meeting):
    asked = list(meeting.invited.all())
    sent = last_sendings(meeting, "decisions").values()
    return {
        "meeting": meeting,
        "people": [row.child for row in meeting.children.all()],
        "kind": codesets.label("meeting.kind", meeting.kind),
        "came": sum(each.took_part for each in asked),
        "asked": len(asked),
        "sent": sum(s.sent_on is not None for s in sent),
        "on_way": sum(s.is_on_its_way for s in sent),
        "kept": sum(s.is_withheld for s in sent),
    }


@meeting_page(meetings.VIEW)
def meeting(request, meeting):
    """One meeting: who was asked and came, reports, what was decided, what was sent to whom and when."""
    may_read = request.actor.may(permissions.VIEW)
    decided = queries.decided_at(meeting) if may_read else {}
    invited = asked_and_known(request, meeting)
    context = {
        "meeting": meeting,
        "children": request.children,
        "title": codesets.label("meeting.kind", meeting.kind),
        "facts": _facts(meeting),
        "invited": invited,
        "parts": [
            {"row": row, "child": child, "decided": decided.get(child.pk)}
            for row, child in zip(meeting.children.all(), request.children, strict=True)
        ]
        if may_read
        else [],
        "sent": sent_to(meeting, invited),
        "next": _next(meeting, decided) if may_read else [],
        "to_send": queries.open_sending(meeting),
        "may_send": may_all(request, meetings.SEND, request.children),
        "may_open": may_all(request, workflow.VIEW, request.children),
    }
    return render(request, "child_protection/meeting.html", context)


def asked_and_known(request, meeting):
    """Those asked whom this worker may know of."""
    people = [each.person_id for each in meeting.invited.all() if each.person_id]
    known = set(
        Person.objects.known_to(request.actor).filter(pk__in=people).values_list("pk", flat=True)
    )
    return [e for e in meeting.invited.all() if e.person_id is None or e.person_id in known]


def _facts(meeting):
    is_discussion = meeting.kind == "strategy_discussion"
    nobody = "Not said" if meeting.held_on else "Nobody yet"
    led_by = meeting.chair.name if meeting.chair else nobody
    facts = [("Led by" if is_discussion else "Chair", led_by)]
    if meeting.held_on:
        when = date_words(meeting.held_on)
        if meeting.held_at:
            when += f", {local(meeting.held_at):%H:%M}"
        facts.insert(0, ("Held", when))
        late = (local(meeting.recorded_at).date() - meeting.held_on).days
        if late > 0:
            facts.append(("Written up", f"{date_words(local(meeting.recorded_at).date())}"))
        if meeting.is_quorate is False:
            facts.append(("Not quorate", meeting.quorum_why or "It must be held again"))
    elif meeting.planned_for:
        planned = local(meeting.planned_for)
        facts.insert(0, ("Planned for", f"{date_words(planned.date())}, {planned:%H:%M}"))
    if meeting.how:
        facts.append(("How", meeting.get_how_display()))
    return facts


def sent_to(meeting, invited):
    """What went to these, or was kept back, each with the name of its recipient."""
    ids = {each.pk: each for each in invited}
    return [
        {"sending": sending, "name": ids[sending.invited_id].name}
        for sending in meeting.sendings.all()
        if sending.invited_id in ids
    ]


def _next(meeting, decided):
    """The next days, each with what it is counted from."""
    outcomes = {each.outcome for each in decided.values()}
    if meeting.held_on is None or not outcomes & {"plan", "plan_continues"}:
        return []
    first = "plan" in outcomes
    review = rules.review_conference_due(last_conference_on=meeting.held_on, is_first_review=first)
    why = "3 months from this conference" if first else "6 months from this review"
    found = [("Next review", review, why)]
    if first:
        group = rules.core_group_due(last_held_on=meeting.held_on, is_first=True)
        found.insert(0, ("First core group", group, "10 working days from this conference"))
    return found
