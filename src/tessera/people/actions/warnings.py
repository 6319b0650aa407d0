"""What to beware of, until when."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.chronology import write_line
from tessera.people.actions.reasons import correct
from tessera.people.models import Line, Warning
from tessera.people.rules.reviewing import WARNING, review_due

WARNED = "people.warned"


@action
def add_warning(
    *,
    person,
    kind,
    started_on,
    whom="",
    detail="",
    review_on=None,
    also_for=(),
    step_ref=None,
    by,
):
    """Warn whoever opens the record. Stands until it is ended; its review date says when to ask.

    `also_for` are others, brothers and sisters, on whose record the same is to stand: each has a warning of
    their own, which is asked again and ended by itself.
    """
    warnings = [
        Warning.objects.create(
            person=each,
            kind=kind,
            whom=whom,
            detail=detail,
            review_on=review_on or review_due(WARNING, started_on),
            started_on=started_on,
            step_ref=step_ref,
        )
        for each in (person, *also_for)
    ]
    for warning in warnings:
        _keep_line(warning)
        audit.record("people.warning_added", person=warning.person, kind=kind, by=by)
    return warnings[0]


@action
def review_warning(*, warning, review_on, by):
    """Still true: ask again by another day."""
    warning.review_on = review_on
    warning.save(update_fields=["review_on"])
    audit.record("people.warning_reviewed", person=warning.person, by=by)
    return warning


@action
def end_warning(*, warning, ended_on, reason, by):
    warning.ended_on = ended_on
    warning.save(update_fields=["ended_on"])
    audit.record("people.warning_ended", person=warning.person, by=by)
    return warning


@action
def correct_warning(*, warning, reason, by, **changes):
    """Raises NoReason."""
    correct(warning, changes, reason)
    _keep_line(warning)
    audit.record("people.warning_corrected", person=warning.person, by=by)
    return warning


def _keep_line(warning):
    write_line(
        person=warning.person,
        on=warning.started_on,
        kind=WARNED,
        source_id=warning.pk,
        significance=Line.Significance.SIGNIFICANT,
    )
