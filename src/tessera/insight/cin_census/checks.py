"""A return put to every rule of its year."""

from collections.abc import Iterator

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.rules import Finding, Rule, Said, rules_of
from tessera.insight.cin_census.shape import Child, Header, Return, Row
from tessera.insight.cin_census.years import Year, year_of

_NEEDS = (
    "",
    "closed_on",
    "assessments",
    "cin_plans",
    "section47s",
    "protection_plans",
    "pre_proceedings",
)


def checks(returned: Return, year: int) -> list[Finding]:
    """Every finding, child by child as in the return, then those of the whole authority."""
    census_year = year_of(year)
    findings = list(header_findings(returned.header, census_year))
    for child in returned.children:
        findings += child_findings(child, census_year)
    for rule in rules_of(year, "return"):
        for found, message in rule.check(returned.children, census_year):
            findings.append(_finding(rule, found, message, found))
    return findings


def header_findings(header: Header, year: Year) -> Iterator[Finding]:
    """Rule 100: the reference date is 31 March of the collection's year."""
    if header.reference_on != year.ends_on:
        said = date_words(header.reference_on) if header.reference_on else "missing"
        yield Finding(
            "100",
            "error",
            None,
            "ReferenceDate",
            f"The reference date is {said}. For this return it should be "
            f"{date_words(year.ends_on)}.",
            header.line,
        )


def year_in(header: Header) -> int | None:
    """The census year of a header: what it says, or else what its reference date says."""
    if header.year is not None:
        return header.year
    day = header.reference_on
    return day.year if day and (day.month, day.day) == (3, 31) else None


def child_findings(child: Child, year: Year) -> Iterator[Finding]:
    for rule in rules_of(year.number, "child"):
        for message in rule.check(child, year):
            yield _finding(rule, child, message, child)
    for episode in child.episodes:
        for needs in _NEEDS:
            if needs and not getattr(episode, needs):
                continue
            for rule in rules_of(year.number, "episode", needs):
                for message in rule.check(episode, child, year):
                    yield _finding(rule, child, message, episode)


def _finding(rule: Rule, child: Child | None, message: str | Said, row: Row | None) -> Finding:
    said = message if isinstance(message, Said) else Said(message)
    return Finding(
        rule.number,
        rule.severity,
        child.la_child_id if child else None,
        said.field or rule.field,
        said.message,
        said.line or (row.line if row else 0),
    )
