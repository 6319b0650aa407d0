"""Where people live and how to reach them, masked for whoever is not on the list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from tessera.foundations.records.queries import true_on
from tessera.people.models import ContactPoint, Residence
from tessera.people.models.reach import whereabouts_withheld
from tessera.people.rules import format_nhs_number, format_phone
from tessera.people.rules.ages import may_be_a_pupil

PROTECTED = "Address protected"


@dataclass(frozen=True)
class Home:
    """Where someone lives, in words: the place, or that it is protected."""

    person_id: int
    words: str
    is_protected: bool = False
    address_id: int | None = None
    started_on: date | None = None


def residences_of(person_ids, *, actor):
    """Every residence, latest first; `is_withheld` says which must not be shown."""
    return (
        Residence.objects.filter(person__in=person_ids)
        .annotate(is_withheld=whereabouts_withheld(actor))
        .select_related("address")
        .order_by("person_id", F("ended_on").desc(nulls_first=True), "-started_on", "-pk")
    )


def homes_of(person_ids, on, *, actor):
    """person_id -> Home on a day, one query for all."""
    return {
        row.person_id: _home(row)
        for row in residences_of(person_ids, actor=actor).filter(true_on(on), kind="home")
    }


def ways_to_reach(person_ids, on, *, actor):
    """person_id -> their ways to reach that may be used and shown; one query for all."""
    rows = (
        ContactPoint.objects.filter(true_on(on), ~whereabouts_withheld(actor), is_safe=True)
        .filter(Q(person__in=person_ids))
        .order_by("person_id", "kind", "pk")
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_reach(row.value))
    return found


def in_words(rows):
    """Residences or contact points as a list, each with `words` that may be shown."""
    rows = list(rows)
    for row in rows:
        row.words = PROTECTED if row.is_withheld else _words(row)
    return rows


def _words(row):
    return place(row.address) if isinstance(row, Residence) else _reach(row.value)


def _reach(value):
    return format_phone(value) if value.startswith("+") else value


def _home(row):
    if row.is_withheld:
        return Home(row.person_id, PROTECTED, is_protected=True, started_on=row.started_on)
    return Home(
        row.person_id,
        words=place(row.address),
        address_id=row.address_id,
        started_on=row.started_on,
    )


def place(address):
    return one_line(address.lines, address.postcode)


def one_line(lines, postcode):
    """An address as it is written on one line."""
    words = ", ".join(line.strip() for line in lines.split("\n") if line.strip())
    return f"{words}, {postcode}" if postcode else words


def names_of(person):
    """Every name, current first."""
    return person.names.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-pk")


def identifiers_of(person):
    """Every number, current first, each with `words` as people write it."""
    rows = person.identifiers.order_by(F("ended_on").desc(nulls_first=True), "kind", "-pk")
    rows = list(rows)
    for row in rows:
        row.words = format_nhs_number(row.value) if row.kind == "nhs" else row.value
    return rows


def lacks_upn(person, on):
    """Whether someone who could be a pupil has no unique pupil number on a day."""
    if not may_be_a_pupil(person.born_on, on):
        return False
    return not person.identifiers.filter(true_on(on), kind="upn").exists()


def contact_points_of(person, *, actor):
    """Every way to reach; `is_withheld` says which must not be shown."""
    rows = person.contact_points.annotate(is_withheld=whereabouts_withheld(actor))
    return rows.order_by(F("ended_on").desc(nulls_first=True), "kind", "-pk")
