"""What goes out after a meeting: one copy for one recipient, checked first and kept as it went."""

from dataclasses import dataclass
from typing import Any

from tessera.engine.documents import actions as documents
from tessera.engine.documents.rules import PDF
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people.rules import Verdict
from tessera.practice.meetings.models import Reading, Sending


class MustNotGo(Exception):
    """This recipient must not have it."""


class AlreadySent(Exception):
    """It has been sent to this recipient before, and tells nothing else now."""


class NotSent(Exception):
    """What was never sent cannot have arrived."""


class ArrivedBeforeSent(Exception):
    """It cannot have arrived before it was sent."""


class NeedsSecond(Exception):
    """It is about or to a protected person, and nobody else has agreed to it as it stands."""


@dataclass(frozen=True)
class Paper:
    """A copy as it goes to its one recipient. `told` is a digest of what it tells, `worded` the council's
    words and layout that it was made with.

    Where a second person must read it, `second_why` says so, and `digest` is of all that it says to whom.
    `email` is where it is e-mailed from here, if it is; `known` what the record knew of the recipient that
    whoever sends it had before them.
    """

    title: str
    kind: str
    content: bytes
    media_type: str = PDF.media_type
    told: str = ""
    worded: Any = None
    digest: str = ""
    second_why: str = ""
    email: str = ""
    council: str = ""
    known: str = ""


@action
def send_document(
    *, invited, what, how, verdict: Verdict, children, paper: Paper, at, by
) -> Sending:
    """Keep the copy as it goes to this recipient, and that it went; or hand it over, where it is e-mailed.

    `paper` was made for this verdict. What was sent before goes again, as the next version, only where it
    tells something else; an e-mail that has not arrived is given up for it. Raises MustNotGo, AlreadySent,
    NeedsSecond, and Delivered when it has arrived after all.
    """
    if not verdict.may_go:
        raise MustNotGo
    about = [child for child in children if child.pk in verdict.children]
    reading = _agreed(invited, what, paper, by)
    sending = _row(invited, what, paper, at, by)
    document = _kept(invited, about, paper, how, at, by)
    sending.document, sending.digest, sending.told = document, document.digest, paper.told
    if paper.worded is not None:
        sending.wording = documents.keep_wording(template=paper.worded, at=at, by=by)
    sending.needed_second, sending.reading = bool(paper.second_why), reading
    sending.content_digest = paper.digest
    sending.how, sending.withheld_why = how, ""
    sending.sent_on = local(at).date() if document.sent_at is not None else None
    sending.left_out, sending.known = ". ".join(verdict.notes), paper.known
    sending.save()
    sending.children.set(about)
    audit.record("meetings.sent", people=about, by=by, sending=str(sending.public_id), what=what)
    return sending


@action
def note_gone(*, meeting, what, by) -> list[Sending]:
    """Those of the copies that were e-mailed which the mail server has taken since: now they went."""
    rows = Sending.objects.select_for_update(of=("self",)).select_related("document")
    mine = rows.filter(meeting=meeting, what=what, sent_on=None, document__isnull=False)
    gone = []
    for sending in mine.order_by("pk"):
        went_at = sending.document.sent_at if sending.document else None
        if went_at is None:
            continue
        gone.append(sending)
        sending.sent_on = local(went_at).date()
        sending.save(update_fields=["sent_on"])
        people = list(sending.children.all())
        audit.record("meetings.gone", people=people, by=by, sending=str(sending.public_id))
    return gone


def _agreed(invited, what, paper, by):
    """The second person's agreement to exactly this, where the copy needs one."""
    if not paper.second_why:
        return None
    rows = Reading.objects.filter(invited=invited, what=what).order_by("-asked_at", "-pk")
    reading = rows.first()
    if reading is None or not reading.is_agreed(paper.digest, by):
        raise NeedsSecond
    return reading


def _row(invited, what, paper, at, by):
    """Where it is noted: what was kept back or never arrived is now sent, what arrived has a next version."""
    earlier = _last(invited, what)
    if earlier is None or earlier.is_withheld:
        return earlier or Sending(meeting=invited.meeting, invited=invited, what=what)
    if earlier.is_on_its_way:
        documents.give_up_message(document=earlier.document, at=at, by=by)
        return earlier
    if not earlier.is_corrected_by(paper.told):
        raise AlreadySent
    number = earlier.version + 1
    return Sending(meeting=invited.meeting, invited=invited, what=what, version=number)


def _kept(invited, about, paper, how, at, by):
    is_emailed = how == Sending.How.EMAIL and bool(paper.email)
    document = documents.keep_document(
        kind=paper.kind,
        title=paper.title,
        people=about,
        content=paper.content,
        media_type=paper.media_type,
        recipient=invited.name,
        recipient_person=invited.person,
        recipient_address=paper.email if is_emailed else "",
        step_ref=invited.meeting.step_ref,
        at=at,
        by=by,
    )
    return documents.send_document(
        document=document,
        how=how,
        email=paper.email if is_emailed else "",
        council=paper.council,
        at=at,
        by=by,
    )


@action
def keep_back(*, invited, what, reason, children, known="", at, by) -> Sending:
    """Nothing goes to this recipient, and the reason stands, with what the record knew of them; an e-mail
    that has not arrived is given up.
    Raises AlreadySent, and Delivered when it has arrived after all."""
    earlier = _last(invited, what)
    if earlier is not None and earlier.sent_on is not None:
        raise AlreadySent
    sending = earlier or Sending(meeting=invited.meeting, invited=invited, what=what)
    if sending.version > 1:
        raise AlreadySent
    if sending.is_on_its_way:
        documents.give_up_message(document=sending.document, at=at, by=by)
        sending.document = sending.reading = sending.wording = None
        sending.digest = sending.told = sending.how = sending.left_out = ""
    sending.withheld_why, sending.known = reason, known
    sending.save()
    sending.children.set(children)
    audit.record("meetings.kept_back", people=children, by=by, sending=str(sending.public_id))
    return sending


@action
def acknowledge_sending(*, sending, on, by) -> Sending:
    """The recipient says that it came. Raises NotSent, ArrivedBeforeSent."""
    if sending.sent_on is None:
        raise NotSent
    if on < sending.sent_on:
        raise ArrivedBeforeSent
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
