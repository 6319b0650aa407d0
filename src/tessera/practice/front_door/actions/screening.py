"""Between receipt and decision: how urgent, what other agencies know, whether it is talked over."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.contact import held_undecided
from tessera.practice.front_door.models import AgencyCheck, Contact
from tessera.practice.front_door.rules import contact as rules


class AlreadyAsked(Exception):
    """This agency has been asked and has not answered yet."""


class NotAgreed(Exception):
    """The family does not agree, and nothing says why agencies are asked all the same."""


class NotWaiting(Exception):
    """The check has been answered or called off meanwhile."""


@action
def set_rag(*, contact, rag, at, by):
    """Set the contact's urgency; its clock runs from receipt. Raises AlreadyDecided."""
    contact = held_undecided(contact)
    clocks.start_for_urgency(contact=contact, rag=rag, at=at, by=by)
    audit.record("front_door.urgency_set", by=by, contact=str(contact.public_id), rag=rag)
    return contact


@action
def ask_agencies(*, contact, questions, why, without_agreement_why="", at, by):
    """Ask several agencies, each what `questions` has for it; why we ask is told to all of them.

    Where the family does not agree, or was not asked, the reason to ask all the same is kept, once.
    Raises NotAgreed, AlreadyAsked, AlreadyDecided.
    """
    contact = held_undecided(contact)
    if rules.asks_without_agreement(contact.consent) and not contact.without_agreement_why:
        if not without_agreement_why:
            raise NotAgreed
        contact.without_agreement_why = without_agreement_why
        contact.save(update_fields=["without_agreement_why"])
    return [
        ask_agency(contact=contact, agency=agency, question=question, why=why, at=at, by=by)
        for agency, question in questions.items()
    ]


@action
def ask_agency(*, contact, agency, question="", why="", at, by):
    """Ask an agency what it knows, due with the contact's urgency. Raises AlreadyAsked, AlreadyDecided."""
    contact = held_undecided(contact)
    if contact.checks.waiting().filter(agency=agency).exists():
        raise AlreadyAsked
    due = rules.answer_due(rag=contact.rag, received_at=contact.received_at, asked_at=at)
    check = AgencyCheck.objects.create(
        contact=contact,
        agency=agency,
        why_asked=why,
        question=question,
        asked_at=at,
        asked_by=by,
        due_at=due.at,
        why_due=due.why,
    )
    _move(contact, Contact.Stage.CHECKS)
    audit.record("front_door.agency_asked", by=by, contact=str(contact.public_id), agency=agency)
    return check


@action
def record_answer(*, check, is_known, answer, answered_by, at, by):
    """Write down what the agency knows. When it was the last, the contact is ready to decide."""
    check = _waiting(check)
    check.is_known_to_agency = is_known
    check.answer = answer
    check.answered_by = answered_by
    check.answered_at = at
    check.save(update_fields=["is_known_to_agency", "answer", "answered_by", "answered_at"])
    _go_on_when_all_are_in(check.contact)
    audit.record("front_door.agency_answered", by=by, check=str(check.public_id))
    return check


@action
def note_last_word(*, check, words, at, by):
    """Say what the agency said when it was reminded."""
    check = _waiting(check)
    check.last_word = words
    check.last_word_at = at
    check.save(update_fields=["last_word", "last_word_at"])
    audit.record("front_door.agency_reminded", by=by, check=str(check.public_id))
    return check


@action
def withdraw_check(*, check, reason, at, by):
    """Stop waiting for an agency, and say why. Raises NotWaiting."""
    check = _waiting(check)
    check.withdrawn_at = at
    check.withdrawn_why = reason
    check.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _go_on_when_all_are_in(check.contact)
    audit.record("front_door.check_withdrawn", by=by, check=str(check.public_id))
    return check


@action
def put_on_daily_list(*, contact, on, note, by):
    """Bring the contact to the multi-agency meeting of a day."""
    contact = held_undecided(contact)
    contact.for_daily_meeting_on = on
    contact.daily_meeting_note = note
    contact.save(update_fields=["for_daily_meeting_on", "daily_meeting_note"])
    audit.record("front_door.put_on_daily_list", by=by, contact=str(contact.public_id))
    return contact


@action
def take_off_daily_list(*, contact, by):
    contact = held_undecided(contact)
    contact.for_daily_meeting_on = None
    contact.daily_meeting_note = ""
    contact.save(update_fields=["for_daily_meeting_on", "daily_meeting_note"])
    audit.record("front_door.taken_off_daily_list", by=by, contact=str(contact.public_id))
    return contact


@action
def acknowledge_contact(*, contact, at, by):
    """Say that the referrer knows we have it (timer T002). Doing it twice changes nothing."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.acknowledged_at is None:
        contact.acknowledged_at = at
        contact.save(update_fields=["acknowledged_at"])
        clocks.stop(rule=clocks.ACKNOWLEDGE, contact=contact, at=at, why="referrer knows", by=by)
        audit.record("front_door.contact_acknowledged", by=by, contact=str(contact.public_id))
    return contact


def _waiting(check):
    check = AgencyCheck.objects.select_for_update().select_related("contact").get(pk=check.pk)
    if not check.is_waiting:
        raise NotWaiting
    return check


def _go_on_when_all_are_in(contact):
    if contact.stage == Contact.Stage.CHECKS and not contact.checks.waiting().exists():
        _move(contact, Contact.Stage.DECISION)


def _move(contact, stage):
    contact.stage = stage
    contact.save(update_fields=["stage"])
