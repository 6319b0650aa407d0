"""A letter goes: checked for its one recipient once more, kept as it went, with a line in the story."""

from dataclasses import replace

from tessera.engine.documents import actions as documents
from tessera.engine.documents import posting, typesetting, written
from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar import date_words
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people.actions import write_line
from tessera.practice.letters import queries
from tessera.practice.letters.actions.refusals import AlreadySent, MustNotGo, NotFinished
from tessera.practice.letters.models import Letter

LINE = "letters.sent"
LINE_TOO = "letters.sent_about_too"
"""Of a brother or sister whom the letter is about too: it leads to the letter on their own record."""


class SayWhy(Exception):
    """Somebody else is named in it, and no reason is given."""


class SayWhether(Exception):
    """Something is known that may stand against it, and nobody has said that it may go all the same."""


class NoSuchWay(Exception):
    """The record has no address of this kind for the recipient."""


class NeedsSecond(Exception):
    """It is about or to a protected person, and nobody else has agreed to it as it stands."""


@action
def send_letter(*, letter, how, despite_why="", may_have=False, at, by) -> Letter:
    """Keep the letter as it goes, and that it went. `may_have`: whoever sends was asked, and said yes.

    Raises AlreadySent, MustNotGo, NotFinished, SayWhy, SayWhether, NoSuchWay, NeedsSecond.
    """
    if letter.is_sent:
        raise AlreadySent
    on = local(at).date()
    actor = actor_of(by, on)
    paper = queries.compose(letter, on, actor=actor, by=by)
    _may_go(paper, how, despite_why)
    known = queries.known_of_recipient(letter, actor=actor, on=on)
    if known.is_asked and not may_have:
        raise SayWhether
    reading = _agreed(paper, by)
    content, media_type = set_letter(paper, on)
    document = documents.keep_document(
        kind=paper.template.kind,
        title=paper.texts["title"][:200],
        people=paper.children,
        content=content,
        media_type=media_type,
        recipient=paper.to.name,
        recipient_person=paper.to.person,
        recipient_address=_address(paper.to, how),
        step_ref=letter.step_ref,
        at=at,
        by=by,
    )
    is_emailed = how == Letter.How.EMAIL and posting.goes_to(paper.to.email)
    documents.send_document(
        document=document,
        how=how,
        email=paper.to.email if is_emailed else "",
        council=paper.values["council"],
        at=at,
        by=by,
    )
    letter.document, letter.how, letter.sent_on = document, how, on
    letter.needed_second, letter.reading = bool(paper.second_why), reading
    letter.content_digest = paper.digest
    letter.version = documents.keep_wording(template=paper.template, at=at, by=by)
    letter.despite_why = despite_why if paper.gate.cautions else ""
    letter.known = known.words
    letter.save()
    _write_lines(letter, on, at)
    audit.record(
        "letters.sent",
        people=[*paper.children, *([letter.to_person] if letter.to_person else [])],
        by=by,
        letter=str(letter.public_id),
        template=letter.code,
        number=letter.version.number,
    )
    return letter


class SaysElseNow(Exception):
    """What the record says has changed since it was sent, so it would say something else now."""


@action
def send_letter_again(*, letter, at, by) -> Letter:
    """An e-mail that was refused goes once more, to the address as the record has it now.

    The letter stays as it is, so it goes only where it would say the same today, to whom it may still go.
    Raises Delivered, StillTried, MustNotGo, NoSuchWay, SaysElseNow, NeedsSecond.
    """
    on = local(at).date()
    paper = queries.compose(letter, on, actor=actor_of(by, on), by=letter.document.made_by)
    if not paper.gate.is_open:
        raise MustNotGo(paper.gate.stops)
    if not posting.goes_to(paper.to.email):
        raise NoSuchWay
    if _digest_to(paper, letter.document.message.to) != letter.content_digest:
        raise SaysElseNow
    if paper.second_why and not (letter.reading and letter.reading.is_agreed(paper.digest, by)):
        raise NeedsSecond
    documents.send_again(document=letter.document, to=paper.to.email, by=by)
    audit.record("letters.sent_again", people=paper.children, by=by, letter=str(letter.public_id))
    return letter


def _digest_to(paper, email):
    """Of what it says, as it was sent to this address."""
    return replace(paper, to=replace(paper.to, email=email)).digest


@action
def send_letter_otherwise(*, letter, how, at, by) -> Letter:
    """An e-mail that could not be delivered went by post or by hand. Raises Delivered, NoSuchWay."""
    if how not in (Letter.How.POST, Letter.How.HAND):
        raise NoSuchWay
    documents.send_otherwise(document=letter.document, how=how, at=at, by=by)
    audit.record(
        "letters.sent_otherwise", people=letter.children(), by=by, letter=str(letter.public_id)
    )
    return letter


def _write_lines(letter, on, at):
    """One line in the story of each child whom it is about."""
    same = {"on": on, "at": at, "step_ref": letter.step_ref}
    write_line(person=letter.child, kind=LINE, source_id=letter.pk, **same)
    for each in letter.also_about.select_related("child").order_by("pk"):
        write_line(person=each.child, kind=LINE_TOO, source_id=each.pk, **same)


def set_letter(paper, on):
    """The letter as bytes, and what they are: PDF, or the council's own Word layout."""
    return written.made(
        paper.template,
        values=paper.in_layout,
        pdf=lambda: typesetting.letter_pdf(_data(paper, on)),
    )


def _may_go(paper, how, despite_why):
    if not paper.gate.is_open:
        raise MustNotGo(paper.gate.stops)
    if paper.missing:
        raise NotFinished(paper.missing)
    if paper.gate.cautions and not despite_why.strip():
        raise SayWhy
    if how not in queries.ways_to(paper.to):
        raise NoSuchWay


def _agreed(paper, by):
    """The second person's agreement to exactly this, where the letter needs one."""
    if not paper.second_why:
        return None
    reading = queries.last_reading(paper.letter)
    if reading is None or not reading.is_agreed(paper.digest, by):
        raise NeedsSecond
    return reading


def _data(paper, on):
    return {
        "title": paper.texts["title"],
        "council": paper.values["council"],
        "addressee": "\n".join(paper.addressee_lines),
        "on": date_words(on),
        "reference": "",
        "greeting": paper.texts["greeting"],
        "paragraphs": paper.paragraphs,
        "closing": paper.texts["sign"],
        "made": "",
    }


def _address(to, how):
    return {Letter.How.POST: ", ".join(to.lines), Letter.How.EMAIL: to.email}.get(how, "")
