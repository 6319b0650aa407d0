"""Names, numbers, homes and ways to reach a person: dated rows, never overwritten."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.chronology import remove_line, write_line
from tessera.people.actions.reasons import correct
from tessera.people.actions.restriction import protect_whereabouts
from tessera.people.actions.search_keys import rebuild_search_keys
from tessera.people.models import (
    Address,
    ContactPoint,
    Disability,
    Identifier,
    Line,
    Name,
    Residence,
)
from tessera.people.models.particulars import HOME, STAYS
from tessera.people.rules import clean_contact_point, clean_identifier, clean_postcode, name_key

MOVED = "people.moved"
RENAMED = "people.renamed"
NONE = "NONE"
REPLACING = ("legal", "preferred")


class IdentifierTaken(Exception):
    """Another person has this number. Carries nothing of whom: they may be hidden."""


@contextmanager
def unless_taken():
    """Around the writing of numbers. Raises IdentifierTaken, and what was written before stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise IdentifierTaken from None


class AlreadyLivesThere(Exception):
    """This is the address they live at now."""


class MovesOutOfOrder(Exception):
    """They came to their present home later than this."""


class NeedsADate(Exception):
    """A new name ends the one before: from which day?"""


class NoneStandsAlone(Exception):
    """No disability cannot stand beside one."""


@action
def add_name(*, person, kind, given="", family="", middle="", started_on=None, step_ref=None, by):
    """A further name. A new legal or preferred name ends the one before, which stays findable.

    Raises NeedsADate when there is one before and nobody says when it ended.
    """
    if kind in REPLACING:
        _end_names(person, kind, started_on)
    name = Name.objects.create(
        person=person,
        kind=kind,
        given=given.strip(),
        middle=middle.strip(),
        family=family.strip(),
        started_on=started_on,
        step_ref=step_ref,
    )
    _call(person, name)
    rebuild_search_keys(person_ids=[person.pk])
    if kind == "legal" and started_on and started_on != person.born_on:
        write_line(person=person, on=started_on, kind=RENAMED, source_id=name.pk)
    audit.record("people.name_added", person=person, kind=kind, by=by)
    return name


@action
def correct_name(*, name, reason, by, **changes):
    """A name was written wrongly. Raises NoReason."""
    correct(name, changes, reason)
    if name.ended_on is None:
        _call(name.person, name)
    rebuild_search_keys(person_ids=[name.person_id])
    audit.record("people.name_corrected", person=name.person, by=by)
    return name


@action
def add_identifier(*, person, kind, value, started_on=None, step_ref=None, by):
    """A number someone gave the person. Why there was no pupil number is past once there is one.

    Raises IdentifierTaken; NotValid where a check exists.
    """
    value = clean_identifier(kind, value)
    with unless_taken():
        identifier = Identifier.objects.create(
            person=person, kind=kind, value=value, started_on=started_on, step_ref=step_ref
        )
    if kind == "upn" and person.upn_unknown:
        person.upn_unknown = ""
        person.save(update_fields=["upn_unknown"])
    rebuild_search_keys(person_ids=[person.pk])
    audit.record("people.identifier_added", person=person, kind=kind, by=by)
    return identifier


@action
def correct_identifier(*, identifier, reason, by, **changes):
    """A number was written wrongly. Raises NoReason, IdentifierTaken, NotValid."""
    if "value" in changes:
        changes["value"] = clean_identifier(changes.get("kind", identifier.kind), changes["value"])
    with unless_taken():
        correct(identifier, changes, reason)
    rebuild_search_keys(person_ids=[identifier.person_id])
    audit.record("people.identifier_corrected", person=identifier.person, by=by)
    return identifier


@action
def end_identifier(*, identifier, ended_on, by):
    identifier.ended_on = ended_on
    identifier.save(update_fields=["ended_on"])
    audit.record("people.identifier_ended", person=identifier.person, by=by)
    return identifier


@action
def move_home(
    *,
    person,
    lines,
    postcode="",
    uprn="",
    moved_on=None,
    kind="home",
    together_with=(),
    is_protected=False,
    step_ref=None,
    by,
):
    """A person, and those who moved with them, live at an address from a day.

    A home ends the home before and any stay elsewhere; whoever goes back to the home they have ends the stay
    alone. A stay ends the stay before, and no home.
    `is_protected` withholds it at once from all but the recorder, until its list is made.
    Raises AlreadyLivesThere or MovesOutOfOrder.
    """
    address = address_at(lines=lines, postcode=postcode, uprn=uprn)
    movers = [person, *together_with]
    residences = [_move(each, address, kind, moved_on, step_ref) for each in movers]
    if is_protected:
        protect_whereabouts(
            person=person, why="Recorded with the address", started_on=moved_on, by=by
        )
    rebuild_search_keys(person_ids=[each.pk for each in movers])
    audit.record("people.home_moved", people=movers, by=by)
    return residences[0]


@action
def correct_residence(*, residence, reason, lines=None, postcode=None, by, **changes):
    """An address or its dates were written wrongly. Raises NoReason."""
    if lines is not None:
        postcode = residence.address.postcode if postcode is None else postcode
        changes["address"] = address_at(lines=lines, postcode=postcode)
    correct(residence, changes, reason)
    _keep_line(residence)
    rebuild_search_keys(person_ids=[residence.person_id])
    audit.record("people.residence_corrected", person=residence.person, by=by)
    return residence


