"""The clocks of a contact and a referral (practice rules, timers T001 to T007)."""

from contextlib import suppress

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.foundations.calendar import clock
from tessera.foundations.records.actions import attempting

CONTACT = "front_door.contact"
REFERRAL = "front_door.referral"
URGENCY = {"red": "T003", "amber": "T004", "green": "T005"}
TELL = "front_door.tell_referrer"
DECIDE, ACKNOWLEDGE, FEEDBACK, ALLOCATE = "T001", "T002", "T006", "T007"
WORK_FIRST = {"red": 3, "amber": 2, "green": 1}
"""How a contact's urgency orders a worklist on one day."""


def start_for_contact(*, contact, by):
    """From receipt: a decision, and a word to the one who told us."""
    _start(DECIDE, contact, contact.received_at, by, step=contact.decision_step)
    if contact.acknowledged_at is None:
        _start(ACKNOWLEDGE, contact, contact.received_at, by)


def heed_acknowledgement(*, contact, by):
    """Whether the referrer knows that we have it was put right: the clock of it runs, or does not."""
    if contact.acknowledged_at is not None:
        stop(
            rule=ACKNOWLEDGE,
            contact=contact,
            at=contact.acknowledged_at,
            why="referrer knows",
            by=by,
        )
    elif contact.stage != contact.Stage.FINISHED:
        _start(ACKNOWLEDGE, contact, contact.received_at, by, step=telling_step(contact))


def start_for_urgency(*, contact, rag, at, by):
    """Set the urgency with its clock from receipt; the clock of an earlier urgency stops."""
    if contact.rag and contact.rag != rag and contact.rag in URGENCY:
        stop(rule=URGENCY[contact.rag], contact=contact, at=at, why="urgency changed", by=by)
    contact.rag = rag
    contact.rag_set_at = at
    contact.rag_set_by = by
    contact.save(update_fields=["rag", "rag_set_at", "rag_set_by"])
    if rag in URGENCY:
        _start(URGENCY[rag], contact, contact.received_at, by, step=contact.decision_step)


def start_for_feedback(*, contact, step, at, by):
    """Whoever hears what was decided hears that we have it too: both clocks wait with one piece of work."""
    _start(FEEDBACK, contact, at, by, step=step)
    if contact.acknowledged_at is None:
        timer = _start(ACKNOWLEDGE, contact, contact.received_at, by)
        workflow.wait_with(timer=timer, step=step, by=by)


def telling_step(contact):
    """The open work of telling the referrer what was decided, or None."""
    about = Step.objects.filter(about__contact=str(contact.public_id))
    return about.filter(code=TELL, state__in=OPEN_STATES).first()


def start_for_allocation_again(*, referral, step, on, by):
    """Taken up after all: the clock that had stopped runs, from the day of that and with this work."""
    with suppress(workflow.NoSuchTimer), attempting():
        workflow.restart_timer(
            rule=ALLOCATE,
            person=referral.child,
            trigger_kind=REFERRAL,
            trigger_id=referral.pk,
            why="Taken up after all",
            by=by,
        )
    timer = start_for_allocation(referral=referral, step=step, on=on, by=by)
    workflow.wait_with(timer=timer, step=step, by=by)


def start_for_allocation(*, referral, step, on, by):
    return workflow.start_timer(
        rule=ALLOCATE,
        person=referral.child,
        step=step,
        trigger_kind=REFERRAL,
        trigger_id=referral.pk,
        triggered_on=on,
        by=by,
    )


def stop(*, rule, contact, at, why, by):
    workflow.stop_timer(
        rule=rule,
        person=None,
        trigger_kind=CONTACT,
        trigger_id=contact.pk,
        on=clock.local(at).date(),
        at=at,
        why=why,
        by=by,
    )


def stop_all(*, contact, at, why, by):
    """The decision is made: neither it nor its urgency is waited for any more."""
    for rule in (DECIDE, *URGENCY.values()):
        stop(rule=rule, contact=contact, at=at, why=why, by=by)


def _start(rule, contact, at, by, step=None):
    return workflow.start_timer(
        rule=rule,
        person=None,
        step=step,
        trigger_kind=CONTACT,
        trigger_id=contact.pk,
        triggered_on=clock.local(at).date(),
        triggered_at=at,
        by=by,
    )
