"""After a discussion or conference the copies go: each by its own way, and by two people where it must be."""

from tessera.engine.documents.actions import Delivered
from tessera.engine.forms import queries as sheets
from tessera.engine.forms.kinds import kind_of
from tessera.engine.workflow import actions as workflow
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people.queries import team_of
from tessera.practice.child_protection.actions.copies import (
    PASSAGE,
    Copy,
    NothingHeld,
    as_posted,
    content,
    copies,
    meeting_of,
    what_of,
)
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries

__all__ = [
    "PASSAGE",
    "PUT_RIGHT",
    "SENDING",
    "WAIT",
    "Copy",
    "NothingHeld",
    "answer_copies",
    "as_posted",
    "ask_for_reading",
    "ask_to_send_again",
    "content",
    "copies",
    "finish_gone",
    "finish_sending",
    "leave_parts_out",
    "meeting_of",
    "send_after_all",
    "send_copies",
    "what_of",
]

PUT_RIGHT = "What was sent has been put right since. Send the corrected version"
AFTER_ALL = "What was kept back is to be sent after all"
SENDING = (
    "child_protection.send_decisions",
    "child_protection.send_record",
    "child_protection.send_discussion",
    "child_protection.send_discussion_record",
)
KIND = {"decisions": "conference_decisions", "record": "conference_record"}


WAIT = "wait"
"""Instead of a way: it goes later of itself, or once a second person has read it."""


@action
def send_copies(*, meeting, what, how, not_sent_why="", whys=None, at, by):
    """Send to those chosen: `how` is invited public id -> way, or WAIT. The others are kept back, with why:
    each with their own of `whys`, else with the one for all.

    Whoever must not have it is kept back whatever was chosen. Gives what is now sent or kept back. Raises
    NeedsSecond.
    """
    children = [row.child for row in meeting.children.all()]
    made = []
    for copy in copies(meeting=meeting, what=what, at=at, by=by):
        way = how.get(copy.invited.public_id)
        if not copy.is_to_go or way == WAIT or (not way and _stays(copy)):
            continue
        try:
            if copy.verdict.may_go and way:
                made.append(_send(copy, what, way, children, at, by))
            else:
                own = (whys or {}).get(copy.invited.public_id)
                reason = copy.verdict.withheld_why or own or not_sent_why
                made.append(_keep_back(copy, what, reason, children, at, by))
        except Delivered:
            made.append(copy.sending)
    return made


def _stays(copy):
    """Who has had an earlier version keeps that, where the corrected one does not go."""
    return copy.is_corrected or (copy.sending is not None and copy.sending.version > 1)


def _keep_back(copy, what, reason, children, at, by):
    return meetings.keep_back(
        invited=copy.invited,
        what=what,
        reason=reason,
        children=children,
        known=copy.known_words,
        at=at,
        by=by,
    )


def _send(copy, what, how, children, at, by):
    made, media_type = content(copy, how)
    paper = meetings.Paper(
        title=copy.data["title"][:200],
        kind=KIND[what],
        content=made,
        media_type=media_type,
        told=copy.told,
        worded=copy.worded,
        digest=copy.digest,
        second_why=copy.second_why,
        email=copy.email,
        council=copy.data["council"],
        known=copy.known_words,
    )
    return meetings.send_document(
        invited=copy.invited,
        what=what,
        how=how,
        verdict=copy.verdict,
        children=children,
        paper=paper,
        at=at,
        by=by,
    )


@action
def leave_parts_out(*, step, invited_id, keys, why, at, by):
    """One recipient's copy is to go without these parts of it. Raises NothingHeld, AlreadySent where nothing
    more goes to them, and SayWhyLeftOut."""
    found = copies(meeting=meeting_of(step), what=what_of(step), only={invited_id}, at=at, by=by)
    if not found or not found[0].is_to_go:
        raise meetings.AlreadySent
    chosen = {part.key: part.words for part in found[0].parts if part.key in keys}
    return meetings.leave_parts_out(
        invited=found[0].invited,
        what=what_of(step),
        parts=[{"key": key, "words": words} for key, words in chosen.items()],
        why=why,
        by=by,
    )


