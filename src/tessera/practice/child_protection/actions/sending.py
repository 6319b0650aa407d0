"""After a discussion or conference: each recipient is checked, then gets a copy of their own, or none."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from tessera.engine.documents import typesetting, written
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Step
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people.rules import Verdict, verdict
from tessera.practice.child_protection.actions.papers import (
    fixed,
    in_layout,
    leaves_out,
    paper,
    told,
)
from tessera.practice.front_door.queries import hidden_of
from tessera.practice.letters import rules as letters
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries
from tessera.practice.meetings.models import Meeting

PASSAGE = "A passage was left out that told a protected place or who told us"
STRATEGY_AGENCIES_ONLY = "A strategy discussion's decisions are for the agencies that took part."
PUT_RIGHT = "What was sent has been put right since. Send the corrected version"
KIND = {"decisions": "conference_decisions", "record": "conference_record"}


class NothingHeld(Exception):
    """There is no meeting whose decisions could be sent."""


@dataclass(frozen=True)
class Copy:
    """What one recipient would get: the verdict, and the data of the paper when something may go."""

    invited: Any
    verdict: Verdict
    data: dict | None = None
    sending: Any = None
    told: str = ""
    worded: Any = None

    @property
    def is_corrected(self) -> bool:
        """It went, and what it told has been put right since: it is to go again, as the next version."""
        sent = self.sending is not None and not self.sending.is_withheld
        return sent and self.data is not None and self.sending.is_corrected_by(self.told)

    @property
    def is_to_go(self) -> bool:
        return self.sending is None or self.sending.is_withheld or self.is_corrected


def meeting_of(step):
    """The meeting that a sending step is about: that of the step it follows. Raises NothingHeld."""
    while step is not None:
        meeting = queries.with_all(Meeting.objects.filter(step_ref=step.public_id)).first()
        if meeting is not None:
            return meeting
        step = Step.objects.filter(pk=step.follows_id).first()
    raise NothingHeld


def copies(*, meeting, what, only=None, at, by) -> list[Copy]:
    """What each of those asked would get, and what each has had. `only` are public ids."""
    children = [row.child for row in meeting.children.all()]
    on = local(at).date()
    hidden = hidden_of(children, on)
    recipients = queries.recipients_of(meeting, children, on)
    source = Step.objects.get(public_id=meeting.step_ref)
    assert source.sheet is not None  # every step has its form
    answers = sheets.answers_of(source.sheet)
    about = told(meeting, children, answers, hidden, what=what, at=at, by=by)
    sent = queries.last_sendings(meeting, what)
    found = []
    for invited in meeting.invited.all():
        if only is not None and invited.public_id not in only:
            continue
        judged = _judged(meeting, recipients[invited.pk], [c.pk for c in children], hidden)
        copy = Copy(invited, judged, sending=sent.get(invited.pk), worded=about.worded)
        found.append(_as_version(_filled(copy, about) if judged.may_go else copy))
    return found


def content(copy) -> tuple[bytes, str]:
    """A copy as it goes: in the council's own Word layout, or set by us; and which of the two."""
    return written.made(
        copy.worded,
        values=lambda: in_layout(copy.data),
        pdf=lambda: typesetting.decisions_pdf(copy.data),
    )


def _filled(copy, about):
    """With what it tells; or kept back, where the council's own words around that tell what they must not."""
    judged = copy.verdict
    data = paper(about, invited=copy.invited, verdict=judged)
    gate = letters.gate(
        verdict=judged,
        parts=fixed(about, data),
        places=about.hidden.places,
        informants=about.hidden.informants,
        others=(),
    )
    if not gate.is_open:
        return replace(copy, verdict=Verdict(withheld_why=gate.stops[0]))
    if leaves_out(data):
        judged = replace(judged, notes=(*judged.notes, PASSAGE))
    return replace(copy, verdict=judged, data=data, told=_told(about.meeting, data))


def _told(meeting, data):
    """A digest of what a copy tells: not of its wording, which a council may change, nor of its day."""
    plain = json.dumps([str(meeting.held_on), data["sections"]], sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _as_version(copy):
    """A copy that goes again says which version it is, and in place of what."""
    if not copy.is_corrected:
        return copy
    number, data = copy.sending.version + 1, copy.data
    says = (
        f"This is corrected version {number}. It takes the place of what we sent you on"
        f" {date_words(copy.sending.sent_on)}: something in that has been put right."
    )
    title = f"{data['title']} (corrected version {number})"
    return replace(copy, data={**data, "title": title, "opening": [says, *data["opening"]]})


@action
def send_copies(*, meeting, what, how, not_sent_why="", at, by):
    """Send to those chosen: `how` is invited public id -> way. The others are kept back, with why.

    Whoever must not have it is kept back whatever was chosen. Gives what is now sent or kept back.
    """
    children = [row.child for row in meeting.children.all()]
    made = []
    for copy in copies(meeting=meeting, what=what, at=at, by=by):
        way = how.get(copy.invited.public_id)
        if not copy.is_to_go or (copy.is_corrected and not way):
            continue
        if copy.verdict.may_go and way:
            made.append(_send(copy, what, way, children, at, by))
        else:
            made.append(
                meetings.keep_back(
                    invited=copy.invited,
                    what=what,
                    reason=copy.verdict.withheld_why or not_sent_why,
                    children=children,
                    by=by,
                )
            )
    return made


def _send(copy, what, how, children, at, by):
    made, media_type = content(copy)
    return meetings.send_document(
        invited=copy.invited,
        what=what,
        how=how,
        verdict=copy.verdict,
        children=children,
        paper=meetings.Paper(
            title=copy.data["title"][:200],
            kind=KIND[what],
            content=made,
            media_type=media_type,
            told=copy.told,
            worded=copy.worded,
        ),
        at=at,
        by=by,
    )


def _judged(meeting, recipient, children, hidden):
    if meeting.kind == "strategy_discussion" and recipient.is_family:
        return Verdict(withheld_why=STRATEGY_AGENCIES_ONLY)
    return verdict(
        recipient, children, protected=hidden.is_protected, informant=hidden.has_informant
    )


@action
def finish_sending(*, step, how, not_sent_why="", at, by):
    """Send to those chosen and finish the step. Raises NothingHeld."""
    what = what_of(step)
    sent = send_copies(
        meeting=meeting_of(step), what=what, how=how, not_sent_why=not_sent_why, at=at, by=by
    )
    workflow.complete_with(
        code=step.code,
        step=step,
        answers={"sent_on": local(at).date(), "not_sent_why": not_sent_why or None},
        at=at,
        by=by,
    )
    return sent


@action
def ask_to_send_again(*, sent, at, by):
    """The meeting was put right after this was sent: where a copy tells something else now, the step that
    sent it is work again. Gives whether it is. Raises NothingHeld."""
    found = copies(meeting=meeting_of(sent), what=what_of(sent), at=at, by=by)
    if not any(copy.is_corrected for copy in found):
        return False
    workflow.reopen_step(step=sent, reason=PUT_RIGHT, at=at, by=by)
    return True


def what_of(step):
    return "record" if step.code.endswith("_record") else "decisions"
