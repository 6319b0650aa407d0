"""Putting right what was written wrongly. The earlier version stays, with who, when and why."""

from collections.abc import Callable
from contextlib import suppress

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action, attempting
from tessera.people import actions as people
from tessera.people.models import Involvement, Line
from tessera.people.models.involvement import CLOSED_BY
from tessera.practice.front_door import rules
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.contact import CONTACT_LINE
from tessera.practice.front_door.actions.referral import (
    CLOSED_LINE,
    EARLY_HELP_ROLE,
    REFERRAL_LINE,
    TEAM_ROLE,
    closed_words,
)
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.front_door.queries.activities import activities_of
from tessera.practice.front_door.rules import contact as contact_rules
from tessera.practice.front_door.rules.closing import reads_until

CORRECTABLE = (
    "received_at channel source referrer_name referrer_role referrer_agency referrer_telephone"
    " referrer_email referrer_may_be_named family_knows consent consent_note without_agreement_why"
    " concerns account childs_words immediate_risk immediate_risk_why"
).split()
CORRECTABLE_OF_REFERRAL = (
    "received_on source primary_need closed_on closure_reason closure_summary".split()
)
CLOSING = {"closed_on", "closure_reason", "closure_summary"}


class NotCorrectable(Exception):
    """Only what was told can be corrected: a decision is changed by deciding again, a case is closed."""


