"""What must not reach somebody, and what the record knows of each recipient. One pass for a meeting."""

from dataclasses import dataclass

from django.db.models import Q

from tessera.foundations.records.queries import true_on
from tessera.people.models import (
    ContactPoint,
    Involvement,
    Protection,
    Relationship,
    Residence,
    Restriction,
)
from tessera.practice.front_door.models import Contact
from tessera.practice.meetings.rules import Recipient

PLACES = (
    "school",
    "safeguarding_lead",
    "nursery",
    "college",
    "gp",
    "health_visitor",
    "school_nurse",
)
CARES = ("parent", "adoptive_parent", "step_parent", "special_guardian")


@dataclass(frozen=True)
class Hidden:
    """The strings that no outsider may read: of protected places, and of whoever told us."""

    places: tuple[str, ...] = ()
    informants: tuple[str, ...] = ()
    is_protected: bool = False

    @property
    def has_informant(self):
        return bool(self.informants)


def hidden_of(children, on):
    """Everything that must be kept back about these children."""
    ids = [child.pk for child in children]
    homes = _homes(ids, on)
    living = set(
        Residence.objects.filter(true_on(on), address__in=homes).values_list("person_id", flat=True)
    )
    protections = Protection.objects.in_force_on(on).filter(person__in=living | set(ids))
    protected = list(protections.values_list("person_id", flat=True))
    return Hidden(
        places=tuple(_places(set(protected) | set(ids), on)) if protected else (),
        informants=tuple(_informants(ids)),
        is_protected=bool(protected),
    )


def recipients_of(meeting, children, on):
    """invited id -> Recipient, for everyone asked to a meeting."""
    asked = list(meeting.invited.all())
    people = [each.person_id for each in asked if each.person_id]
    cares = _cares_for(people, [child.pk for child in children], on)
    restricted = set(
        Restriction.objects.in_force_on(on)
        .filter(person__in=people)
        .values_list("person_id", flat=True)
    )
    return {each.pk: _recipient(each, cares, restricted) for each in asked}


def _recipient(each, cares, restricted):
    return Recipient(
        name=each.name,
        is_family=each.is_family,
        is_known_person=each.person_id is not None,
        cares_for=frozenset(cares.get(each.person_id, ())),
        left_out_why=each.left_out_why,
        is_restricted=each.person_id in restricted,
        has_died=each.person is not None and each.person.died_on is not None,
    )


def _cares_for(people, children, on):
    """person -> the children they are parent or carer of, or who they are themselves."""
    found: dict[int, set[int]] = {pk: {pk} & set(children) for pk in people}
    ties = Relationship.objects.filter(true_on(on), person__in=people, relative__in=children)
    holds = Q(kind__in=CARES) | Q(has_parental_responsibility=True) | Q(is_main_carer=True)
    for tie in ties.filter(holds):
        found[tie.person_id].add(tie.relative_id)
    return found


def _homes(ids, on):
    rows = Residence.objects.filter(true_on(on), person__in=ids, kind="home")
    return set(rows.values_list("address_id", flat=True))


def _places(ids, on):
    """Every string that tells a protected place: address, telephone, school, surgery."""
    rows = Residence.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), person__in=ids)
    for row in rows.select_related("address"):
        first = row.address.lines.split("\n")[0]
        yield from (first, _street(first), row.address.postcode, row.address.lines)
    points = ContactPoint.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), person__in=ids)
    for value in points.values_list("value", flat=True):
        yield from (value, f"0{value[3:]}" if value.startswith("+44") else "")
    involved = Involvement.objects.in_force_on(on).filter(person__in=ids, role__in=PLACES)
    for row in involved.select_related("organisation"):
        yield row.organisation.name if row.organisation else ""


def _street(first_line):
    """The street without the number of the house, where enough of it is left to know it by."""
    words = [word for word in first_line.split() if not any(c.isdigit() for c in word)]
    return " ".join(words) if len(words) > 1 else ""


def _informants(ids):
    """Whoever told us of these children and did not agree to be named."""
    contacts = Contact.objects.filter(children__person__in=ids, referrer_may_be_named=False)
    for name, telephone, email in contacts.values_list(
        "referrer_name", "referrer_telephone", "referrer_email"
    ):
        yield from (name, telephone, email)
