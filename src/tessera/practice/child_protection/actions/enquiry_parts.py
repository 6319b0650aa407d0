"""What an enquiry did: the child was seen, agencies were asked; a conference later than the law asks."""

from dataclasses import dataclass
from datetime import date

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.enquiries import ENDED_UNSEEN
from tessera.practice.child_protection.models import Delay, EnquiryAgency, EnquirySeen

TO_SEE = "T052"
SEEN = "Seen in the enquiry"


class NotLater(Exception):
    """A delay is to a day after the one that the law asks for."""


class SamePerson(Exception):
    """A manager and the chair agree to a delay: two people."""


@dataclass(frozen=True)
class Seen:
    seen_on: date
    was_seen_alone: bool | None = None
    not_alone_why: str = ""
    place: str = ""
    seen_by: str = ""
    words: str = ""
    not_heard_why: str = ""


@dataclass(frozen=True)
class Asked:
    agency: str
    who: str = ""
    answered: bool | None = None
    said: str = ""
    asks_for_conference: bool = False


@action
def keep_seen(*, enquiry, seen: Seen, by):
    """The child was seen; written again, it is put right. The clock to see the child stops that day."""
    row, _ = EnquirySeen.objects.update_or_create(
        enquiry=enquiry,
        step_ref=enquiry.step_ref,
        defaults={
            **vars(seen),
            "not_alone_why": "" if seen.was_seen_alone else seen.not_alone_why,
        },
    )
    enquiry.not_seen_why = ""
    enquiry.save(update_fields=["not_seen_why"])
    on = max(seen.seen_on, enquiry.started_on)
    if not workflow.stop_timer(rule=TO_SEE, person=enquiry.child, on=on, why=SEEN, by=by):
        timer = _last_clock(enquiry)
        if timer is not None and timer.stopped_why in (SEEN, ENDED_UNSEEN):
            workflow.stopped_otherwise(**_trigger(timer), on=on, why=SEEN, by=by)
    audit.record("child_protection.seen", person=enquiry.child, by=by, enquiry=enquiry.pk)
    return row


@action
def keep_not_seen(*, enquiry, why, by):
    """The child could not be seen, or is not born: the clock to see the child says why, and goes on."""
    for row in enquiry.seen.all():
        row.delete()
    enquiry.not_seen_why = why.strip()
    enquiry.save(update_fields=["not_seen_why"])
    timer = _last_clock(enquiry)
    if timer is not None and timer.stopped_why == SEEN:
        workflow.restart_timer(**_trigger(timer), why=why, by=by)
    workflow.note_on_timer(
        rule=TO_SEE, person=enquiry.child, words=f"Not seen: {enquiry.not_seen_why}", by=by
    )
    audit.record("child_protection.not_seen", person=enquiry.child, by=by, enquiry=enquiry.pk)


def _last_clock(enquiry):
    """The clock to see the child in this enquiry, from its beginning or from a visit that did not."""
    clocks = Timer.objects.filter(
        rule=TO_SEE, person=enquiry.child, triggered_on__gte=enquiry.started_on
    )
    return clocks.order_by("-pk").first()


def _trigger(timer):
    return {
        "rule": timer.rule,
        "person": timer.person,
        "trigger_kind": timer.trigger_kind,
        "trigger_id": timer.trigger_id,
    }


@action
def keep_agencies(*, enquiry, asked, by):
    """Which agencies were asked, as it was written last; earlier versions stay."""
    enquiry.agencies.all().delete()
    rows = EnquiryAgency.objects.bulk_create(
        EnquiryAgency(enquiry=enquiry, step_ref=enquiry.step_ref, **vars(each)) for each in asked
    )
    audit.record("child_protection.agencies_asked", person=enquiry.child, by=by, enquiry=enquiry.pk)
    return rows


@action
def ask_for_delay(*, enquiry, until_on, why, safety_plan, at, by) -> Delay:
    """A manager wants the conference later, and says why and what keeps the child safe. Raises NotLater."""
    if enquiry.conference_target_on and until_on <= enquiry.conference_target_on:
        raise NotLater
    delay = Delay.objects.create(
        enquiry=enquiry,
        until_on=until_on,
        why=why.strip(),
        safety_plan=safety_plan.strip(),
        manager=by,
        manager_agreed_at=at,
    )
    audit.record("child_protection.delay_asked", person=enquiry.child, by=by, enquiry=enquiry.pk)
    return delay


@action
def agree_to_delay(*, delay, at, by) -> Delay:
    """The chair agrees: there is a new day to work to, and the statutory one stays. Raises SamePerson."""
    if by.pk == delay.manager_id:
        raise SamePerson
    delay.chair, delay.chair_agreed_at = by, at
    delay.save(update_fields=["chair", "chair_agreed_at"])
    enquiry = delay.enquiry
    for timer in Timer.objects.filter(rule="T060", person=enquiry.child, stopped_on=None):
        workflow.extend_timer(
            timer=timer,
            managed_due_on=delay.until_on,
            why=delay.why,
            at=at,
            own_way=rules.DELAY_AGREED.code,
            by=by,
        )
    audit.record("child_protection.delay_agreed", person=enquiry.child, by=by, enquiry=enquiry.pk)
    return delay
