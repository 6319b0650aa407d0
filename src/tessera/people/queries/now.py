"""What is true now of a person and those around them: home, ways to reach, warnings. One query."""

from dataclasses import dataclass, field

from django.db.models import BigIntegerField, BooleanField, CharField, F, Value
from django.db.models.functions import Cast

from tessera.foundations import codesets
from tessera.foundations.records.queries import true_on
from tessera.people import record_page
from tessera.people.models import ContactPoint, Residence, Warning
from tessera.people.models.reach import whereabouts_withheld
from tessera.people.queries.particulars import PROTECTED, one_line
from tessera.people.rules import format_phone


@dataclass
class Now:
    """`home` is words; when it is withheld, they say so in the same place."""

    home: str = ""
    home_is_withheld: bool = False
    address_id: int | None = None
    reach: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def now_of(person_ids, on, *, actor):
    """person_id -> Now, for everyone of a page."""
    return _now(person_ids, _all_rows(person_ids, on, actor))


def now_and_standings(person_ids, child, on, *, actor):
    """The same with the child's standings (`record_page.standings_of`), still in one query."""
    standings = record_page.standing_rows([child.pk], on)
    rows = _all_rows(person_ids, on, actor, *map(_as_row, standings))
    detail_of = {one: two for what, _, one, two, _, _ in rows if what == STANDING}
    return _now(person_ids, (row for row in rows if row[0] != STANDING)), detail_of


STANDING = "4standing"


def _as_row(rows):
    """A room's standings in the shape of this query."""
    return rows.annotate(
        what=Value(STANDING, CharField()),
        number=Value(0, BigIntegerField()),
        hidden=Value(False),
    ).values_list("what", "standing_person", "standing_code", "standing_detail", "number", "hidden")


def _all_rows(person_ids, on, actor, *more):
    withheld = {"withheld": whereabouts_withheld(actor)}
    homes = Residence.objects.filter(true_on(on), person__in=person_ids, kind="home")
    points = ContactPoint.objects.filter(true_on(on), person__in=person_ids, is_safe=True)
    warnings = Warning.objects.filter(true_on(on), person__in=person_ids)
    rows = _rows("1home", homes.annotate(**withheld), "address__lines", "address__postcode").union(
        _rows("2reach", points.annotate(**withheld), "kind", "value"),
        _rows("3warning", warnings.annotate(withheld=Value(False)), "kind", "detail"),
        *more,
        all=True,
    )
    return list(rows)


def _now(person_ids, rows):
    found = {person_id: Now() for person_id in person_ids}
    for what, person_id, one, two, number, is_withheld in sorted(rows):
        _add(found[person_id], what, one, two, number, is_withheld)
    return found


def _rows(what, rows, one, two):
    return rows.annotate(
        what=Value(what, CharField()),
        one=Cast(F(one), CharField()),
        two=Cast(F(two), CharField()),
        number=F("address_id") if what == "1home" else F("pk"),
        hidden=Cast(F("withheld"), BooleanField()),
    ).values_list("what", "person_id", "one", "two", "number", "hidden")


def _add(now, what, one, two, number, is_withheld):
    if what == "1home":
        now.home = PROTECTED if is_withheld else one_line(one, two)
        now.home_is_withheld = is_withheld
        now.address_id = number
    elif what == "2reach":
        if not is_withheld:
            now.reach.append(format_phone(two) if two.startswith("+") else two)
    else:
        label = codesets.label("warning.kind", one)
        now.warnings.append(two if one == "other" and two else label)
