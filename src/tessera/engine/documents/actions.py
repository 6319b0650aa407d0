"""Keeping a document exactly as it was made, and a file exactly as it came."""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from tessera.engine.documents import pictures, rules, storage
from tessera.engine.documents.models import Document, File, LetterVersion, Message, Scan
from tessera.engine.documents.rules import NotTaken
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action

SCAN_TASK = "tessera.documents.scan_files"
BY_EMAIL = "email"
POST_TASK = "tessera.documents.send_messages"


@action
def keep_document(
    *,
    kind,
    title,
    people,
    content,
    media_type=rules.PDF.media_type,
    recipient="",
    recipient_address="",
    recipient_person=None,
    step_ref=None,
    at,
    by,
) -> Document:
    """Keep what was made, for whom, with the digest that shows it was never changed."""
    people = list(people)
    document = Document.objects.create(
        kind=kind,
        title=title,
        recipient=recipient,
        recipient_address=recipient_address,
        recipient_person=recipient_person,
        media_type=media_type,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        step_ref=step_ref,
        made_at=at,
        made_by=by,
    )
    document.people.set(people)
    audit.record("documents.document_kept", people=people, by=by, document=str(document.public_id))
    return document


@action
def mark_sent(*, document, how, at, by) -> Document:
    """The document has gone out."""
    document.sent_at, document.sent_how = at, how
    document.save(update_fields=["sent_at", "sent_how"])
    audit.record(
        "documents.document_sent",
        people=document.people.all(),
        by=by,
        document=str(document.public_id),
    )
    return document


@action
def send_document(*, document, how, email="", council, at, by) -> Document:
    """It goes. To `email`, when there is one, from here: neither heading nor words of the e-mail say whom or
    what it is about, for they are read on locked screens. Otherwise somebody says that it went."""
    if not email:
        return mark_sent(document=document, how=how, at=at, by=by)
    write_message(
        to=email,
        subject=f"A letter from {council}",
        body=f"A confidential letter from {council} is attached. If it is not for you, do not open it:"
        " tell us, and delete it.",
        document=document,
        by=by,
    )
    return document


@action
def keep_wording(*, template, at, by) -> LetterVersion:
    """The version of a letter's wording and layout, numbered when it is first used."""
    found = LetterVersion.objects.filter(code=template.code, digest=template.digest).first()
    if found is not None:
        return found
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"letter {template.code}"])
    version, is_new = LetterVersion.objects.get_or_create(
        code=template.code,
        digest=template.digest,
        defaults={
            "number": LetterVersion.objects.filter(code=template.code).count() + 1,
            "texts": template.texts,
            "layout": template.layout,
            "first_used_at": at,
        },
    )
    if is_new:
        audit.record("documents.wording_kept", by=by, letter=template.code, number=version.number)
    return version


@action
def keep_file(*, content, name, step_ref, at, by) -> File:
    """Keep a file that was added to a step's form. The same bytes from the same worker are one file.

    Raises NotTaken, whose words name the file and say what to do.
    """
    try:
        found = rules.type_of(content, size=content.size, limit=settings.FILE_LIMIT)
        copied = _copied(content, found)
    except NotTaken as refusal:
        raise NotTaken(f"{rules.shown_name(name)} {refusal}") from refusal
    file, is_new = File.objects.get_or_create(
        step_ref=step_ref,
        digest=storage.keep(content),
        added_by=by,
        defaults={
            "name": rules.clean_name(name, found),
            "media_type": found.media_type,
            "size": content.size,
            "added_at": at,
            **copied,
        },
    )
    if is_new and settings.VIRUS_SCANNER:
        # Queued in this transaction: the scan never looks for a file that was not kept after all.
        app.configure_task(SCAN_TASK, lock=SCAN_TASK).defer(timestamp=int(at.timestamp()))
    return file


@action
def note_scan(*, digest, verdict, said, at, by) -> Scan:
    """What the scanner said of some bytes. Something found is in the log, with each file that holds them."""
    scan, is_new = Scan.objects.get_or_create(
        digest=digest, verdict=verdict, defaults={"said": said[:200], "scanned_at": at}
    )
    if is_new and verdict == Scan.Verdict.FOUND:
        for file in File.objects.filter(digest=digest).order_by("pk"):
            audit.record(
                "documents.virus_found",
                by=by,
                file=str(file.public_id),
                step=str(file.step_ref),
                added_by=file.added_by_id,
            )
    return scan


class StillShut(Exception):
    """No scanner has passed this file: it is taken out of its seal for nobody."""


@action
def take_original(*, file, by) -> bytes:
    """The file exactly as it came, for a court or the police; in the log. Raises StillShut."""
    scans = set(Scan.objects.filter(digest=file.digest).values_list("verdict", flat=True))
    if Scan.Verdict.CLEAN not in scans or Scan.Verdict.FOUND in scans:
        raise StillShut
    audit.record(
        "documents.original_taken", by=by, file=str(file.public_id), step=str(file.step_ref)
    )
    with storage.fetch(file.digest) as content:
        return content.read()


