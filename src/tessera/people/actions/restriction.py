"""Records that do not exist for others, and places that only a named list may see."""

from django.db import IntegrityError, transaction

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.reasons import NoReason
from tessera.people.actions.search_keys import rebuild_search_keys
from tessera.people.models import Lifting, Listing, Protection, Residence, Restriction, Viewer
from tessera.people.rules.reviewing import PROTECTION, RESTRICTION, review_due


class AlreadyRestricted(Exception):
    """The record is restricted already."""


class AlreadyAsked(Exception):
    """Someone has asked already that this restriction be lifted."""


class OwnRequest(Exception):
    """Who asked that a restriction be lifted does not decide it."""


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
                review_on=review_on or review_due(RESTRICTION, started_on),
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
def ask_to_lift(*, restriction, reason, asked_on, by):
    """Say why the record need not be hidden any more. Another decides (security, section 6).

    Raises NoReason, AlreadyAsked.
    """
    if not reason.strip():
        raise NoReason
    try:
        with transaction.atomic():
            lifting = Lifting.objects.create(
                restriction=restriction, why=reason.strip(), asked_on=asked_on, asked_by=by
            )
    except IntegrityError:
        raise AlreadyAsked from None
    audit.record("people.restriction_lift_asked", person=restriction.person, by=by)
    return lifting


@action
def decide_lifting(*, lifting, is_agreed, decided_on, by):
    """A second person says yes, and the record is hidden no more; or no, and it stays so.

    Raises OwnRequest.
    """
    if lifting.asked_by_id == by.pk:
        raise OwnRequest
    restriction = lifting.restriction
    lifting.is_agreed, lifting.decided_on, lifting.decided_by = is_agreed, decided_on, by
    lifting.save(update_fields=["is_agreed", "decided_on", "decided_by"])
    if is_agreed:
        restriction.ended_on = decided_on
        restriction.save(update_fields=["ended_on"])
    done = "people.restriction_lifted" if is_agreed else "people.restriction_kept"
    audit.record(done, person=restriction.person, by=by, asked_by=lifting.asked_by_id)
    return lifting


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
                review_on=review_on or review_due(PROTECTION, started_on),
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
