"""The one who told us hears what was decided: by telephone, then by letter (timer T006)."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.letters import referrer_letter
from tessera.practice.front_door.models import Contact


class NotToTell(Exception):
    """The contact is not decided yet, or the referrer has been answered."""


class NoAddressee(Exception):
    """There is nobody to write to: the referrer left no name."""


class NoAddress(Exception):
    """There is nowhere to send the letter: no address was written, and no e-mail is known."""


@action
def answer_referrer(*, contact, note="", address="", no_letter_why="", at, by):
    """The call, where there was one, and the letter, or why none goes: the contact is then finished.

    Raises NotToTell, NoAddressee, NoAddress.
    """
    if note:
        contact = tell_referrer_by_call(contact=contact, note=note, at=at, by=by)
    if no_letter_why:
        return end_without_letter(contact=contact, reason=no_letter_why, at=at, by=by)
    return tell_referrer_by_letter(contact=contact, address=address, at=at, by=by)


@action
def tell_referrer_by_call(*, contact, note, at, by):
    """Log that the referrer was rung and what was said. Raises NotToTell."""
    contact = _to_tell(contact)
    contact.referrer_called_at = at
    contact.referrer_call_note = note
    contact.save(update_fields=["referrer_called_at", "referrer_call_note"])
    clocks.stop(rule=clocks.FEEDBACK, contact=contact, at=at, why="told by telephone", by=by)
    clocks.stop(rule=clocks.ACKNOWLEDGE, contact=contact, at=at, why="told the outcome", by=by)
    audit.record("front_door.referrer_called", by=by, contact=str(contact.public_id))
    return contact


@action
def tell_referrer_by_letter(*, contact, address="", at, by):
    """Make the letter to the referrer, for an address or their e-mail; the contact is then finished.

    Raises NotToTell, NoAddressee, NoAddress.
    """
    contact = _to_tell(contact)
    if not contact.referrer_name:
        raise NoAddressee
    if not (address or contact.referrer_email):
        raise NoAddress
    contact.referrer_letter = referrer_letter(contact=contact, address=address, at=at, by=by)
    contact.referrer_letter_at = at
    clocks.stop(rule=clocks.FEEDBACK, contact=contact, at=at, why="told by letter", by=by)
    audit.record(
        "front_door.referrer_written_to",
        by=by,
        contact=str(contact.public_id),
        document=str(contact.referrer_letter.public_id),
    )
    return _finish(contact, at, by)


@action
def end_without_letter(*, contact, reason, at, by):
    """Finish without a letter, and say why: nobody to write to, or not safe. Raises NotToTell."""
    contact = _to_tell(contact)
    contact.not_told_why = reason
    clocks.stop(rule=clocks.FEEDBACK, contact=contact, at=at, why="no letter", by=by)
    audit.record("front_door.referrer_not_written_to", by=by, contact=str(contact.public_id))
    return _finish(contact, at, by)


def _to_tell(contact):
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.stage != Contact.Stage.TELL_REFERRER:
        raise NotToTell
    return contact


def _finish(contact, at, by):
    clocks.stop(rule=clocks.ACKNOWLEDGE, contact=contact, at=at, why="contact finished", by=by)
    contact.stage = Contact.Stage.FINISHED
    contact.save()
    telling = clocks.telling_step(contact)
    if telling is not None:
        workflow.complete_with(
            code=clocks.TELL,
            step=telling,
            answers={
                "called": contact.referrer_call_note or None,
                "letter": contact.referrer_letter_at is not None,
                "not_told_why": contact.not_told_why or None,
            },
            next_steps=[],
            at=at,
            by=by,
        )
    return contact