@action
def write_message(*, to, subject, body, document=None, by) -> Message:
    """An e-mail, kept with the work that asks for it; it leaves once that is done, `document` with it."""
    message = Message.objects.create(to=to, subject=subject, body=body, document=document)
    _post_soon()
    return message


def _post_soon():
    if settings.EMAIL_LEAVES:
        app.configure_task(POST_TASK, lock=POST_TASK).defer(timestamp=0)


@action
def post_message(*, message, hand_over, at, by) -> str:
    """Hand an e-mail over once: gives "sent", "failed", "given_up", or "" when somebody else does it now.

    `hand_over(message)` gives what failed, if anything, and the server's code.
    """
    waiting = Message.objects.to_try(at).select_for_update(skip_locked=True, of=("self",))
    message = waiting.filter(pk=message.pk).first()
    if message is None:
        return ""
    if rules.is_too_late(made_at=message.made_at, at=at):
        return _give_up(message, "late", at)
    why, code = hand_over(message)
    message.tries += 1
    if not why:
        message.sent_at, message.failed_why = at, ""
        message.save()
        if message.document is not None:
            mark_sent(document=message.document, how=BY_EMAIL, at=at, by=message.document.made_by)
        return "sent"
    message.failed_why = f"{why} {code or ''}".strip()[:60]
    message.next_try_at = rules.next_try(
        tries=message.tries, made_at=message.made_at, at=at, code=code
    )
    if message.next_try_at is None:
        return _give_up(message, message.failed_why, at)
    message.save()
    return "failed"


class NotAsked(Exception):
    """Nobody waits for an answer: it was answered, sent or set aside."""


class TheirOwn(Exception):
    """Whoever made what goes, or asked for its reading, does not agree to it."""


class SayWhyNot(Exception):
    """It goes back only with what is the matter with it."""


class ChangedMeanwhile(Exception):
    """It was changed meanwhile: nothing is written over, and nothing unread is agreed."""


@action
def answer_reading(*, reading, agreed, why="", seen, now, at, by):
    """A second person agrees, or sends it back and says why. `seen` is the digest of what they read, `now`
    that of how it stands. The room whose it is keeps the trail. Raises NotAsked, TheirOwn, SayWhyNot,
    ChangedMeanwhile.
    """
    if reading.answered_at is not None:
        raise NotAsked
    if by.pk == reading.asked_by_id:
        raise TheirOwn
    if not agreed and not why.strip():
        raise SayWhyNot
    if agreed and not seen == reading.digest == now:
        raise ChangedMeanwhile
    reading.answered_at, reading.answered_by, reading.agreed = at, by, agreed
    reading.why = "" if agreed else why.strip()
    reading.save()
    return reading


class Delivered(Exception):
    """The mail server has taken it already."""


@action
def give_up_message(*, document, at, by) -> Message:
    """The e-mail that takes this document is not tried again. Raises Delivered."""
    message = Message.objects.select_for_update(of=("self",)).get(document=document)
    if message.sent_at is not None:
        raise Delivered
    if message.given_up_at is None:
        _give_up(message, "sent another way", at)
    return message


class StillTried(Exception):
    """The e-mail was not refused: it waits for the mail server, and is tried again by itself."""


@action
def send_again(*, document, to, by) -> Message:
    """An e-mail that was given up goes once more, to this address, as if it were new. Raises Delivered,
    StillTried."""
    message = Message.objects.select_for_update(of=("self",)).get(document=document)
    if message.sent_at is not None or Document.objects.get(pk=document.pk).sent_at is not None:
        raise Delivered
    if message.given_up_at is None:
        raise StillTried
    message.to, message.made_at, message.tries = to, Now(), 0
    message.given_up_at, message.next_try_at, message.failed_why = None, None, ""
    message.save()
    message.refresh_from_db()
    _post_soon()
    audit.record(
        "documents.message_sent_again",
        people=document.people.all(),
        by=by,
        document=str(document.public_id),
        message=str(message.public_id),
    )
    return message


@action
def send_otherwise(*, document, how, at, by) -> Document:
    """An e-mail that did not arrive is given up: its document went another way. Raises Delivered."""
    give_up_message(document=document, at=at, by=by)
    document = Document.objects.get(pk=document.pk)
    if document.sent_at is not None:
        raise Delivered
    return mark_sent(document=document, how=how, at=at, by=by)


def _give_up(message, why, at) -> str:
    message.failed_why, message.given_up_at, message.next_try_at = why, at, None
    message.save()
    audit.record("documents.message_given_up", by=None, message=str(message.public_id), why=why)
    return "given_up"


def _copied(content, found) -> dict:
    """A picture is kept twice: sealed as it came, and as the copy that is shown."""
    if not pictures.is_picture(found.media_type):
        return {}
    content.seek(0)
    copy = pictures.copy_of(content.read(), found.media_type)
    return {
        "copy_digest": storage.keep(ContentFile(copy.content)),
        "copy_media_type": copy.media_type,
        "copy_size": len(copy.content),
    }
