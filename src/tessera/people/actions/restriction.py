"""Records that do not exist for others, and places that only a named list may see."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.reasons import NoReason
from tessera.people.actions.search_keys import rebuild_search_keys
from tessera.people.models import Listing, Protection, Residence, Restriction, Viewer

REVIEWED_WITHIN = timedelta(days=90)  # security, section 3


class AlreadyRestricted(Exception):
    """The record is restricted already."""


class AlreadyProtected(Exception):
    """Their whereabouts are protected already."""


@action
def restrict(*, person, why, started_on, owner=None, review_on=None, listed=(), by):
    """Hide a record from all but a named list. Raises AlreadyRestricted."""
    try:
        with transaction.atomic():
            restriction = Restriction.objects.create(
                person=person,
                why=why,
                owner=owner or by,
                review_on=review_on or started_on + REVIEWED_WITHIN,
                started_on=started_on,
            )
    except IntegrityError:
        raise AlreadyRestricted from None
    for user in listed:
        list_worker(restriction=restriction, user=user, started_on=started_on, by=by)
    audit.record("people.restricted", person=person, by=by)
    return restriction


@action
def list_worker(*, restriction, user, started_on, by):
    """Let one more worker know that the record exists, and open it as their role allows."""
    listing = Listing.objects.create(restriction=restriction, user=user, started_on=started_on)
    audit.record("people.restriction_listed", person=restriction.person, user=user.pk, by=by)
    return listing


@action
def lift_restriction(*, restriction, ended_on, reason, by):
    """Raises NoReason."""
    if not reason.strip():
        raise NoReason
    restriction.ended_on = ended_on
    restriction.save(update_fields=["ended_on"])
    audit.record("people.restriction_lifted", person=restriction.person, by=by)
    return restriction


@action
def protect_whereabouts(*, person, why, started_on, owner=None, review_on=None, viewers=(), by):
    """Withhold where someone is from all but a named list; their housemates' home with it.

    Raises AlreadyProtected.
    """
    try:
        with transaction.atomic():
            protection = Protection.objects.create(
                person=person,
                why=why,
                owner=owner or by,
                review_on=review_on or started_on + REVIEWED_WITHIN,
                started_on=started_on,
            )
    except IntegrityError:
        raise AlreadyProtected from None
    for user in viewers:
        list_viewer(protection=protection, user=user, started_on=started_on, by=by)
    _forget_where(person)
    audit.record("people.whereabouts_protected", person=person, by=by)
    return protection


@action
def list_viewer(*, protection, user, started_on, by):
    viewer = Viewer.objects.create(protection=protection, user=user, started_on=started_on)
    audit.record("people.viewer_listed", person=protection.person, user=user.pk, by=by)
    return viewer


@action
def end_protection(*, protection, ended_on, reason, by):
    """Raises NoReason."""
    if not reason.strip():
        raise NoReason
    protection.ended_on = ended_on
    protection.save(update_fields=["ended_on"])
    _forget_where(protection.person)
    audit.record("people.protection_ended", person=protection.person, by=by)
    return protection


def _forget_where(person):
    """Those who have lived where a protected person lives can no longer be found by that place."""
    places = Residence.objects.filter(person=person, ended_on=None).values("address")
    people = Residence.objects.filter(address__in=places).values_list("person", flat=True)
    rebuild_search_keys(person_ids={person.pk, *people})
