"""What is true now of a person and those around them: home, ways to reach, warnings. One query."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import BigIntegerField, BooleanField, CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat

from tessera.foundations.records.prepared import CHILD, PEOPLE, Prepared, Wanted
from tessera.foundations.records.queries import true_on
from tessera.people import record_page
from tessera.people.models import ContactPoint, Residence, Warning
from tessera.people.models.particulars import HOME, STAYS
from tessera.people.models.reach import anyone, whereabouts_withheld
from tessera.people.queries.particulars import PROTECTED, one_line
from tessera.people.queries.warnings import warning_words
from tessera.people.rules import format_phone
from tessera.ui.formatting import long_date, upper_first


@dataclass
class Now:
    """`home` is words; when it is withheld, they say so in the same place.

    `elsewhere` is where somebody stays for the time being, if they do: their home stays, and nobody is said
    to live with them there. `address_id` is the place where they are.
    """

    home: str = ""
    home_is_withheld: bool = False
    address_id: int | None = None
    elsewhere: str = ""
    elsewhere_since: date | None = None
    points: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def staying(self) -> str:
        """ "staying elsewhere since 1 April 2026", of whom that may be said."""
        if not self.elsewhere or self.home_is_withheld:
            return ""
        since = f" since {long_date(self.elsewhere_since)}" if self.elsewhere_since else ""
        return f"staying elsewhere{since}"

    @property
    def lives(self) -> str:
        """Where they live, and where they stay meanwhile, in words."""
        if not self.staying:
            return self.home
        return upper_first(
            "; ".join(filter(None, (self.home, f"{self.staying}: {self.elsewhere}")))
        )

    @cached_property
    def reach(self) -> list[str]:
        """Ways to reach them, as they are dialled or written: put into words only where shown."""
        return [format_phone(point) if point.startswith("+") else point for point in self.points]


def now_of(person_ids, on, *, actor):
    """person_id -> Now, for everyone of a page."""
    rows = _all_rows(on, actor.today).ask(people=list(person_ids), worker=actor.user_id)
    return _now(person_ids, rows)


def now_and_standings(person_ids, child, on, *, actor):
    """The same with the child's standings (`record_page.standings_of`), still in one query."""
    asked = _all_rows(on, actor.today, standings=record_page.standing_codes())
    rows = asked.ask(people=person_ids, child=child.pk, worker=actor.user_id)
    detail_of = {one: two for what, _, one, two, _, _ in rows if what == STANDING}
    return _now(person_ids, (row for row in rows if row[0] != STANDING)), detail_of


def warnings_of(person_ids, on) -> Wanted[dict[int, list[str]]]:
    """person_id -> the warnings of each, where a page shows nothing else of their present."""

    def said(rows):
        found: dict[int, list[str]] = {person_id: [] for person_id in person_ids}
        for person_id, kind, detail, whom in sorted(rows):
            found[person_id].append(warning_words(kind, detail=detail, whom=whom))
        return found

    return Wanted(_warnings(on), {"people": list(person_ids)}, said)


@lru_cache(maxsize=8)
def _warnings(on) -> Prepared:
    warnings = Warning.objects.filter(true_on(on), person__in=[PEOPLE])
    return Prepared(warnings.values_list("person_id", "kind", "detail", "whom"))


STANDING = "4standing"


def _as_row(rows):
    """A room's standings in the shape of this query."""
    return rows.annotate(
        what=Value(STANDING, CharField()),
        number=Value(0, BigIntegerField()),
        hidden=Value(False),
    ).values_list("what", "standing_person", "standing_code", "standing_detail", "number", "hidden")


STAY = "1stay"
"""After the homes: where somebody stays is where they are."""
_SINCE_AND_LINES = Concat(
    Coalesce(Cast("started_on", CharField()), Value("")),
    Value("\n"),
    "address__lines",
    output_field=CharField(),
)
_KIND_AND_WHOM = Concat("kind", Value("\n"), "whom", output_field=CharField())
"""Several columns go as lines of one: each part of this query has as many columns as the others."""


@lru_cache(maxsize=8)
def _all_rows(on, today, standings: tuple[str, ...] = ()) -> Prepared:
    withheld = {"withheld": whereabouts_withheld(anyone(today))}
    places = Residence.objects.filter(true_on(on), person__in=[PEOPLE]).annotate(**withheld)
    homes, stays = places.filter(kind=HOME), places.filter(kind__in=STAYS)
    points = ContactPoint.objects.filter(true_on(on), person__in=[PEOPLE], is_safe=True)
    warnings = Warning.objects.filter(true_on(on), person__in=[PEOPLE])
    standing_rows = record_page.standing_rows([CHILD], on) if standings else []
    rows = _rows("1home", homes, "address__lines", "address__postcode").union(
        _rows(STAY, stays, _SINCE_AND_LINES, "address__postcode"),
        _rows("2reach", points.annotate(**withheld), "kind", "value"),
        _rows("3warning", warnings.annotate(withheld=Value(False)), _KIND_AND_WHOM, "detail"),
        *map(_as_row, standing_rows),
        all=True,
    )
    return Prepared(rows)


def _now(person_ids, rows):
    found = {person_id: Now() for person_id in person_ids}
    for what, person_id, one, two, number, is_withheld in sorted(rows):
        _add(found[person_id], what, one, two, number, is_withheld)
    return found


def _rows(what, rows, one, two):
    return rows.annotate(
        what=Value(what, CharField()),
        one=Cast(one if isinstance(one, Concat) else F(one), CharField()),
        two=Cast(F(two), CharField()),
        number=F("address_id") if what in ("1home", STAY) else F("pk"),
        hidden=Cast(F("withheld"), BooleanField()),
    ).values_list("what", "person_id", "one", "two", "number", "hidden")


def _add(now, what, one, two, number, is_withheld):
    if what == "1home":
        now.home = PROTECTED if is_withheld else one_line(one, two)
        now.home_is_withheld = is_withheld
        now.address_id = number
    elif what == STAY:
        since, _, lines = one.partition("\n")
        now.elsewhere = PROTECTED if is_withheld else one_line(lines, two)
        now.elsewhere_since = date.fromisoformat(since) if since and not is_withheld else None
        now.home = PROTECTED if is_withheld else now.home
        now.home_is_withheld = is_withheld
        now.address_id = number
    elif what == "2reach":
        if not is_withheld:
            now.points.append(two)
    else:
        kind, _, whom = one.partition("\n")
        now.warnings.append(warning_words(kind, detail=two, whom=whom))
