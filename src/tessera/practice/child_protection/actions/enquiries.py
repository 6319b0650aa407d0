"""Section 47 enquiries: begun, ended with what they found, put right, or taken back."""

from contextlib import suppress

from django.db.models import Q

from tessera.engine.workflow import actions as workflow
from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.child_protection import queries, rules
from tessera.practice.child_protection.actions.referrals import (
    NoOpenReferral,
    in_order,
    open_referral,
)
from tessera.practice.child_protection.models import Section47Enquiry

ENQUIRY = "child_protection.section47"
ENQUIRY_ENDED = "child_protection.section47_ended"
CLOCKS = ("T052", "T053", "T060")
NO_CONFERENCE = "No conference is needed"
ENDED_UNSEEN = "The enquiry ended, and the child was not seen"
FOUND = "The enquiry found its outcome"


class AlreadyInEnquiry(Exception):
    """A section 47 enquiry on this child is already under way."""


class NoCurrentEnquiry(Exception):
    """No section 47 enquiry on this child is under way."""


class EnquiryActedUpon(Exception):
    """This section 47 enquiry has gone further: open it again, and say what it found."""


class EndedOtherwise(Exception):
    """This enquiry ended when the child died, turned 18 or left the country. Put that right first."""


class ConferenceHeld(Exception):
    """A conference was held on this enquiry. What was decided is put right in that conference."""


@action
def start_enquiry(*, child, started_on, discussion=None, step_ref=None, by):
    """Begin an enquiry under section 47, on the day of the discussion that decided it.

    The conference is due 15 working days from that day (Working Together; T060).
    Raises NoOpenReferral, AlreadyInEnquiry, DatesOutOfOrder.
    """
    referral = discussion.referral if discussion else open_referral(child)
    _only_one(child, started_on)
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
    _write_start(enquiry)
    audit.record("child_protection.enquiry_started", person=child, by=by, enquiry=enquiry.pk)
    return enquiry


@action
def end_enquiry(*, child, ended_on, outcome, outcome_why="", agencies_view="", step_ref=None, by):
    """End the enquiry with what it found. It goes on to a conference, or needs none.

    An enquiry that goes to conference stays open until that conference is held (CIN census: it ends by
    the conference or by "not required"). Raises NoCurrentEnquiry, DatesOutOfOrder.
    """
    enquiry = Section47Enquiry.objects.under_way().select_for_update().filter(child=child).first()
    if enquiry is None:
        raise NoCurrentEnquiry
    _find(enquiry, ended_on, outcome, outcome_why, agencies_view)
    if enquiry.is_conference_not_required:
        _stop_clock("T060", enquiry, ended_on, NO_CONFERENCE, by)
        _stop_clock("T052", enquiry, ended_on, ENDED_UNSEEN, by)
    _stop_clock("T053", enquiry, ended_on, FOUND, by)
    _write_end(enquiry, ended_on, step_ref)
    audit.record(
        "child_protection.enquiry_ended", person=child, by=by, enquiry=enquiry.pk, outcome=outcome
    )
    return enquiry


