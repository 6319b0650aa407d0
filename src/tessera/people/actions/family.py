"""How people are related: one row for each tie, read both ways."""

from django.db import IntegrityError, transaction

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.chronology import remove_line, write_line
from tessera.people.actions.reasons import correct
from tessera.people.models import Relationship
from tessera.people.queries.family import DOWNWARD, inverse_of

RELATED = "people.related"
UNRELATED = "people.unrelated"


class AlreadyRelated(Exception):
    """These two are recorded so already."""


class OwnRelative(Exception):
    """Nobody is their own relative."""


class NotCurrentRelationship(Exception):
    """This relationship has ended."""


@action
def record_relationship(
    *,
    person,
    relative,
    kind,
    has_parental_responsibility=None,
    is_main_carer=False,
    note="",
    started_on=None,
    step_ref=None,
    by,
):
    """`person` is the `kind` of `relative`. Raises OwnRelative or AlreadyRelated.

    Told from the child's side, it is turned round: a tie is held by the elder, whose parental
    responsibility it is.
    """
    if person.pk == relative.pk:
        raise OwnRelative
    if kind in DOWNWARD:
        person, relative, kind = relative, person, inverse_of(kind)
    backwards = Relationship.objects.filter(
        person=relative, relative=person, kind=inverse_of(kind), ended_on=None
    )
    if backwards.exists():
        raise AlreadyRelated
    try:
        with transaction.atomic():
            tie = Relationship.objects.create(
                person=person,
                relative=relative,
                kind=kind,
                has_parental_responsibility=has_parental_responsibility,
                is_main_carer=is_main_carer,
                note=note,
                started_on=started_on,
                step_ref=step_ref,
            )
    except IntegrityError:
        raise AlreadyRelated from None
    _keep_lines(tie, is_new=True)
    audit.record("people.relationship_recorded", people=[person, relative], kind=kind, by=by)
    return tie


@action
def end_relationship(*, relationship, ended_on, by):
    """Raises NotCurrentRelationship."""
    if relationship.ended_on is not None:
        raise NotCurrentRelationship
    relationship.ended_on = ended_on
    relationship.save(update_fields=["ended_on"])
    _keep_lines(relationship)
    audit.record("people.relationship_ended", people=_both(relationship), by=by)
    return relationship


@action
def correct_relationship(*, relationship, reason, by, **changes):
    """Raises NoReason or AlreadyRelated."""
    if changes.get("kind") in DOWNWARD:
        changes["kind"] = inverse_of(changes["kind"])
        changes["person"], changes["relative"] = relationship.relative, relationship.person
    try:
        with transaction.atomic():
            correct(relationship, changes, reason)
    except IntegrityError:
        raise AlreadyRelated from None
    _keep_lines(relationship)
    audit.record("people.relationship_corrected", people=_both(relationship), by=by)
    return relationship


def _both(tie):
    return [tie.person, tie.relative]


def _keep_lines(tie, *, is_new=False):
    """A change of relationship is an event of both; a tie from birth is not an event."""
    for person in _both(tie):
        from_birth = tie.started_on in (tie.person.born_on, tie.relative.born_on)
        _keep(person, RELATED, tie, None if from_birth else tie.started_on, is_new)
        _keep(person, UNRELATED, tie, tie.ended_on, is_new)


def _keep(person, kind, tie, on, is_new):
    if on is None and not is_new:
        remove_line(person=person, kind=kind, source_id=tie.pk)
    elif on is not None:
        write_line(person=person, on=on, kind=kind, source_id=tie.pk)
