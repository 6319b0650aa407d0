"""Strategy discussions: held, with the enquiry that they decide on; or put right."""

from contextlib import suppress

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Step
from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.enquiries import (
    correct_enquiry,
    start_enquiry,
    withdraw_enquiry,
)
from tessera.practice.child_protection.actions.referrals import in_order, open_referral
from tessera.practice.child_protection.models import StrategyDiscussion

DISCUSSION = "child_protection.strategy_discussion"
SENDING = ("T054", "T054A")
TELEPHONE = "telephone"
HELD = "The discussion was held"
QUORATE = "It was quorate"


@action
def hold_strategy_discussion(
    *,
    child,
    held_on,
    agencies_present,
    outcome,
    decision_why="",
    held_at=None,
    how="",
    step_ref=None,
    by,
):
    """Social care, police and health talked and decided; an outcome of enquiry begins one.

    Without police or health it is not quorate, which is kept, because they must meet again (`hold_again`).
    Raises NoOpenReferral, DatesOutOfOrder, AlreadyInEnquiry.
    """
    referral = open_referral(child)
    in_order(rules.after_referral("strategy discussion", held_on, referral.received_on))
    discussion = StrategyDiscussion.objects.create(
        child=child,
        referral=referral,
        held_on=held_on,
        held_at=held_at,
        agencies_present=sorted(set(agencies_present)),
        is_quorate=rules.is_quorate(agencies_present, on=held_on),
        outcome=outcome,
        decision_why=decision_why.strip(),
        step_ref=step_ref,
    )
    _write_line(discussion)
    workflow.stop_timer(rule="T050", person=child, on=held_on, at=held_at, why=HELD, by=by)
    _discussion_clocks(discussion, how, by)
    audit.record("child_protection.discussion_held", person=child, by=by, discussion=discussion.pk)
    if _starts_enquiry(outcome):
        start_enquiry(
            child=child, discussion=discussion, started_on=held_on, step_ref=step_ref, by=by
        )
    return discussion


@action
def hold_again(*, discussion, step, by):
    """A discussion that was not quorate is held again, within the time of any discussion (T050)."""
    timer = workflow.start_timer(
        **_again(discussion),
        triggered_on=discussion.held_on,
        triggered_at=discussion.held_at,
        step=step,
        by=by,
    )
    if timer.stopped_why == QUORATE:
        workflow.restart_timer(**_again(discussion), why="It was not quorate after all", by=by)
    return timer


def _again(discussion):
    """The clock by which those of a discussion that was not quorate meet again."""
    return {
        "rule": "T050",
        "person": discussion.child,
        "trigger_kind": DISCUSSION,
        "trigger_id": discussion.pk,
    }


@action
def correct_strategy_discussion(*, discussion, reason, by, **changes):
    """Put a wrong day, agency or decision right. The enquiry it began moves with its day.

    One that was not to begin is taken back, and one that was to begin begins. Raises DatesOutOfOrder,
    EnquiryActedUpon, AlreadyInEnquiry.
    """
    for name, value in changes.items():
        setattr(discussion, name, value)
    discussion.is_quorate = rules.is_quorate(discussion.agencies_present, on=discussion.held_on)
    received_on = discussion.referral.received_on
    in_order(rules.after_referral("strategy discussion", discussion.held_on, received_on))
    discussion.save()
    _write_line(discussion)
    if discussion.is_quorate:
        workflow.stop_timer(**_again(discussion), on=discussion.held_on, why=QUORATE, by=by)
    begun = list(discussion.enquiries.all())
    if "held_on" in changes:
        _held_otherwise(discussion, by)
        for enquiry in begun:
            correct_enquiry(enquiry=enquiry, started_on=discussion.held_on, reason=reason, by=by)
    if "outcome" in changes:
        _begin_or_not(discussion, begun, reason, by)
    audit.record(
        "child_protection.discussion_corrected",
        person=discussion.child,
        by=by,
        discussion=discussion.pk,
        fields=sorted(changes),
    )
    return discussion


def _held_otherwise(discussion, by):
    """Its clocks run from, and the one that asked for it stopped at, its right moment."""
    for rule in SENDING:
        _start_discussion_clock(rule, discussion, by)
    for kind, key in _asked_by(discussion):
        with suppress(workflow.NoSuchTimer):
            workflow.stopped_otherwise(
                rule="T050",
                person=discussion.child,
                trigger_kind=kind,
                trigger_id=key,
                on=discussion.held_on,
                at=discussion.held_at,
                why=HELD,
                by=by,
            )


def _asked_by(discussion):
    """What its time was counted from: its own work, or a discussion before it that was not quorate."""
    step = Step.objects.filter(public_id=discussion.step_ref).select_related("follows").first()
    if step is None:
        return
    yield "workflow.step", step.pk
    if step.follows is not None:
        before = StrategyDiscussion.objects.filter(
            step_ref=step.follows.public_id, child=discussion.child
        )
        yield from ((DISCUSSION, each.pk) for each in before)


def _begin_or_not(discussion, begun, reason, by):
    begins = _starts_enquiry(discussion.outcome)
    if begun and not begins:
        for enquiry in begun:
            withdraw_enquiry(enquiry=enquiry, reason=reason, by=by)
    elif begins and not begun:
        start_enquiry(
            child=discussion.child,
            discussion=discussion,
            started_on=discussion.held_on,
            step_ref=discussion.step_ref,
            by=by,
        )


def _starts_enquiry(outcome):
    return bool(codesets.get("strategy.outcome", outcome).extra.get("starts_section47"))


def _discussion_clocks(discussion, how, by):
    """What a discussion asks for: its decisions and record sent, and a meeting after a telephone call."""
    for rule in SENDING:
        _start_discussion_clock(rule, discussion, by)
    if how == TELEPHONE:
        _start_discussion_clock("T051", discussion, by)
    else:
        workflow.stop_timer(
            rule="T051",
            person=discussion.child,
            on=discussion.held_on,
            why="The meeting was held",
            by=by,
        )


def _start_discussion_clock(rule, discussion, by):
    workflow.start_timer(
        rule=rule,
        person=discussion.child,
        trigger_kind=DISCUSSION,
        trigger_id=discussion.pk,
        triggered_on=discussion.held_on,
        by=by,
    )


def _write_line(discussion):
    people.write_line(
        person=discussion.child,
        on=discussion.held_on,
        at=discussion.held_at,
        kind=DISCUSSION,
        source_id=discussion.pk,
        significance=Line.Significance.KEY,
        step_ref=discussion.step_ref,
    )
