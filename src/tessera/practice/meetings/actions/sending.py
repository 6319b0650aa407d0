"""What goes out after a meeting: one copy for one recipient, checked first and kept as it went."""

from dataclasses import dataclass
from typing import Any

from tessera.engine.documents import actions as documents
from tessera.engine.documents.rules import PDF
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people.rules import Verdict
from tessera.practice.meetings.models import Sending


class MustNotGo(Exception):
    """This recipient must not have it."""


class AlreadySent(Exception):
    """It has been sent to this recipient before, and tells nothing else now."""


class NotSent(Exception):
    """What was never sent cannot have arrived."""


@dataclass(frozen=True)
class Paper:
    """A copy as it goes to its one recipient. `told` is a digest of what it tells, `worded` the council's
    words and layout that it was made with."""

    title: str
    kind: str
    content: bytes
    media_type: str = PDF.media_type
    told: str = ""
    worded: Any = None


@action
def send_document(
    *, invited, what, how, verdict: Verdict, children, paper: Paper, at, by
) -> Sending:
    """Keep the copy as it goes to this recipient, and that it went.

    `paper` was made for this verdict. What was sent before goes again, as the next version, only where it
    tells something else. Raises MustNotGo, AlreadySent.
    """
    if not verdict.may_go:
        raise MustNotGo
    about = [child for child in children if child.pk in verdict.children]
    earlier = _last(invited, what)
    version = 1
    if earlier is not None and not earlier.is_withheld:
        if not earlier.is_corrected_by(paper.told):
            raise AlreadySent
        version = earlier.version + 1
        earlier = None
    document = documents.keep_document(
        kind=paper.kind,
        title=paper.title,
        people=about,
        content=paper.content,
        media_type=paper.media_type,
        recipient=invited.name,
        recipient_person=invited.person,
        step_ref=invited.meeting.step_ref,
        at=at,
        by=by,
    )
    documents.mark_sent(document=document, how=how, at=at, by=by)
    sending = earlier or Sending(
        meeting=invited.meeting, invited=invited, what=what, version=version
    )
    sending.document, sending.digest, sending.told = document, document.digest, paper.told
    if paper.worded is not None:
        sending.wording = documents.keep_wording(template=paper.worded, at=at, by=by)
    sending.how, sending.sent_on, sending.withheld_why = how, local(at).date(), ""
    sending.left_out = ". ".join(verdict.notes)
    sending.save()
    sending.children.set(about)
    audit.record("meetings.sent", people=about, by=by, sending=str(sending.public_id), what=what)
    return sending


@action
def keep_back(*, invited, what, reason, children, by) -> Sending:
    """Nothing goes to this recipient, and the reason stands. Raises AlreadySent."""
    earlier = _last(invited, what)
    if earlier is not None and not earlier.is_withheld:
        raise AlreadySent
    sending = earlier or Sending(meeting=invited.meeting, invited=invited, what=what)
    sending.withheld_why = reason
    sending.save()
    sending.children.set(children)
    audit.record("meetings.kept_back", people=children, by=by, sending=str(sending.public_id))
    return sending


@action
def acknowledge_sending(*, sending, on, by) -> Sending:
    """The recipient says that it came. Raises NotSent."""
    if sending.is_withheld:
        raise NotSent
    sending.acknowledged_on = on
    sending.save(update_fields=["acknowledged_on"])
    audit.record(
        "meetings.acknowledged",
        people=sending.children.all(),
        by=by,
        sending=str(sending.public_id),
    )
    return sending


def _last(invited, what):
    return Sending.objects.filter(invited=invited, what=what).order_by("-version").first()
