"""Strategy discussions, and the section 47 enquiries they begin."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import rules
from tessera.practice.child_protection.actions.referrals import in_order, open_referral
from tessera.practice.child_protection.models import Section47Enquiry, StrategyDiscussion

DISCUSSION = "child_protection.strategy_discussion"
ENQUIRY = "child_protection.section47"
ENQUIRY_ENDED = "child_protection.section47_ended"
CLOCKS = ("T052", "T053", "T060")
SENDING = ("T054", "T054A")
TELEPHONE = "telephone"


class AlreadyInEnquiry(Exception):
    """A section 47 enquiry on this child is already under way."""


class NoCurrentEnquiry(Exception):
    """No section 47 enquiry on this child is under way."""


class EnquiryEnded(Exception):
    """This enquiry has ended before."""


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

    Without police or health it is not quorate, which is kept, because they must meet again.
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
    people.write_line(
        person=child,
        on=held_on,
        at=held_at,
        kind=DISCUSSION,
        source_id=discussion.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )
    workflow.stop_timer(rule="T050", person=child, on=held_on, why="The discussion was held", by=by)
    _discussion_clocks(discussion, how, by)
    audit.record("child_protection.discussion_held", person=child, by=by, discussion=discussion.pk)
    if codesets.get("strategy.outcome", outcome).extra.get("starts_section47"):
        start_enquiry(
            child=child, discussion=discussion, started_on=held_on, step_ref=step_ref, by=by
        )
    return discussion


@action
def start_enquiry(*, child, started_on, discussion=None, step_ref=None, by):
    """Begin an enquiry under section 47, on the day of the discussion that decided it.

    The conference is due 15 working days from that day (Working Together; T060).
    Raises NoOpenReferral, AlreadyInEnquiry, DatesOutOfOrder.
    """
    referral = discussion.referral if discussion else open_referral(child)
    if Section47Enquiry.objects.under_way().filter(child=child).exists():
        raise AlreadyInEnquiry
    in_order(rules.after_referral("section 47 enquiry", started_on, referral.received_on))
    enquiry = Section47Enquiry.objects.create(
        child=child,
        referral=referral,
        strategy_discussion=discussion,
        started_on=started_on,
        conference_target_on=rules.initial_conference_due(strategy_discussion_on=started_on),
        step_ref=step_ref,
    )
    for rule in CLOCKS:
        _start_clock(rule, enquiry, by)
    people.write_line(
        person=child,
        on=started_on,
        kind=ENQUIRY,
        source_id=enquiry.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )
    audit.record("child_protection.enquiry_started", person=child, by=by, enquiry=enquiry.pk)
    return enquiry


@action
def end_enquiry(
    *, child, ended_on, outcome, outcome_why="", agencies_view="", seen_on=None, step_ref=None, by
):
    """End the enquiry with what it found. It goes on to a conference, or needs none.

    An enquiry that goes to conference stays open until that conference is held (CIN census: it ends by
    the conference or by "not required"). Raises NoCurrentEnquiry, DatesOutOfOrder.
    """
    enquiry = Section47Enquiry.objects.under_way().select_for_update().filter(child=child).first()
    if enquiry is None:
        raise NoCurrentEnquiry
    in_order(rules.not_before("The enquiry ends", ended_on, "its start", enquiry.started_on))
    enquiry.outcome = outcome
    enquiry.outcome_why = outcome_why.strip()
    enquiry.agencies_view = agencies_view.strip()
    if not codesets.get("section47.outcome", outcome).extra.get("conference"):
        enquiry.is_conference_not_required = True
        enquiry.ended_on = ended_on
        _stop_clock("T060", enquiry, ended_on, "No conference is needed", by)
    enquiry.save()
    _stop_clock("T052", enquiry, max(seen_on or ended_on, enquiry.started_on), "Seen", by)
    _stop_clock("T053", enquiry, ended_on, "The enquiry found its outcome", by)
    people.write_line(
        person=child,
        on=ended_on,
        kind=ENQUIRY_ENDED,
        source_id=enquiry.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref or enquiry.step_ref,
    )
    audit.record(
        "child_protection.enquiry_ended", person=child, by=by, enquiry=enquiry.pk, outcome=outcome
    )
    return enquiry


@action
def correct_strategy_discussion(*, discussion, reason, by, **changes):
    """Put a wrong day, agency or decision right. The enquiry it began moves with its day.

    Raises DatesOutOfOrder.
    """
    for name, value in changes.items():
        setattr(discussion, name, value)
    discussion.is_quorate = rules.is_quorate(discussion.agencies_present, on=discussion.held_on)
    received_on = discussion.referral.received_on
    in_order(rules.after_referral("strategy discussion", discussion.held_on, received_on))
    discussion.save()
    _move_line(discussion, DISCUSSION, discussion.held_on)
    if "held_on" in changes:
        for rule in SENDING:
            _start_discussion_clock(rule, discussion, by)
        for enquiry in discussion.enquiries.all():
            correct_enquiry(enquiry=enquiry, started_on=discussion.held_on, reason=reason, by=by)
    audit.record(
        "child_protection.discussion_corrected",
        person=discussion.child,
        by=by,
        discussion=discussion.pk,
        fields=sorted(changes),
    )
    return discussion


@action
def correct_enquiry(*, enquiry, reason, by, **changes):
    """Put a wrong day or outcome right; the conference clock is counted again from a changed start.

    Raises DatesOutOfOrder.
    """
    for name, value in changes.items():
        setattr(enquiry, name, value)
    in_order(
        rules.after_referral("section 47 enquiry", enquiry.started_on, enquiry.referral.received_on)
    )
    if enquiry.ended_on is not None:
        in_order(
            rules.not_before("The enquiry ends", enquiry.ended_on, "its start", enquiry.started_on)
        )
    if "started_on" in changes:
        enquiry.conference_target_on = rules.initial_conference_due(
            strategy_discussion_on=enquiry.started_on
        )
        for rule in CLOCKS:
            _start_clock(rule, enquiry, by)
    enquiry.save()
    _move_line(enquiry, ENQUIRY, enquiry.started_on)
    audit.record(
        "child_protection.enquiry_corrected",
        person=enquiry.child,
        by=by,
        enquiry=enquiry.pk,
        fields=sorted(changes),
    )
    return enquiry


@action
def withdraw_enquiry(*, enquiry, reason, by):
    """Take back an enquiry that never was; its version stays, with the reason.

    Raises EnquiryEnded when a conference has been held on it.
    """
    if hasattr(enquiry, "conference"):
        raise EnquiryEnded
    child, key = enquiry.child, enquiry.pk
    for rule in CLOCKS:
        _stop_clock(rule, enquiry, enquiry.started_on, "The enquiry was withdrawn", by)
    for kind in (ENQUIRY, ENQUIRY_ENDED):
        people.remove_line(person=child, kind=kind, source_id=key)
    enquiry.delete()
    audit.record("child_protection.enquiry_withdrawn", person=child, by=by, enquiry=key)


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


def _start_clock(rule, enquiry, by):
    workflow.start_timer(
        rule=rule,
        person=enquiry.child,
        trigger_kind=ENQUIRY,
        trigger_id=enquiry.pk,
        triggered_on=enquiry.started_on,
        by=by,
    )


def _stop_clock(rule, enquiry, on, why, by):
    """A child has one enquiry under way: every running clock of the rule is its own."""
    workflow.stop_timer(rule=rule, person=enquiry.child, on=on, why=why, by=by)


def _move_line(row, kind, on):
    people.write_line(
        person=row.child,
        on=on,
        kind=kind,
        source_id=row.pk,
        significance=Line.Significance.KEY,
        step_ref=row.step_ref,
    )
