"""Putting right what was written wrongly. The earlier version stays, with who, when and why."""

from contextlib import suppress

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action, attempting
from tessera.people import actions as people
from tessera.practice.front_door import rules
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.contact import CONTACT_LINE
from tessera.practice.front_door.actions.referral import CLOSED_LINE, REFERRAL_LINE
from tessera.practice.front_door.models import Contact, Referral

CORRECTABLE = (
    "received_at channel source referrer_name referrer_role referrer_agency referrer_telephone"
    " referrer_email referrer_may_be_named family_knows consent consent_note concerns account"
    " childs_words immediate_risk immediate_risk_why"
).split()


class NotCorrectable(Exception):
    """Only what was told can be corrected; a decision is changed by deciding again."""


class OutOfOrder(Exception):
    """The dates would contradict another referral of this child."""


@action
def correct_contact(*, contact, changes, reason, by):
    """Correct what a contact says. A new time of receipt moves its clocks. Raises NotCorrectable."""
    if set(changes) - set(CORRECTABLE):
        raise NotCorrectable
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    received_at = contact.received_at
    for field, value in changes.items():
        setattr(contact, field, value)
    contact.save(update_fields=list(changes))
    if contact.received_at != received_at:
        _recount(contact, by, reason)
    audit.record(
        "front_door.contact_corrected",
        by=by,
        contact=str(contact.public_id),
        fields=sorted(changes),
    )
    return contact


def _recount(contact, by, reason):
    """The clocks that ran from receipt run from the right moment; the story shows the right day."""
    rules_running = {clocks.DECIDE, clocks.ACKNOWLEDGE}
    if contact.rag in clocks.URGENCY:
        rules_running.add(clocks.URGENCY[contact.rag])
    for rule in sorted(rules_running):
        with suppress(workflow.NoSuchTimer), attempting():
            workflow.retrigger(
                rule=rule,
                person=None,
                trigger_kind=clocks.CONTACT,
                trigger_id=contact.pk,
                triggered_on=local(contact.received_at).date(),
                triggered_at=contact.received_at,
                why=reason,
                by=by,
            )
    for part in contact.children.filter(person__isnull=False).select_related("person"):
        people.write_line(
            person=part.person,
            on=local(contact.received_at).date(),
            at=contact.received_at,
            kind=CONTACT_LINE,
            source_id=contact.pk,
            significance=2,
            step_ref=contact.step_ref,
        )


@action
def correct_referral(*, referral, changes, reason, by):
    """Correct a referral's dates, source, need or closing reason. Raises OutOfOrder, NotCorrectable."""
    allowed = {
        "received_on",
        "source",
        "primary_need",
        "closed_on",
        "closure_reason",
        "closure_summary",
    }
    if set(changes) - allowed:
        raise NotCorrectable
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    for field, value in changes.items():
        setattr(referral, field, value)
    others = list(Referral.objects.filter(child=referral.child_id).exclude(pk=referral.pk))
    if not referral.is_nfa and any(
        _overlap(referral, other) for other in others if not other.is_nfa
    ):
        raise OutOfOrder
    referral.is_re_referral = rules.is_re_referral(
        earlier_received_on=[other.received_on for other in others],
        received_on=referral.received_on,
    )
    referral.save()
    _rewrite_lines(referral, by)
    audit.record(
        "front_door.referral_corrected",
        person=referral.child,
        by=by,
        referral=str(referral.public_id),
        fields=sorted(changes),
    )
    return referral


def _overlap(one, other):
    """An end is the first day no longer counted, so one case may close on the day the next opens."""
    return (other.closed_on is None or one.received_on < other.closed_on) and (
        one.closed_on is None or other.received_on < one.closed_on
    )


def _rewrite_lines(referral, by):
    for on, kind in ((referral.received_on, REFERRAL_LINE), (referral.closed_on, CLOSED_LINE)):
        if on is not None:
            people.write_line(
                person=referral.child,
                on=on,
                kind=kind,
                source_id=referral.pk,
                significance=3,
                step_ref=referral.step_ref,
            )
