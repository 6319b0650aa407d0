"""The life of an assessment of one child: started, seen, authorised, shared; or put right."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.assessments import rules
from tessera.practice.assessments.models import Assessment, Factor, Sharing
from tessera.practice.assessments.refusals import (
    AlreadyAuthorised,
    AlreadyInAssessment,
    AssessedAlready,
    DatesOutOfOrder,
    FactorsNotRight,
    LateWithoutReason,
    NeedsReason,
    NoOpenReferral,
    NoSuchReviewPoint,
    NothingToUpdate,
    SeenAloneButNotSeen,
)
from tessera.practice.front_door.models import Referral

LINE = "assessments.assessment"
UPDATE_LINE = rules.UPDATE
SHARED_WHY = "The assessment was shared"
CLOCKS = ("T040", "T041", "T042", "T042B")


@action
def start_assessment(*, child, started_on, kind="", review_point_on=None, step_ref=None, by):
    """Begin to assess a child whose case is open; the 45 working days run from the referral.

    A case has one such assessment: another is an update. Raises NoOpenReferral, AlreadyInAssessment,
    AssessedAlready, DatesOutOfOrder, NoSuchReviewPoint.
    """
    referral = _open_case(child)
    if Assessment.objects.authorised().filter(referral=referral).exists():
        raise AssessedAlready
    _in_order(rules.start_problem(started_on=started_on, referred_on=referral.received_on))
    if review_point_on is not None and review_point_on < started_on:
        raise NoSuchReviewPoint
    return _begin(
        child,
        referral,
        by,
        kind=kind,
        started_on=started_on,
        clock_started_on=referral.received_on,
        review_point_on=review_point_on,
        step_ref=step_ref,
    )


@action
def start_update(*, child, decided_on, why, step_ref=None, by):
    """Assess a child again in the same case, because of what changed: 45 working days of its own.

    The earlier assessment stands as it was signed. Raises NoOpenReferral, AlreadyInAssessment,
    NothingToUpdate, NeedsReason, DatesOutOfOrder.
    """
    referral = _open_case(child)
    done = Assessment.objects.authorised().filter(referral=referral)
    earlier = done.order_by("-authorised_on", "-pk").first()
    if earlier is None:
        raise NothingToUpdate
    if not why.strip():
        raise NeedsReason
    _in_order(rules.update_problem(decided_on=decided_on, authorised_on=earlier.authorised_on))
    return _begin(
        child,
        referral,
        by,
        started_on=decided_on,
        clock_started_on=decided_on,
        update_of=earlier,
        update_why=why.strip(),
        update_decided_by=by,
        step_ref=step_ref,
    )


@action
def correct_update(*, assessment, decided_on, why, by):
    """The day or the reason of an update was written down wrongly: it is counted again from the right day.

    Raises NothingToUpdate, NeedsReason, DatesOutOfOrder.
    """
    if not assessment.is_update:
        raise NothingToUpdate
    if not why.strip():
        raise NeedsReason
    earlier = assessment.update_of
    _in_order(rules.update_problem(decided_on=decided_on, authorised_on=earlier.authorised_on))
    assessment.update_why = why.strip()
    assessment.save(update_fields=["update_why"])
    return correct_assessment(
        assessment=assessment,
        started_on=decided_on,
        clock_started_on=decided_on,
        reason=why,
        by=by,
    )


@action
def set_review_points(*, assessments, review_point_on, by):
    """One day for brothers and sisters who are assessed together: the census asks for that of each (N00161).

    Raises AlreadyAuthorised, NoSuchReviewPoint.
    """
    return [
        set_review_point(assessment=each, review_point_on=review_point_on, by=by)
        for each in assessments
    ]


@action
def set_review_point(*, assessment, review_point_on, by):
    """The day on which the manager looks at the assessment half-way (N00161).

    Raises AlreadyAuthorised, NoSuchReviewPoint.
    """
    if assessment.authorised_on is not None:
        raise AlreadyAuthorised
    if review_point_on < assessment.started_on:
        raise NoSuchReviewPoint
    assessment.review_point_on = review_point_on
    assessment.save(update_fields=["review_point_on"])
    audit.record(
        "assessments.review_point_set",
        person=assessment.child,
        by=by,
        assessment=assessment.pk,
        review_point_on=review_point_on,
    )
    return assessment


@action
def record_seen(*, assessment, seen_on, seen_alone_on=None, by):
    """When the child was first seen for this assessment, and first seen alone; stops that clock.

    Raises SeenAloneButNotSeen, DatesOutOfOrder.
    """
    if seen_on is None and seen_alone_on is not None:
        raise SeenAloneButNotSeen
    _in_order(rules.seen_problem(seen_on=seen_on, seen_alone_on=seen_alone_on))
    assessment.seen_on = seen_on
    assessment.seen_alone_on = seen_alone_on
    assessment.save(update_fields=["seen_on", "seen_alone_on"])
    if seen_on is not None:
        _stop_clock("T041", assessment, seen_on, "The child was seen", by)
    audit.record("assessments.child_seen", person=assessment.child, by=by, assessment=assessment.pk)
    return assessment


@action
def authorise_assessment(
    *, assessment, authorised_on, factors, outcome, kind="", longer_why="", by
):
    """A manager signs the assessment off with its factors and outcome, which completes it.

    Raises AlreadyAuthorised, DatesOutOfOrder, FactorsNotRight, LateWithoutReason.
    """
    if assessment.authorised_on is not None:
        raise AlreadyAuthorised
    _check_end(assessment, authorised_on, factors, longer_why)
    assessment.authorised_on = authorised_on
    assessment.authorised_by = by
    assessment.outcome = outcome
    assessment.kind = kind or assessment.kind
    assessment.longer_why = longer_why.strip()
    assessment.save(
        update_fields=["authorised_on", "authorised_by", "outcome", "kind", "longer_why"]
    )
    _set_factors(assessment, factors)
    for rule in CLOCKS:
        _stop_clock(rule, assessment, authorised_on, "The assessment was authorised", by)
    if not assessment.sharings.exists():
        _start(assessment, "T043", authorised_on, by)
    _tell_story(assessment)
    audit.record(
        "assessments.assessment_authorised",
        person=assessment.child,
        by=by,
        assessment=assessment.pk,
        outcome=outcome,
    )
    return assessment


@action
def share_assessment(
    *, assessment, shared_with, shared_on, relation="", how="", views="", step_ref=None, by
):
    """Say with whom the assessment was shared, when, how, and what they thought of it."""
    sharing = Sharing.objects.create(
        assessment=assessment,
        shared_with=shared_with,
        relation=relation,
        shared_on=shared_on,
        how=how,
        views=views,
        step_ref=step_ref,
    )
    _stop_clock("T043", assessment, shared_on, SHARED_WHY, by)
    audit.record(
        "assessments.assessment_shared", person=assessment.child, by=by, sharing=sharing.pk
    )
    return sharing


@action
def correct_assessment(*, assessment, factors=None, reason, by, **changes):
    """Put a wrong date, outcome or factor right; the clock is counted again from a changed start.

    Raises DatesOutOfOrder, FactorsNotRight, SeenAloneButNotSeen.
    """
    for name, value in changes.items():
        setattr(assessment, name, value)
    if assessment.seen_on is None and assessment.seen_alone_on is not None:
        raise SeenAloneButNotSeen
    referred_on = assessment.referral.received_on
    _in_order(rules.start_problem(started_on=assessment.started_on, referred_on=referred_on))
    if assessment.authorised_on is not None:
        codes = factors if factors is not None else factor_codes(assessment)
        _check_end(assessment, assessment.authorised_on, codes, assessment.longer_why or reason)
    assessment.save(update_fields=list(changes) or None)
    if factors is not None:
        _set_factors(assessment, factors)
    if "clock_started_on" in changes:
        _start_clock(assessment, by)
    _tell_story(assessment)
    audit.record(
        "assessments.assessment_corrected",
        person=assessment.child,
        by=by,
        assessment=assessment.pk,
        fields=sorted(changes),
    )
    return assessment


@action
def count_from_referral(*, assessment, reason, by):
    """The day of the referral was wrong: the 45 working days run from the right one."""
    child, on = assessment.child, assessment.referral.received_on
    assessment.clock_started_on = on
    assessment.save(update_fields=["clock_started_on"])
    if assessment.authorised_on is None:
        _start(assessment, "T040", on, by)
    audit.record("assessments.counted_again", person=child, by=by, assessment=assessment.pk)


@action
def withdraw_assessment(*, assessment, reason, by):
    """Take back an assessment that was begun by mistake; its version stays, with the reason.

    Raises AlreadyAuthorised: what was signed off is corrected, not withdrawn.
    """
    if assessment.authorised_on is not None:
        raise AlreadyAuthorised
    child, key = assessment.child, assessment.pk
    for rule in CLOCKS:
        _stop_clock(rule, assessment, assessment.started_on, "The assessment was withdrawn", by)
    for kind in (LINE, UPDATE_LINE):
        people.remove_line(person=child, kind=kind, source_id=key)
    assessment.delete()
    audit.record("assessments.assessment_withdrawn", person=child, by=by, assessment=key)


def factor_codes(assessment):
    return sorted(assessment.factors.values_list("code", flat=True))


def _in_order(problem):
    if problem:
        raise DatesOutOfOrder(problem)


def _open_case(child):
    """The open referral, held; a child is assessed once at a time."""
    referral = Referral.objects.open().select_for_update().filter(child=child).first()
    if referral is None:
        raise NoOpenReferral
    if Assessment.objects.open().filter(child=child).exists():
        raise AlreadyInAssessment
    return referral


def _begin(child, referral, by, **facts):
    assessment = Assessment.objects.create(child=child, referral=referral, **facts)
    _start_clock(assessment, by)
    _tell_story(assessment)
    audit.record("assessments.assessment_started", person=child, by=by, assessment=assessment.pk)
    return assessment


def _check_end(assessment, authorised_on, factors, longer_why):
    _in_order(
        rules.authorisation_problem(started_on=assessment.started_on, authorised_on=authorised_on)
    )
    problem = rules.factors_problem(factors, on=authorised_on)
    if problem:
        raise FactorsNotRight(problem)
    if not longer_why.strip() and rules.needs_longer_why(
        clock_started_on=assessment.clock_started_on, authorised_on=authorised_on
    ):
        raise LateWithoutReason


def _set_factors(assessment, codes):
    present = {factor.code: factor for factor in assessment.factors.all()}
    for code in present.keys() - set(codes):
        present[code].delete()
    for code in dict.fromkeys(codes):
        if code not in present:
            Factor.objects.create(assessment=assessment, code=code, step_ref=assessment.step_ref)


def _start_clock(assessment, by):
    _start(assessment, "T040", assessment.clock_started_on, by, kind=_counted_as(assessment))
    _start(assessment, "T042", assessment.started_on, by)
    _start(assessment, "T042B", assessment.started_on, by)
    if assessment.seen_on is None:
        _start(assessment, "T041", assessment.started_on, by)


def _counted_as(assessment):
    return rules.UPDATE if assessment.is_update else LINE


def _start(assessment, rule, triggered_on, by, kind=LINE):
    workflow.start_timer(
        rule=rule,
        person=assessment.child,
        trigger_kind=kind,
        trigger_id=assessment.pk,
        triggered_on=triggered_on,
        by=by,
    )


def _stop_clock(rule, assessment, on, why, by):
    """A child has one open assessment: every running clock of the rule is its own."""
    workflow.stop_timer(rule=rule, person=assessment.child, on=on, why=why, by=by)


def _tell_story(assessment):
    """One line: on the day it was authorised, or on the day it began while it is open.

    The decision to assess again keeps its own line, with the reason.
    """
    if assessment.is_update:
        people.write_line(
            person=assessment.child,
            on=assessment.started_on,
            kind=UPDATE_LINE,
            source_id=assessment.pk,
            significance=Line.Significance.SIGNIFICANT,
            step_ref=assessment.step_ref,
        )
        if assessment.authorised_on is None:
            return
    people.write_line(
        person=assessment.child,
        on=assessment.authorised_on or assessment.started_on,
        kind=LINE,
        source_id=assessment.pk,
        significance=(
            Line.Significance.KEY if assessment.authorised_on else Line.Significance.SIGNIFICANT
        ),
        step_ref=assessment.step_ref,
    )
