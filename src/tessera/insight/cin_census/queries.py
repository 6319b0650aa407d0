"""The census return of a year, from facts alone."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version

from tessera.foundations.records.models import Installation
from tessera.foundations.records.queries import as_known
from tessera.insight.cin_census import derivation, writer
from tessera.insight.cin_census.checks import checks
from tessera.insight.cin_census.facts import facts_for
from tessera.insight.cin_census.owners import Owners
from tessera.insight.cin_census.rules import Finding
from tessera.insight.cin_census.shape import Child, Return
from tessera.insight.cin_census.years import year_of
from tessera.people.models import Person


def census_return(year: int, *, made_at: datetime, known_at: datetime | None = None) -> Return:
    """Every child in the census of a year; `known_at` asks what was known at an earlier moment.

    Raises NoSuchYear.
    """
    census_year = year_of(year)
    with as_known(known_at) if known_at else nullcontext():
        facts = facts_for(census_year.starts_on, census_year.ends_on)
        children = tuple(derivation.children_of(facts, census_year))
    header = writer.header_for(year=year, authority=authority(), made_at=made_at, release=release())
    return Return(header=header, children=children)


def child_in_return(person: Person, year: int) -> Child | None:
    """What the same return says of one child; nothing where that child is not in it. Raises NoSuchYear."""
    census_year = year_of(year)
    facts = facts_for(census_year.starts_on, census_year.ends_on, person)
    return next(derivation.children_of(facts, census_year), None)


def authority() -> str:
    """The council's number with the department."""
    installation = Installation.objects.order_by("pk").first()
    return installation.authority if installation else ""


def release() -> str:
    try:
        return version("tessera")
    except PackageNotFoundError:
        return "1"


@dataclass(frozen=True, slots=True)
class OwnedFinding:
    """A finding with whose work it is to put right."""

    finding: Finding
    owner: str
    person_id: int | None

    def as_json(self) -> dict[str, str | None]:
        return {
            "rule": self.finding.rule,
            "severity": self.finding.severity,
            "child": self.finding.child,
            "field": self.finding.field,
            "message": self.finding.message,
            "owner": self.owner,
        }


def checked_return(
    year: int, *, made_at: datetime, today: date
) -> tuple[Return, list[OwnedFinding]]:
    """The return of a year with every finding in it. Raises NoSuchYear."""
    returned = census_return(year, made_at=made_at)
    return returned, owned(checks(returned, year), on=today)


def owned(findings: list[Finding], *, on: date) -> list[OwnedFinding]:
    owners = Owners((f.child for f in findings if f.child), on=on)
    return [
        OwnedFinding(f, owners.of(f.child), owners.person_ids.get(f.child or "")) for f in findings
    ]
