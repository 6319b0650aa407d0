"""What is written is what the department's specification asks for, year by year."""

import io
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from tessera.demo.bench import census_file as cin_return
from tessera.insight.cin_census import checks, shape, writer
from tests.insight.cin_census import stories as s

SCHEMA = Path(__file__).parents[3].parent / "shared" / "samples" / "cin" / "CIN_schema_2026.xsd"


def written(returned, year):
    stream = io.BytesIO()
    writer.write(stream, header=returned.header, children=returned.children, year=year)
    return stream.getvalue()


def tree(child, year=s.YEAR):
    return etree.fromstring(written(s.returned(child, year=year), year)).find(".//Child")


@pytest.mark.skipif(not SCHEMA.exists(), reason="the sector's schema is not beside the checkout")
def test_the_return_of_2026_is_valid_against_the_schema():
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    returned = cin_return.clean_return(400, year=2026, seed=7)

    schema.assertValid(etree.fromstring(written(returned, 2026)))


@pytest.mark.parametrize("year", range(2021, 2028))
def test_invented_returns_break_no_rule(year):
    returned = cin_return.clean_return(300, year=year, seed=year)

    assert checks.checks(returned, year) == []


def test_the_header_is_as_the_department_asks():
    header = writer.header_for(
        year=2026, authority="318", made_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC), release="1.0"
    )
    root = etree.fromstring(written(shape.Return(header=header, children=()), 2026))

    assert [(e.tag, e.text) for e in root.find("Header").iter() if not len(e)] == [
        ("Collection", "CIN"),
        ("Year", "2026"),
        ("ReferenceDate", "2026-03-31"),
        ("SourceLevel", "L"),
        ("LEA", "318"),
        ("SoftwareCode", "Tessera"),
        ("Release", "1.0"),
        ("SerialNo", "001"),
        ("DateTime", "2026-05-01T09:30:00"),
    ]


def test_elements_stand_in_the_order_of_the_specification():
    episode = s.protected(closed_on=s.on("09-01"), closure_reason="RC7", cin_plans=(s.need(),))
    tags = [e.tag for e in tree(s.child(episode)).find("CINdetails")]

    assert tags == [
        "CINreferralDate",
        "ReferralSource",
        "PrimaryNeedCode",
        "CINclosureDate",
        "ReasonForClosure",
        "Assessments",
        "CINPlanDates",
        "Section47",
        "ReferralNFA",
        "ChildProtectionPlans",
    ]


def test_flags_are_figures_and_nothing_is_empty():
    child = tree(s.child(s.nothing_followed(), disabilities=()))

    assert child.findtext("CINdetails/ReferralNFA") == "1"
    assert child.find("ChildCharacteristics/Disabilities") is None
    assert all(len(element) or element.text for element in child.iter())


@pytest.mark.parametrize(("year", "tag"), [(2024, "GenderCurrent"), (2025, "Sex")])
def test_sex_took_the_place_of_gender_in_2025(year, tag):
    child = tree(s.child(sex="F", gender="2"), year)

    assert [e.tag for e in child.find("ChildIdentifiers")].count(tag) == 1
    assert len(child.find("ChildIdentifiers")) == 4


@pytest.mark.parametrize(("year", "count"), [(2026, 0), (2027, 1)])
def test_pre_proceedings_are_written_from_2027(year, count):
    child = s.child(s.episode(pre_proceedings=(s.pre_proceedings(),)))

    assert len(tree(child, year).findall("CINdetails/PreProceedingsandFGDM")) == count


def test_all_reviews_of_a_plan_stand_in_one_wrapper():
    plan = s.protection(reviews=(s.review("08-20"), s.review("02-02")))
    child = tree(s.child(s.protected(protection_plans=(plan,))))

    (wrapper,) = child.findall("CINdetails/ChildProtectionPlans/Reviews")
    assert [e.text for e in wrapper] == ["2025-08-20", "2026-02-02"]


@pytest.mark.slow
def test_checks_and_writing_of_a_large_county_take_seconds():
    returned = cin_return.clean_return(5_000, year=2026)
    checks.checks(s.returned(s.child()), 2026)

    begun = time.perf_counter()
    checks.checks(returned, 2026)
    written(returned, 2026)

    assert time.perf_counter() - begun < 5