@action
def finish_sending(*, step, how, not_sent_why="", whys=None, at, by):
    """Send to those chosen and finish the step; or leave it open while something waits for the mail server
    or for a second person, so that its clock stops by what went. Raises NothingHeld, NeedsSecond."""
    what = what_of(step)
    sent = send_copies(
        meeting=meeting_of(step),
        what=what,
        how=how,
        not_sent_why=not_sent_why,
        whys=whys,
        at=at,
        by=by,
    )
    kept = (why for public_id, why in (whys or {}).items() if public_id not in how)
    not_sent_why = "; ".join(filter(None, dict.fromkeys([*kept, not_sent_why])))
    now = copies(meeting=meeting_of(step), what=what, at=at, by=by)
    if WAIT in how.values() or any(copy.is_on_its_way for copy in now):
        _keep_why(step, not_sent_why, at, by)
    else:
        _finish(step, local(at).date(), not_sent_why, at, by)
    return sent


@action
def finish_gone(*, step, at) -> bool:
    """Note which of the e-mailed copies went, and finish the step when they were the last that it waited
    for: on the day of the last. Gives whether it is finished. Raises NothingHeld."""
    meeting, what = meeting_of(step), what_of(step)
    gone = meetings.note_gone(meeting=meeting, what=what, by=None)
    if not gone or not step.is_open:
        return False
    document = gone[-1].document
    by = document and document.made_by
    found = copies(meeting=meeting_of(step), what=what, at=at, by=by)
    if any(copy.is_on_its_way or copy.is_being_read or _is_undecided(copy) for copy in found):
        return False
    _finish(step, max(each.sent_on for each in gone if each.sent_on), "", at, by)
    return True


def _is_undecided(copy):
    return copy.verdict.may_go and (copy.sending is None or copy.is_corrected)


def _keep_why(step, why, at, by):
    """Kept as it was typed until the step is finished."""
    if why:
        form = sheets.form_of(step.sheet)
        stored = {("not_sent_why", None): kind_of(form.field("not_sent_why")).store(why)}
        workflow.save_answers(step=step, answers=stored, at=at, by=by)


def _finish(step, on, why, at, by):
    answers = {"sent_on": on, "not_sent_why": why or None}
    workflow.complete_with(code=step.code, step=step, answers=answers, at=at, by=by)


@action
def ask_for_reading(*, step, at, by):
    """Ask for every copy that needs a second person to be read as it stands. Raises NothingHeld,
    NoSecondNeeded."""
    meeting, what = meeting_of(step), what_of(step)
    found = copies(meeting=meeting, what=what, at=at, by=by)
    children = [row.child for row in meeting.children.all()]
    return meetings.ask_second(
        meeting=meeting,
        what=what,
        digests={c.invited: c.digest for c in found if c.needs_second and not c.is_agreed(by)},
        team=team_of(children[0], local(at).date()),
        step_ref=step.public_id,
        at=at,
        by=by,
    )


@action
def answer_copies(*, step, agreed, why="", seen, at, by):
    """The second person agrees to all that they were asked to read, or sends them back and says why. `seen`
    are the digests of what they read, by the recipient's public id.

    Raises NothingHeld, NotAsked, TheirOwn, SayWhyNot, ChangedMeanwhile.
    """
    meeting, what = meeting_of(step), what_of(step)
    readings = queries.open_readings(meeting, what)
    found = as_asked(meeting, what, readings, at)
    return meetings.answer_second(
        meeting=meeting,
        readings=readings,
        agreed=agreed,
        why=why,
        seen={c.invited.pk: seen.get(c.invited.public_id, "") for c in found},
        now={c.invited.pk: c.digest for c in found if c.needs_second},
        at=at,
        by=by,
    )


def as_asked(meeting, what, readings, at):
    """The copies that wait to be read, as the one who asked last would send them."""
    if not readings:
        return []
    asked = {each.invited.public_id for each in readings}
    return copies(meeting=meeting, what=what, only=asked, at=at, by=readings[0].asked_by)


@action
def send_after_all(*, step, at, by):
    """The reason for keeping a copy back no longer holds: the step that sent is work again. Gives whether
    anything was kept back. Raises NothingHeld."""
    found = copies(meeting=meeting_of(step), what=what_of(step), at=at, by=by)
    if not any(copy.may_go_after_all for copy in found):
        return False
    workflow.reopen_step(step=step, reason=AFTER_ALL, at=at, by=by)
    return True


@action
def ask_to_send_again(*, sent, at, by):
    """The meeting was put right after this was sent: where a copy tells something else now, the step that
    sent it is work again. Gives whether it is. Raises NothingHeld."""
    found = copies(meeting=meeting_of(sent), what=what_of(sent), at=at, by=by)
    if not any(copy.is_corrected for copy in found):
        return False
    workflow.reopen_step(step=sent, reason=PUT_RIGHT, at=at, by=by)
    return True
