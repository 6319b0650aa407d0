"""Pre-proceedings and family group decision-making: what the census asks of 2026-27 on."""

from django.db import IntegrityError, transaction

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.front_door.models import Referral
from tessera.practice.proceedings import rules
from tessera.practice.proceedings.models import PreProceedings

LINE = "proceedings.pre_proceedings"


class NoOpenReferral(Exception):
    """Pre-proceedings need an open referral: this child's case is not open."""


class AlreadyInPreProceedings(Exception):
    """This child is already in pre-proceedings. Add to that record."""


class NotInPreProceedings(Exception):
    """This child is not in pre-proceedings."""


class FactsDoNotAgree(Exception):
    """The facts cannot all be right."""


@action
def start_pre_proceedings(*, child, started_on, step_ref=None, by, **facts):
    """The decision to begin pre-proceedings (N00826), with whatever is known already.

    Raises NoOpenReferral, AlreadyInPreProceedings, FactsDoNotAgree.
    """
    referral = Referral.objects.open().select_for_update().filter(child=child).first()
    if referral is None:
        raise NoOpenReferral
    if _open(child).exists():
        raise AlreadyInPreProceedings
    record = PreProceedings(
        child=child, referral=referral, started_on=started_on, step_ref=step_ref, **facts
    )
    _save(record, referral.received_on)
    people.write_line(
        person=child,
        on=started_on,
        kind=LINE,
        source_id=record.pk,
        significance=Line.Significance.KEY,
        step_ref=step_ref,
    )
    audit.record("proceedings.pre_proceedings_started", person=child, by=by, record=record.pk)
    return record


@action
def add_to_pre_proceedings(*, child, by, **facts):
    """What has happened since: the letter, the family meeting, the decision to step up or down.

    Raises NotInPreProceedings, FactsDoNotAgree.
    """
    record = _open(child).select_for_update().first()
    if record is None:
        raise NotInPreProceedings
    for name, value in facts.items():
        setattr(record, name, value)
    _save(record, record.referral.received_on)
    audit.record(
        "proceedings.pre_proceedings_added_to",
        person=child,
        by=by,
        record=record.pk,
        fields=sorted(facts),
    )
    return record


@action
def correct_pre_proceedings(*, record, reason, by, **changes):
    """Put a wrong fact right. Raises FactsDoNotAgree, AlreadyInPreProceedings."""
    for name, value in changes.items():
        setattr(record, name, value)
    _save(record, record.referral.received_on)
    if "started_on" in changes:
        people.write_line(
            person=record.child,
            on=record.started_on,
            kind=LINE,
            source_id=record.pk,
            significance=Line.Significance.KEY,
            step_ref=record.step_ref,
        )
    audit.record(
        "proceedings.pre_proceedings_corrected",
        person=record.child,
        by=by,
        record=record.pk,
        fields=sorted(changes),
    )
    return record


def _open(child):
    return PreProceedings.objects.filter(child=child, outcome="", court_application_on=None)


def _save(record, referred_on):
    problems = rules.problems(
        rules.PreProceedingsFacts(
            referred_on=referred_on,
            started_on=record.started_on,
            letter_sent_on=record.letter_sent_on,
            family_meeting_offered=record.family_meeting_offered,
            family_meeting_facilitated=record.family_meeting_facilitated,
            first_meeting_on=record.first_meeting_on,
            review_meetings=record.review_meetings,
            step_decided_on=record.step_decided_on,
            court_application_on=record.court_application_on,
            care_letter_on=record.care_letter_on,
        )
    )
    if problems:
        raise FactsDoNotAgree(" ".join(problems.values()))
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        if "one_open_pre_proceedings" in str(error):
            raise AlreadyInPreProceedings from error
        raise
