"""Copies that a second person is asked to read before they go, and what they said."""

from datetime import timedelta
from functools import cache

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Now

from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.foundations.records.prepared import ACTS_FOR, Prepared
from tessera.people.models import Person
from tessera.practice.meetings.models import MeetingChild, Reading, Sending

HOUR = timedelta(hours=1)


def last_readings(meeting, what):
    """invited id -> the newest reading of the copy that was asked for."""
    rows = Reading.objects.filter(invited__meeting=meeting, what=what)
    rows = rows.select_related("asked_by", "answered_by", "team").order_by("asked_at", "pk")
    return {row.invited_id: row for row in rows}


def open_readings(meeting, what):
    """Those that wait for an answer, the newest first."""
    rows = Reading.objects.open().filter(invited__meeting=meeting, what=what)
    return list(rows.select_related("asked_by", "invited__person").order_by("-asked_at", "-pk"))


def asked_of(actor, permission, *, limit):
    """Readings that wait for this worker, those of one meeting together and the oldest first: where they
    hold the permission for every child of the meeting."""
    scope = actor.scope_of(permission)
    if scope is None:
        return []
    rows = Reading.objects.open().exclude(asked_by=actor.user_id).filter(_in_hand())
    if scope != "all":
        rows = rows.filter(team__in=list(actor.team_ids))
    found = _together(rows.order_by("asked_at", "pk")[: limit * 20])
    everyone = {child.pk for group in found for child in children_of(group)}
    people = Person.objects.visible_to(actor, permission).filter(pk__in=everyone)
    open_ = set(people.values_list("pk", flat=True)) if everyone else set()
    return [g for g in found if open_.issuperset(child.pk for child in children_of(g))][:limit]


def asked_about(actor):
    """Asks for the copies that this worker asked a second person about, and that have not gone."""
    return _asked_about(), {"acts_for": actor.acts_for}


def answered_for(found, *, limit):
    """What a second person said, or is still to say, of what `asked_about` found: those of one meeting
    together."""
    rows = Reading.objects.filter(pk__in=[pk for (pk,) in found]).select_related("answered_by")
    return _together(rows.order_by("asked_at", "pk"))[:limit]


def not_taken(actor):
    """Asks for copies that this worker e-mailed and the mail server did not take at the first try, or within
    the hour, or for good."""
    return _not_taken(), {"acts_for": actor.acts_for}


def undelivered(found, *, limit):
    """What `not_taken` found, oldest first."""
    return list(
        Sending.objects.filter(pk__in=[pk for (pk,) in found])
        .select_related("document__message", "invited", "meeting")
        .prefetch_related(_of_children("meeting__"))
        .order_by("pk")[:limit]
    )


@cache
def _asked_about() -> Prepared:
    sent = Sending.objects.filter(invited=OuterRef("invited"), reading=OuterRef("pk"))
    newer = Reading.objects.filter(
        invited=OuterRef("invited"), what=OuterRef("what"), asked_at__gt=OuterRef("asked_at")
    )
    rows = Reading.objects.filter(_in_hand(), ~Exists(sent), ~Exists(newer))
    return Prepared(rows.filter(asked_by__in=[ACTS_FOR]).values_list("pk"))


@cache
def _not_taken() -> Prepared:
    late = Q(document__message__made_at__lt=Now() - HOUR)
    failed = Q(document__message__tries__gt=0) | Q(document__message__given_up_at__isnull=False)
    rows = Sending.objects.filter(
        late | failed, sent_on=None, document__sent_at=None, document__made_by__in=[ACTS_FOR]
    )
    return Prepared(rows.values_list("pk"))


def _in_hand():
    """The work that sends the copy is still open."""
    return Exists(Step.objects.filter(public_id=OuterRef("step_ref"), state__in=OPEN_STATES))


def _together(rows):
    rows = rows.select_related("asked_by", "answered_by", "invited__meeting")
    rows = rows.prefetch_related(_of_children("invited__meeting__"))
    found: dict = {}
    for row in rows:
        found.setdefault((row.invited.meeting_id, row.what), []).append(row)
    return list(found.values())


def _of_children(through):
    return Prefetch(
        f"{through}children", MeetingChild.objects.select_related("child").order_by("pk")
    )


def children_of(readings):
    """Of readings of one meeting: whom it is about."""
    return [row.child for row in readings[0].invited.meeting.children.all()]
