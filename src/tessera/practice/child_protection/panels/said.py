"""What a child said at a conference or core group, or when seen in a section 47 enquiry."""

from django.db.models import Exists, OuterRef, Subquery

from tessera.foundations import codesets
from tessera.people.record_page import Said, said
from tessera.practice.child_protection import permissions
from tessera.practice.child_protection.models import EnquirySeen
from tessera.practice.meetings.models import MeetingChild
from tessera.practice.recording.models import Visit
from tessera.ui.addresses import address
from tessera.ui.formatting import lower_first


def at_meeting(child: str) -> Subquery:
    """For lines of the chronology: what this child said at the meeting that the same form is about."""
    there = MeetingChild.objects.filter(meeting__step_ref=OuterRef("step_ref"))
    return Subquery(there.filter(child=OuterRef(child)).values("words")[:1])


def in_enquiry() -> Subquery:
    """For lines of the chronology: what the child said last when seen in this enquiry."""
    seen = _heard_first().filter(enquiry=OuterRef("pk"))
    return Subquery(seen.order_by("-seen_on", "-pk").values("words")[:1])


def _heard_first():
    """Words that arrived in the enquiry from a visit stand with the visit."""
    visit = Visit.objects.filter(person=OuterRef("enquiry__child"), childs_words=OuterRef("words"))
    return EnquirySeen.objects.exclude(words="").exclude(Exists(visit))


def _meeting(kind):
    return lower_first(codesets.label("meeting.kind", kind))


def _step(child, detail, ref):
    return address("workflow:step", step_id=ref)


said(
    Said(
        code="child_protection.meeting",
        permission=permissions.VIEW,
        rows=lambda child: MeetingChild.objects.filter(
            child=child, meeting__held_on__isnull=False
        ).exclude(words=""),
        on="meeting__held_on",
        words="words",
        detail="meeting__kind",
        at=lambda kind: f"at the {_meeting(kind)}",
        whole=_meeting,
        address=_step,
        ref="meeting__step_ref",
    )
)
said(
    Said(
        code="child_protection.enquiry",
        permission=permissions.VIEW,
        rows=lambda child: _heard_first().filter(enquiry__child=child),
        on="seen_on",
        words="words",
        heard_by="seen_by",
        at=lambda detail: "in the section 47 enquiry",
        whole=lambda detail: "enquiry",
        address=_step,
    )
)
