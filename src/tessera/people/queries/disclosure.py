"""What tells a protected place, and for which children somebody cares. Whoever sends asks here first."""

from django.db.models import Q

from tessera.foundations.records.queries import true_on
from tessera.people.models import (
    ContactPoint,
    Involvement,
    Protection,
    Relationship,
    Residence,
    Restriction,
    Warning,
)
from tessera.people.models.particulars import HOME, STAYS
from tessera.people.models.reach import whereabouts_withheld
from tessera.people.queries.particulars import residences_of
from tessera.people.rules import mentions

PLACES = (
    "school",
    "safeguarding_lead",
    "nursery",
    "college",
    "gp",
    "health_visitor",
    "school_nurse",
)
LETTER_HOMES = ("correspondence", "home")
ADDRESS_IS_KEPT = "address_protected"
CARES = ("parent", "adoptive_parent", "step_parent", "special_guardian")


def protected_places(children, on):
    """Every string that no outsider may read of these children's places; None where none is protected.

    A place is protected with whoever lives there.
    """
    ids = [child.pk for child in children]
    living = set(
        Residence.objects.filter(true_on(on), address__in=_homes(ids, on)).values_list(
            "person_id", flat=True
        )
    )
    protected = protected_among(living | set(ids), on)
    return tuple(filter(None, _places(protected | set(ids), on))) if protected else None


def restricted_among(people, on):
    """The ids of those whose record is restricted."""
    rows = Restriction.objects.in_force_on(on).filter(person__in=people)
    return set(rows.values_list("person_id", flat=True))


def protected_among(people, on):
    """The ids of those whose own place is protected: withheld from workers too, or kept from somebody
    by a warning that says so. Nothing that leaves the house tells either."""
    withheld = Protection.objects.in_force_on(on).filter(person__in=people)
    warned = Warning.objects.filter(true_on(on), person__in=people, kind=ADDRESS_IS_KEPT)
    both = withheld.values_list("person_id").union(warned.values_list("person_id"))
    return {pk for (pk,) in both}


def with_address(people, on):
    """The ids of those for whom the record has an address that post goes to, whoever may read it."""
    rows = Residence.objects.filter(true_on(on), person__in=people, kind__in=LETTER_HOMES)
    return set(rows.values_list("person_id", flat=True))


def lines_for_post(people, on, *, actor, without):
    """person -> the lines of the place that letters to them go to: none where it is protected; and the
    protected.

    None holds any of the strings `without`: on paper a protected place lies open to whoever opens it.
    """
    found: dict[int, tuple[str, ...]] = {}
    # Also of those whose place this reader may see.
    protected = protected_among(people, on)
    rows = residences_of(people, actor=actor).filter(true_on(on), kind__in=LETTER_HOMES)
    for row in sorted(rows, key=lambda row: LETTER_HOMES.index(row.kind)):
        lines = tuple(filter(None, (*row.address.lines.split("\n"), row.address.postcode)))
        if row.is_withheld or mentions(" ".join(lines), without):
            protected.add(row.person_id)
        found.setdefault(row.person_id, lines)
    return {pk: () if pk in protected else lines for pk, lines in found.items()}, protected


def safe_emails(people, on, *, actor, without):
    """person -> an e-mail address that is safe to write to, and holds none of the strings `without`."""
    rows = ContactPoint.objects.filter(
        true_on(on), ~whereabouts_withheld(actor), person__in=people, kind="email", is_safe=True
    ).order_by("pk")
    return {row.person_id: row.value for row in rows if not mentions(row.value, without)}


def cared_for_by(people, children, on):
    """person -> the children they are parent or carer of, or who they are themselves. By ids."""
    found: dict[int, set[int]] = {pk: {pk} & set(children) for pk in people}
    ties = Relationship.objects.filter(true_on(on), person__in=people, relative__in=children)
    holds = Q(kind__in=CARES) | Q(has_parental_responsibility=True) | Q(is_main_carer=True)
    for tie in ties.filter(holds):
        found[tie.person_id].add(tie.relative_id)
    return found


def _homes(ids, on):
    rows = Residence.objects.filter(true_on(on), person__in=ids, kind__in=(HOME, *STAYS))
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
