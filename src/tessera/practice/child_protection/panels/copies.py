"""Copies after a meeting on My work: what a second person is asked to read, and what became of those sent."""

from itertools import groupby

from django.urls import reverse

from tessera.engine.workflow import begun
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.practice.child_protection import permissions as child_protection
from tessera.practice.child_protection import queries as protection
from tessera.practice.child_protection.actions.preparing import KINDS
from tessera.practice.child_protection.actions.sending import SENDING
from tessera.practice.letters.permissions import AGREE
from tessera.practice.meetings import permissions, queries
from tessera.ui.formatting import due_date, lower_first

MOST = 12
WHAT = {"decisions": "the decisions", "record": "the full record"}


@begun.asks
def _to_read(actor):
    """Copies about or to a protected person, which go only as this worker reads them."""
    return [
        begun.Begun(
            title=f"Read {WHAT[first.what]} before they go: {_of(first.invited.meeting)}",
            href=reverse("child_protection:second", args=[first.step_ref]),
            people=queries.children_of(readings),
            since=local(first.asked_at).date(),
            note=f"{_number(len(readings))}, asked by {first.asked_by.name}",
        )
        for readings in queries.asked_of(actor, AGREE, limit=MOST)
        for first in readings[:1]
    ]


@begun.shares
def _to_send(actor):
    """Decisions and records that are to go by today, which nobody has as work of their own."""
    if not actor.may(permissions.BEGIN_HERE):
        return None
    due = queries.due_of_nobody(SENDING, actor=actor, permission=permissions.SEND, on=actor.today)
    return begun.Shared(
        "Decisions and records to send by today",
        reverse("child_protection:conferences"),
        count=len(due),
        late=sum(each < actor.today for each in due),
    )


@begun.shares
def _without_chair(actor):
    """Conferences that nobody chairs yet, for those who may take one and for those who book them."""
    if not actor.may(child_protection.CONFERENCE) and not actor.may(permissions.BEGIN_HERE):
        return None
    found = queries.without_chair(KINDS, actor=actor, permission=permissions.VIEW)
    return begun.Shared(
        "Conferences that need a chair",
        reverse("child_protection:conferences"),
        count=len(found),
        late=sum(day < actor.today for day, _ in found),
        note=_first(*found[0], actor.today) if found else "",
    )


def _first(day, is_set, today):
    return f"The first is {'on' if is_set else 'due by'} {due_date(day, today=today)}"


def _sends(question):
    return lambda actor: question(actor) if actor.may(permissions.SEND) else None


@begun.reads(first=_sends(queries.asked_about))
def _being_read(actor, rows):
    """Copies that this worker asked to have read, until they go."""
    return [
        begun.Begun(
            title=f"Send {WHAT[first.what]}: {_of(first.invited.meeting)}",
            href=reverse("child_protection:send", args=[first.step_ref]),
            people=queries.children_of(readings),
            since=local(first.asked_at).date(),
            note=_how_far(readings),
        )
        for readings in _known(actor, queries.answered_for(rows, limit=MOST), queries.children_of)
        for first in readings[:1]
    ]


@begun.reads(first=_sends(queries.not_taken))
def _undelivered(actor, rows):
    """Copies that this worker e-mailed and the mail server did not take."""
    sent = queries.undelivered(rows, limit=MOST)
    groups = [list(each) for _, each in groupby(sent, key=lambda one: (one.meeting_id, one.what))]
    found = []
    for group in _known(actor, groups, _children):
        step = protection.open_sending(group[0].meeting)
        if step is not None:
            found.append(
                begun.Begun(
                    title=f"{WHAT[group[0].what][:1].upper()}{WHAT[group[0].what][1:]} of"
                    f" {_of(group[0].meeting)}: not delivered to {len(group)}",
                    href=reverse("child_protection:send", args=[step.public_id]),
                    people=_children(group),
                    since=local(group[0].document.made_at).date(),
                    note=_why(group),
                )
            )
    return found


def _of(meeting):
    return lower_first(codesets.label("meeting.kind", meeting.kind))


def _number(count):
    return "One copy" if count == 1 else f"{count} copies"


def _how_far(readings):
    if any(each.agreed is None for each in readings):
        return "A second person is asked to read them"
    back = next((each for each in readings if not each.agreed), None)
    if back is not None:
        return f"{back.answered_by.name} sent them back: “{back.why}”"
    return f"{readings[0].answered_by.name} read them and agreed: send them"


def _why(sendings):
    if any(each.document.message.given_up_at for each in sendings):
        return "An e-mail was refused: send it another way, or try again"
    return "The mail server did not take it yet; it is tried again"


def _children(sendings):
    return [row.child for row in sendings[0].meeting.children.all()]


def _known(actor, groups, children):
    """Those about nobody of whom the worker may not know by now."""
    everyone = {child.pk for group in groups for child in children(group)}
    if not everyone:
        return []
    rows = Person.objects.known_to(actor).filter(pk__in=everyone)
    known = set(rows.values_list("pk", flat=True))
    return [group for group in groups if known.issuperset(c.pk for c in children(group))]