class OutOfOrder(Exception):
    """The dates would contradict what else the record says; `problems` says how, in words."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


Follower = Callable[..., None]

_followers: list[Follower] = []


def follows_referral(follower: Follower) -> Follower:
    """Register, from a room's processes, what counts from the day of a referral.

    `follower(referral, was, reason, by)` puts it right when that day was wrong; `was` is the old day.
    """
    _followers.append(follower)
    return follower


@action
def correct_contact(*, contact, changes, words=None, reason, at, by):
    """Correct what a contact says; its clocks, checks and cases follow. Raises NotCorrectable, OutOfOrder.

    `words` are what each of several children said: part -> words.
    """
    if set(changes) - set(CORRECTABLE):
        raise NotCorrectable
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    was = {name: getattr(contact, name) for name in ("received_at", "source")}
    for field, value in changes.items():
        setattr(contact, field, value)
    if problem := contact_rules.receipt_problem(
        received_at=contact.received_at, decided_at=contact.decided_at, now=at
    ):
        raise OutOfOrder([problem])
    acknowledged_at = _acknowledged(contact, was["received_at"])
    if acknowledged_at != contact.acknowledged_at:
        contact.acknowledged_at = acknowledged_at
        changes = {**changes, "acknowledged_at": acknowledged_at}
    contact.save(update_fields=list(changes))
    for part, said in (words or {}).items():
        part.childs_words = said
        part.save(update_fields=["childs_words"])
    if "acknowledged_at" in changes:
        clocks.heed_acknowledgement(contact=contact, by=by)
    if contact.received_at != was["received_at"]:
        _recount(contact, by, reason)
    _correct_cases(contact, was, reason, at, by)
    audit.record(
        "front_door.contact_corrected",
        by=by,
        contact=str(contact.public_id),
        fields=sorted(changes),
    )
    return contact


def _acknowledged(contact, was_received_at):
    """Whoever spoke with us knew at once that we have it; whoever wrote did not."""
    at_once = contact.channel in contact_rules.HEARD_AT_ONCE
    if at_once and contact.acknowledged_at in (None, was_received_at):
        return contact.received_at
    if not at_once and contact.acknowledged_at == was_received_at:
        return None
    return contact.acknowledged_at


def _recount(contact, by, reason):
    """What ran from receipt runs from the right moment; the story shows the right day."""
    for rule in sorted({clocks.DECIDE, clocks.ACKNOWLEDGE, *clocks.URGENCY.values()}):
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
    for check in contact.checks.waiting():
        due = contact_rules.answer_due(
            rag=contact.rag, received_at=contact.received_at, asked_at=check.asked_at
        )
        check.due_at, check.why_due = due.at, due.why
        check.save(update_fields=["due_at", "why_due"])
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


def _correct_cases(contact, was, reason, at, by):
    """The cases that the contact opened say the same of their day and source, unless they were put right."""
    was_on, on = local(was["received_at"]).date(), local(contact.received_at).date()
    for referral in contact.referrals.order_by("pk"):
        changes = {}
        if on != was_on and referral.received_on == was_on:
            changes["received_on"] = on
        if contact.source != was["source"] and referral.source == was["source"]:
            changes["source"] = contact.source
        if changes:
            correct_referral(
                referral=referral, changes=changes, reason=reason, today=local(at).date(), by=by
            )


@action
def correct_referral(*, referral, changes, reason, today, by):
    """Correct a referral's dates, source, need or closing reason; what counts from them follows.

    Raises OutOfOrder, NotCorrectable.
    """
    if set(changes) - set(CORRECTABLE_OF_REFERRAL):
        raise NotCorrectable
    referral = (
        Referral.objects.select_for_update(of=("self",)).select_related("child").get(pk=referral.pk)
    )
    if referral.closed_on is None and set(changes) & CLOSING:
        raise NotCorrectable
    others = list(Referral.objects.filter(child=referral.child_id).exclude(pk=referral.pk))
    activities = activities_of(referral)
    stood = _problems(referral, activities, today)
    was = {"received_on": referral.received_on, "closed_on": referral.closed_on}
    for field, value in changes.items():
        setattr(referral, field, value)
    new = [words for words in _problems(referral, activities, today) if words not in stood]
    if problems := [*_overlaps(referral, others), *new]:
        raise OutOfOrder(problems)
    referral.save(update_fields=list(changes))
    _say_which_came_again([referral, *others])
    _rewrite_lines(referral)
    if referral.received_on != was["received_on"]:
        _begin_on(referral, was["received_on"], reason, by)
        for follower in _followers:
            follower(referral=referral, was=was["received_on"], reason=reason, by=by)
    if referral.closed_on != was["closed_on"]:
        _end_on(referral, was["closed_on"], reason, by)
    audit.record(
        "front_door.referral_corrected",
        person=referral.child,
        by=by,
        referral=str(referral.public_id),
        fields=sorted(changes),
    )
    return referral


def closed_by(step):
    """child id -> the case that this form closed."""
    lines = Line.objects.filter(kind=CLOSED_LINE, step_ref=step.public_id)
    cases = Referral.objects.filter(pk__in=lines.values("source_id")).exclude(closed_on=None)
    return {referral.child_id: referral for referral in cases.select_related("child")}


def _problems(referral, activities, today):
    """What the dates contradict. What contradicted before, also in a case loaded so, stops no correction."""
    child = referral.child
    found = rules.correction_problems(
        received_on=referral.received_on,
        today=today,
        born_or_expected_on=child.born_on or child.expected_on,
        died_on=child.died_on,
        activities=activities,
    )
    if referral.closed_on is None:
        return found
    return found + rules.closure_problems(
        received_on=referral.received_on,
        closed_on=referral.closed_on,
        reason=referral.closure_reason,
        activities=activities,
        died_on=child.died_on,
        today=today,
    )


def _overlaps(referral, others):
    """An end is the first day no longer counted, so one case may close on the day the next opens."""
    if referral.is_nfa:
        return []
    return [
        rules.overlap_words(other.received_on, other.closed_on)
        for other in others
        if not other.is_nfa
        and (other.closed_on is None or referral.received_on < other.closed_on)
        and (referral.closed_on is None or other.received_on < referral.closed_on)
    ]


def _say_which_came_again(referrals):
    """Which referrals of a child came within a year of another: one day moved may change each of them."""
    days = {each.pk: each.received_on for each in referrals}
    for each in referrals:
        earlier = [day for pk, day in days.items() if pk != each.pk]
        again = rules.is_re_referral(earlier_received_on=earlier, received_on=each.received_on)
        if again != each.is_re_referral:
            each.is_re_referral = again
            each.save(update_fields=["is_re_referral"])


def _rewrite_lines(referral):
    """On their right days, each with the form that wrote it."""
    lines = Line.objects.filter(person=referral.child, kind=CLOSED_LINE, source_id=referral.pk)
    closed_by = lines.values_list("step_ref", flat=True).first()
    for on, kind, step_ref in (
        (referral.received_on, REFERRAL_LINE, referral.step_ref),
        (referral.closed_on, CLOSED_LINE, closed_by),
    ):
        if on is not None:
            people.write_line(
                person=referral.child,
                on=on,
                kind=kind,
                source_id=referral.pk,
                significance=3,
                step_ref=step_ref,
            )


def _begin_on(referral, was, reason, by):
    """The team has held the case since the day of the referral."""
    held = Involvement.objects.filter(person=referral.child, role=TEAM_ROLE, started_on=was)
    for each in held:
        if each.ended_on is None or each.ended_on >= referral.received_on:
            people.correct_involvement(
                involvement=each, started_on=referral.received_on, reason=reason, by=by
            )


def _end_on(referral, was, reason, by):
    """Those who ended with the case, its clocks, and the team that reads on, do so from the right day."""
    workflow.stop_clocks(
        person=referral.child,
        on=referral.closed_on,
        why=closed_words(referral.closed_on),
        stopped_why=closed_words(was),
        by=by,
    )
    ours = Involvement.objects.filter(person=referral.child)
    ended = ours.filter(ended_on=was, started_on__lte=referral.closed_on)
    for each in ended.exclude(role__in=(CLOSED_BY, EARLY_HELP_ROLE)):
        people.correct_involvement(
            involvement=each, ended_on=referral.closed_on, reason=reason, by=by
        )
    for each in ours.filter(role=CLOSED_BY, started_on=was):
        people.correct_involvement(
            involvement=each,
            started_on=referral.closed_on,
            ended_on=reads_until(referral.closed_on) or referral.closed_on,
            reason=reason,
            by=by,
        )
