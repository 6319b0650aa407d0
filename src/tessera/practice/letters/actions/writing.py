"""A letter is begun for one recipient and written; nobody else gets it."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.letters.models import Letter


class AlreadySent(Exception):
    """A letter that has gone never changes."""


@action
def begin_letter(*, child, template, to, begun_on, step_ref=None, by) -> Letter:
    """`to` is an Addressee. The words begin with those of the template."""
    letter = Letter.objects.create(
        child=child,
        code=template.code,
        to_person=to.person,
        to_involvement=to.involvement,
        words=template.free.get("text", ""),
        begun_on=begun_on,
        written_by=by,
        step_ref=step_ref,
    )
    audit.record("letters.begun", person=child, by=by, letter=str(letter.public_id))
    return letter


@action
def write_letter(*, letter, asked, words, by) -> Letter:
    """Keep what was typed. Raises AlreadySent."""
    if letter.is_sent:
        raise AlreadySent
    letter.asked, letter.words = asked, words
    letter.save(update_fields=["asked", "words"])
    return letter


@action
def set_letter_aside(*, letter, on, by) -> Letter:
    """It is not sent after all. Raises AlreadySent."""
    if letter.is_sent:
        raise AlreadySent
    letter.set_aside_on = on
    letter.save(update_fields=["set_aside_on"])
    audit.record("letters.set_aside", person=letter.child, by=by, letter=str(letter.public_id))
    return letter
