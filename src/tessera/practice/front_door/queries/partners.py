"""What a partner agency was asked: its own checks, and no more of the family than each check says."""

from dataclasses import dataclass
from datetime import timedelta

from tessera.foundations.access.models import Assignment, Grant
from tessera.people.models import Person
from tessera.people.queries.particulars import PROTECTED, homes_of
from tessera.practice.front_door import permissions
from tessera.practice.front_door.models import AgencyCheck, Contact, ContactChild
from tessera.ui.formatting import long_date

CHILD = ContactChild.Part.CHILD
ANSWERED_WITHIN = timedelta(days=7)


def agencies_of(actor) -> list[str]:
    """For whom this worker answers."""
    return [agency for agency, may in permissions.FOR_AGENCY.items() if actor.may(may)]


def on_screen(on) -> set[str]:
    """The agencies that see here what they are asked: somebody of theirs can sign in and answer."""
    granted = {code: agency for agency, code in permissions.FOR_AGENCY.items()}
    roles = Assignment.objects.in_force_on(on).filter(user__is_active=True).values("role")
    found = Grant.objects.in_force_on(on).filter(permission__in=granted, role__in=roles)
    return {granted[code] for code in found.values_list("permission", flat=True)}


def asked_of(actor):
    """Checks with the worker's own agency, of contacts none of whose people is hidden from them."""
    contacts = Contact.objects.visible_to(actor, permissions.ANSWER_CHECK)
    checks = AgencyCheck.objects.filter(agency__in=agencies_of(actor), contact__in=contacts)
    return checks.select_related("contact").prefetch_related("contact__children__person")


def waiting_for(actor):
    return list(asked_of(actor).waiting().order_by("due_at", "pk"))


def answered_by(actor, *, now):
    since = now - ANSWERED_WITHIN
    return list(asked_of(actor).filter(answered_at__gte=since).order_by("-answered_at", "-pk"))


@dataclass(frozen=True)
class Named:
    """Who an agency is asked about, as it needs them to look them up; nothing else that we hold."""

    name: str
    is_child: bool
    about: str = ""


def named(check, *, on, actor) -> list[Named]:
    """The people of a check, the children first: who they are, when born, and where they live.

    Where an address is protected, that is said instead.
    """
    parts = sorted(check.contact.children.all(), key=lambda part: (part.part != CHILD, part.pk))
    ids = [part.person_id for part in parts if part.person_id]
    withheld = {
        person.pk
        for person in Person.objects.with_standing(actor).filter(pk__in=ids)
        if person.whereabouts_withheld
    }
    homes = homes_of(ids, on, actor=actor)
    return [
        Named(
            name=part.person.name if part.person else part.name_as_told,
            is_child=part.part == CHILD,
            about=", ".join(filter(None, _about(part, homes, withheld))),
        )
        for part in parts
    ]


def _about(part, homes, withheld):
    """ "Mother, female, born 5 January 1988, 17 Cobblers Row, EK1 2AB"."""
    person = part.person
    if part.part != CHILD:
        yield part.relation_as_told or "Adult in the family"
    else:
        yield "Child"
    sex = person.sex if person else part.sex_as_told
    yield {"F": "female", "M": "male"}.get(sex, "sex not known")
    born, expected = (
        (person.born_on, person.expected_on)
        if person
        else (part.born_on_as_told, part.expected_on_as_told)
    )
    yield (
        f"born {long_date(born)}"
        if born
        else f"expected {long_date(expected)}"
        if expected
        else "date of birth not known"
    )
    if part.person_id in withheld:
        yield PROTECTED.lower()
    elif part.person_id in homes:
        yield homes[part.person_id].words
    else:
        yield f"{part.address_as_told}, {part.postcode_as_told}".strip(" ,") or "address not known"