@action
def find_otherwise(
    *, enquiry, ended_on, outcome, outcome_why="", agencies_view="", step_ref=None, reason, by
):
    """What the enquiry found, or when, was written wrongly or is no longer so: its clocks follow.

    While no conference was held, one may be needed after all, or not. Raises ConferenceHeld,
    EndedOtherwise, NoOpenReferral, AlreadyInEnquiry, DatesOutOfOrder.
    """
    enquiry = Section47Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    was_over, was_held = enquiry.is_conference_not_required, hasattr(enquiry, "conference")
    if was_held and not _needs_conference(outcome):
        raise ConferenceHeld
    if was_over and not (enquiry.outcome and not _needs_conference(enquiry.outcome)):
        raise EndedOtherwise
    if was_over and _needs_conference(outcome):
        _check_open_again(enquiry)
    held_on = enquiry.ended_on if was_held else None
    _find(enquiry, ended_on, outcome, outcome_why, agencies_view, held_on=held_on)
    if enquiry.is_conference_not_required:
        _stopped("T060", enquiry, ended_on, NO_CONFERENCE, by)
        _stop_clock("T052", enquiry, ended_on, ENDED_UNSEEN, by)
    elif was_over:
        _run_again("T060", enquiry, reason, by)
    _stopped("T053", enquiry, ended_on, FOUND, by)
    _write_end(enquiry, ended_on, step_ref)
    audit.record(
        "child_protection.enquiry_corrected",
        person=enquiry.child,
        by=by,
        enquiry=enquiry.pk,
        outcome=outcome,
    )
    return enquiry


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
    _write_start(enquiry)
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

    Raises EnquiryActedUpon when it has found its outcome, or more stands on it.
    """
    if queries.went_further(enquiry):
        raise EnquiryActedUpon
    child, key = enquiry.child, enquiry.pk
    for rule in CLOCKS:
        _stop_clock(rule, enquiry, enquiry.started_on, "The enquiry was withdrawn", by)
    people.remove_line(person=child, kind=ENQUIRY, source_id=key)
    enquiry.delete()
    audit.record("child_protection.enquiry_withdrawn", person=child, by=by, enquiry=key)


def _needs_conference(outcome):
    return bool(codesets.get("section47.outcome", outcome).extra.get("conference"))


def _find(enquiry, ended_on, outcome, outcome_why, agencies_view, held_on=None):
    in_order(rules.not_before("The enquiry ends", ended_on, "its start", enquiry.started_on))
    enquiry.outcome = outcome
    enquiry.outcome_why = outcome_why.strip()
    enquiry.agencies_view = agencies_view.strip()
    enquiry.is_conference_not_required = not _needs_conference(outcome)
    enquiry.ended_on = ended_on if enquiry.is_conference_not_required else held_on
    enquiry.save()


def _check_open_again(enquiry):
    """An enquiry that had ended goes on only in its own open case, and beside no other."""
    if open_referral(enquiry.child) != enquiry.referral:
        raise NoOpenReferral
    _only_one(enquiry.child, enquiry.started_on, besides=enquiry)


def _only_one(child, started_on, besides=None):
    """A child is in one enquiry at a time, also when one is entered late. Raises AlreadyInEnquiry."""
    others = Section47Enquiry.objects.filter(child=child).exclude(pk=besides and besides.pk)
    under_way = Q(ended_on=None, is_conference_not_required=False)
    if others.filter(under_way | Q(ended_on__gt=started_on)).exists():
        raise AlreadyInEnquiry


def _write_start(enquiry):
    people.write_line(
        person=enquiry.child,
        on=enquiry.started_on,
        kind=ENQUIRY,
        source_id=enquiry.pk,
        significance=Line.Significance.KEY,
        step_ref=enquiry.step_ref,
    )


def _write_end(enquiry, ended_on, step_ref):
    people.write_line(
        person=enquiry.child,
        on=ended_on,
        kind=ENQUIRY_ENDED,
        source_id=enquiry.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )


def _start_clock(rule, enquiry, by):
    """In hours from the moment of the discussion, where that is known; else in whole days."""
    discussion = enquiry.strategy_discussion
    workflow.start_timer(
        **_own(rule, enquiry),
        triggered_on=enquiry.started_on,
        triggered_at=discussion.held_at if discussion and rule == "T052" else None,
        by=by,
    )


def _stop_clock(rule, enquiry, on, why, by):
    """A child has one enquiry under way: every running clock of the rule is its own."""
    workflow.stop_timer(rule=rule, person=enquiry.child, on=on, why=why, by=by)


def _stopped(rule, enquiry, on, why, by):
    """The enquiry's own clock stopped that day: also where it had stopped on another."""
    with suppress(workflow.NoSuchTimer):
        workflow.stopped_otherwise(**_own(rule, enquiry), on=on, why=why, by=by)


def _run_again(rule, enquiry, why, by):
    try:
        workflow.restart_timer(**_own(rule, enquiry), why=why, by=by)
    except workflow.NoSuchTimer:  # an enquiry that was loaded has no clock of its own yet
        _start_clock(rule, enquiry, by)


def _own(rule, enquiry):
    return {
        "rule": rule,
        "person": enquiry.child,
        "trigger_kind": ENQUIRY,
        "trigger_id": enquiry.pk,
    }
