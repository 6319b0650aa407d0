"""What the page of a plan tells of its meetings: the latest conference, the core group, what is booked."""

from django.db.models import Exists, OuterRef, Prefetch

from tessera.foundations import codesets
from tessera.people.models import Person
from tessera.people.rules import verdict
from tessera.practice.child_protection.models import Conference, CoreGroup
from tessera.practice.meetings import permissions as meetings
from tessera.practice.meetings.models import Invited, Meeting, MeetingChild
from tessera.practice.meetings.queries import recipients_of, with_all

CONFERENCES = ("initial", "before_birth", "transfer_in", "review")


def latest_conference(child, *, since, actor):
    """The last conference about a child since a day, with those asked and what was sent to them.

    None where it was also about a child whose meetings the reader may not open.
    """
    found = _held(child, CONFERENCES, since, actor)
    meeting = with_all(found).first()
    return meeting if meeting is not None and meeting.is_open else None


def latest_core_group(child, *, since, actor):
    """The last core group of a child, with those asked to it; or None, as above."""
    asked = Invited.objects.select_related("person", "worker").order_by("pk")
    found = _held(child, ("core_group",), since, actor).prefetch_related(Prefetch("invited", asked))
    meeting = found.first()
    return meeting if meeting is not None and meeting.is_open else None


def _held(child, kinds, since, actor):
    hidden = MeetingChild.objects.filter(meeting=OuterRef("pk")).exclude(
        child__in=Person.objects.visible_to(actor, meetings.VIEW)
    )
    held = Meeting.objects.held().filter(children__child=child, kind__in=kinds, held_on__gte=since)
    return held.annotate(is_open=~Exists(hidden)).order_by("-held_on", "-pk")


def booked_for(steps):
    """step_ref -> the meeting that is booked for that work. One query."""
    refs = [step.public_id for step in steps if step is not None]
    rows = Meeting.objects.to_come().filter(step_ref__in=refs) if refs else ()
    return {meeting.step_ref: meeting for meeting in rows}


def known_among(invited, actor):
    """Those asked to a meeting of whom the reader may know."""
    named = [each.person_id for each in invited if each.person_id]
    known = set(Person.objects.known_to(actor).filter(pk__in=named).values_list("pk", flat=True))
    return [each for each in invited if each.person_id is None or each.person_id in known]


def name_of(invited) -> str:
    """As the record has it, where it knows who was meant by "Mum"."""
    return invited.person.name if invited.person else invited.name


def role_of(invited) -> str:
    """Who they are: as it was written, or as they were called; or else of which agency."""
    if invited.role or invited.name != name_of(invited):
        return invited.role or invited.name
    agency = codesets.label("agency", invited.agency) if invited.agency else ""
    return "" if agency == invited.name else agency


def kept_from(meeting, on):
    """invited id -> why nothing of this conference may go to them; "" for whoever is to have it."""
    children = [row.child for row in meeting.children.all()]
    ids = [child.pk for child in children]
    recipients = recipients_of(meeting, children, on)
    return {
        pk: verdict(recipient, ids, protected=False, informant=False).withheld_why
        for pk, recipient in recipients.items()
    }


def sooner_review(child):
    """The core group that asked for the review of the current plan before its time, the latest; or None."""
    groups = CoreGroup.objects.filter(plan__child=child, plan__ended_on=None)
    last_review = Conference.objects.took_place().filter(
        plan=OuterRef("plan"), kind=Conference.Kind.REVIEW, held_on__gte=OuterRef("held_on")
    )
    waiting = groups.exclude(early_review_by=None).filter(~Exists(last_review))
    return waiting.order_by("-held_on", "-pk").first()