@action
def add_contact_point(
    *, person, kind, value, note="", is_safe=True, started_on=None, step_ref=None, by
):
    """A telephone number or e-mail address. Raises NotValid."""
    point = ContactPoint.objects.create(
        person=person,
        kind=kind,
        value=clean_contact_point(kind, value),
        note=note,
        is_safe=is_safe,
        started_on=started_on,
        step_ref=step_ref,
    )
    rebuild_search_keys(person_ids=[person.pk])
    audit.record("people.contact_point_added", person=person, kind=kind, by=by)
    return point


@action
def correct_contact_point(*, contact_point, reason, by, **changes):
    """Raises NoReason or NotValid."""
    if "value" in changes:
        kind = changes.get("kind", contact_point.kind)
        changes["value"] = clean_contact_point(kind, changes["value"])
    correct(contact_point, changes, reason)
    rebuild_search_keys(person_ids=[contact_point.person_id])
    audit.record("people.contact_point_corrected", person=contact_point.person, by=by)
    return contact_point


@action
def end_contact_point(*, contact_point, ended_on, by):
    contact_point.ended_on = ended_on
    contact_point.save(update_fields=["ended_on"])
    rebuild_search_keys(person_ids=[contact_point.person_id])
    audit.record("people.contact_point_ended", person=contact_point.person, by=by)
    return contact_point


@action
def record_disabilities(*, person, codes, recorded_on, step_ref=None, by):
    """What disabilities are true from a day; NONE says that none is. Raises NoneStandsAlone."""
    codes = set(codes)
    if NONE in codes and len(codes) > 1:
        raise NoneStandsAlone
    current = {row.code: row for row in Disability.objects.filter(person=person, ended_on=None)}
    for code in current.keys() - codes:
        row = current[code]
        row.ended_on = max(recorded_on, row.started_on or recorded_on)
        row.save(update_fields=["ended_on"])
    Disability.objects.bulk_create(
        Disability(person=person, code=code, started_on=recorded_on, step_ref=step_ref)
        for code in sorted(codes - current.keys())
    )
    person.disability_recorded_on = recorded_on
    person.save(update_fields=["disability_recorded_on"])
    audit.record("people.disabilities_recorded", person=person, by=by)


def _end_names(person, kind, on):
    current = Name.objects.filter(person=person, kind=kind, ended_on=None)
    if on is None and current.exists():
        raise NeedsADate
    for name in current:
        # A name that began later than the one that follows it has had no day of its own.
        name.ended_on = max(on, name.started_on or on)
        name.save(update_fields=["ended_on"])


def address_at(*, lines, postcode="", uprn=""):
    """The one row of a place, however it was typed."""
    lines = "\n".join(line.strip() for line in lines.replace(",", "\n").split("\n") if line.strip())
    postcode = clean_postcode(postcode) if postcode else ""
    address, _ = Address.objects.get_or_create(
        key=f"{name_key(lines)} {postcode}".strip()[:310],
        defaults={"lines": lines[:300], "postcode": postcode, "uprn": uprn},
    )
    return address


def _move(person, address, kind, moved_on, step_ref):
    current = Residence.objects.filter(person=person, kind__in=_ends(kind), ended_on=None)
    rows = list(current.select_for_update().order_by("pk"))
    stays = [row for row in rows if row.kind in STAYS]
    there = next((row for row in rows if row.kind == kind and row.address_id == address.pk), None)
    goes_back = there is not None and kind == HOME and stays
    if there is not None and not goes_back:
        raise AlreadyLivesThere
    for row in stays if goes_back else rows:
        if moved_on is None or (row.started_on and row.started_on > moved_on):
            raise MovesOutOfOrder
        row.ended_on = moved_on
        row.save(update_fields=["ended_on"])
    if goes_back:
        return there
    residence = Residence.objects.create(
        person=person, address=address, kind=kind, started_on=moved_on, step_ref=step_ref
    )
    _keep_line(residence)
    return residence


def _ends(kind):
    """The kinds of address that one of this kind ends."""
    if kind == HOME:
        return (HOME, *STAYS)
    return STAYS if kind in STAYS else ()


def _keep_line(residence):
    source = {"person": residence.person, "kind": MOVED, "source_id": residence.pk}
    first = not Residence.objects.filter(person=residence.person, pk__lt=residence.pk).exists()
    if residence.started_on is None or (first and residence.started_on == residence.person.born_on):
        remove_line(**source)
    else:
        level = Line.Significance.SIGNIFICANT
        write_line(**source, on=residence.started_on, significance=level)


def _call(person, name):
    """Repeat the current name on the person, for lists and sorting."""
    if name.kind == "legal":
        person.given_name, person.family_name = name.given, name.family
        person.name = " ".join(filter(None, (name.given, name.family)))
        person.name_key = name_key(person.name)[:250]
        person.save(update_fields=["given_name", "family_name", "name", "name_key"])
    elif name.kind == "preferred":
        person.known_as = name.given
        person.save(update_fields=["known_as"])
