"""The sector's own validator finds nothing wrong with a clean return, and what it gets wrong is named."""

import pytest

from tessera.demo.bench import census_file as cin_return
from tessera.insight.cin_census import checks, sector
from tessera.insight.cin_census.rules import Finding, rules_for
from tests.insight.cin_census import stories as s


@pytest.fixture(scope="module")
def checked():
    """A clean return with one planted fault of each sort that the two checkers see differently."""
    wrong = s.child(s.episode(primary_need=None), la_child_id="WRONG1", upn=s.upn(6_000))
    temporary = s.child(la_child_id="RIGHT1", upn=s.upn(8_000), former_upn=s.upn(9_000)[:12] + "A")
    missed = s.child(
        s.episode(assessments=(s.assessment(factors=("21", "3A")),)),
        la_child_id="MISSED1",
        upn=s.upn(7_000),
    )
    clean = cin_return.clean_return(150, year=2026, seed=3).children
    returned = s.returned(*clean, wrong, temporary, missed)
    ours = checks.checks(returned, 2026)
    try:
        return ours, sector.sector_check(returned, 2026, ours=ours)
    except sector.CannotRun as why:
        pytest.skip(str(why))


@pytest.mark.slow
def test_the_validator_agrees_on_what_is_really_wrong(checked):
    _, theirs = checked

    assert {(f.rule, f.child) for f in theirs.findings} == {("8610", "WRONG1")}
    assert theirs.crashed == ()
    assert theirs.rules == 109
    assert not theirs.is_clean


@pytest.mark.slow
def test_what_the_validator_raises_wrongly_is_set_apart_with_the_reason(checked):
    _, theirs = checked

    reasons = {(fault.rule, fault.child): fault.reason for fault in theirs.known_faults}
    assert "temporary" in reasons["1560Q", "RIGHT1"]


@pytest.mark.slow
def test_what_the_validator_misses_we_find(checked):
    ours, theirs = checked

    assert ("8869", "MISSED1") in {(f.rule, f.child) for f in ours}
    assert ("8869", "MISSED1") not in {(f.rule, f.child) for f in theirs.findings}


@pytest.mark.slow
@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027])
def test_a_clean_return_of_each_year_is_clean_in_the_sectors_eyes(year):
    returned = cin_return.clean_return(120, year=year, seed=year)
    try:
        theirs = sector.sector_check(returned, year, ours=checks.checks(returned, year))
    except sector.CannotRun as why:
        pytest.skip(str(why))

    assert theirs.is_clean
    assert theirs.findings == ()


def test_a_year_without_rules_of_the_sector_is_refused():
    with pytest.raises(sector.CannotRun, match="2022"):
        sector.sector_check(s.returned(), 2022, ours=[])


def test_every_known_fault_is_of_a_rule_that_exists():
    numbers = {rule.number for year in range(2021, 2028) for rule in rules_for(year)}

    assert set(sector.MISSED) | set(sector.WRONGLY_RAISED) <= numbers


def test_a_crash_of_a_rule_is_a_failure_and_not_a_pass():
    said = {"rules": 1, "crashed": ["Error with rule 8610: KeyError"], "findings": []}

    assert not sector._judged(said | {"messages": {}}, []).is_clean


def test_a_wrong_alarm_that_we_raise_too_stays_a_finding():
    found = {"rule": "8670Q", "child": "A1", "field": "AssessmentActualStartDate"}
    said = {"rules": 1, "crashed": [], "findings": [found], "messages": {"8670Q": "late"}}
    ours = [Finding("8670Q", "query", "A1", "AssessmentActualStartDate", "late")]

    assert [f.rule for f in sector._judged(said, ours).findings] == ["8670Q"]
    assert [k.rule for k in sector._judged(said, []).known_faults] == ["8670Q"]
