"""Every rule of the census: one story that it finds, and one beside it that it leaves alone."""

import pytest

from tessera.insight.cin_census import checks, shape
from tessera.insight.cin_census.layout import FIRST_YEAR, LAST_YEAR
from tessera.insight.cin_census.rules import rules_for
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.rule_cases import children, days, episodes, overlaps, pre_proceedings

# rule, year, what it finds, what it leaves alone: an episode, a child, or the children of a return
CASES = [
    *children.CASES,
    *episodes.CASES,
    *days.CASES,
    *overlaps.CASES,
    *pre_proceedings.CASES,
]


def rules_found(what, year):
    if isinstance(what, shape.Episode):
        what = s.child(what)
    children = what if isinstance(what, list) else [what]
    return {finding.rule for finding in checks.checks(s.returned(*children, year=year), year)}


@pytest.mark.parametrize(
    ("rule", "year", "at_fault", "in_order"),
    CASES,
    ids=[f"{case[0]}-{case[1]}-{number}" for number, case in enumerate(CASES)],
)
def test_a_rule_finds_its_fault_and_nothing_else(rule, year, at_fault, in_order):
    assert rule in rules_found(at_fault, year)
    assert rule not in rules_found(in_order, year)


def test_every_rule_is_tried():
    tried = {(case[0], case[1]) for case in CASES} | {("100", 2026)}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for rule in rules_for(year):
            years = range(rule.since, rule.until + 1)
            assert any((rule.number, tried_year) in tried for tried_year in years), rule.number


@pytest.mark.parametrize("story", [s.episode(), s.protected(), s.closed(), s.nothing_followed()])
def test_the_stories_themselves_break_no_rule(story):
    findings = checks.checks(s.returned(s.child(story)), s.YEAR)

    assert {f.rule for f in findings} <= {"2887Q"}


def test_an_unborn_child_breaks_no_rule():
    assert rules_found(s.unborn(), s.YEAR) <= {"2887Q"}


def test_a_wrong_reference_date_is_an_error_of_the_whole_return():
    returned = s.returned(s.child(), year=2025)

    (finding,) = [f for f in checks.checks(returned, 2026) if f.rule == "100"]

    assert (finding.severity, finding.child, finding.field) == ("error", None, "ReferenceDate")


def test_a_finding_names_child_field_and_what_to_do():
    (finding,) = [
        f
        for f in checks.checks(s.returned(s.child(s.episode(primary_need=None))), s.YEAR)
        if f.rule == "8610"
    ]

    assert finding.severity == "error"
    assert finding.child == "CIN00003"
    assert finding.field == "PrimaryNeedCode"
    assert "Record the main need" in finding.message


@pytest.mark.parametrize(
    ("rule", "since"), [("1570", 2025), ("1580", 2025), ("8945Q", 2025), ("9006", 2027)]
)
def test_a_rule_is_silent_before_its_year(rule, since):
    assert rule not in {r.number for r in rules_for(since - 1)}
    assert rule in {r.number for r in rules_for(since)}


def test_a_year_outside_what_is_known_is_refused():
    with pytest.raises(ValueError, match="2021 to 2027"):
        checks.checks(s.returned(s.child()), 2030)
