"""The return of a year is read from facts alone, as they stood at its end."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.demo.bench import census_file as cin_return
from tessera.foundations.access import actions as access
from tessera.foundations.records.models import Installation
from tessera.insight.cin_census import queries
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.front_door.models import Referral
from tests.factories import people as make
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.conftest import MADE_AT

pytestmark = pytest.mark.django_db

RECEIVED = date(2025, 11, 3)


def a_case(person, received_on=RECEIVED, **more):
    return Referral.objects.create(
        child=person, received_on=received_on, source="6", primary_need="N1", **more
    )


def test_a_child_who_was_never_in_a_return_gets_an_id_that_stays(census):
    person = make.a_person()
    a_case(person)

    (first,) = census()
    (again,) = census()

    assert first == again == f"T{person.public_id.hex[:19]}"
    assert len(first) == 20
    assert first.isalnum()


def test_sex_is_told_once_a_child_is_born_whatever_a_scan_showed(census):
    """CIN census rule 8750."""
    unborn = make.a_person(born_on=None, expected_on=date(2026, 6, 1), sex="M")
    a_case(unborn)

    (child,) = census().values()

    assert child.sex == "U"
    people.record_birth(child=unborn, born_on=date(2026, 5, 28), by=None)
    assert [c.sex for c in census(2027).values()] == ["M"]


def test_what_had_not_happened_by_the_end_of_the_year_is_not_told(census):
    a_case(make.a_person(), closed_on=date(2026, 4, 2), closure_reason="RC7")

    (child,) = census().values()

    assert child.episodes[0].closed_on is None
    assert child.episodes[0].closure_reason is None
    assert census(2027)[child.la_child_id].episodes[0].closure_reason == "RC7"


@pytest.mark.parametrize(
    ("received_on", "more", "told"),
    [
        (date(2026, 4, 1), {}, False),
        (date(2026, 3, 31), {}, True),
        (date(2020, 1, 6), {}, True),
        (date(2020, 1, 6), {"closed_on": date(2025, 3, 31), "closure_reason": "RC7"}, False),
        (date(2020, 1, 6), {"closed_on": date(2025, 4, 1), "closure_reason": "RC7"}, True),
        (date(2025, 3, 31), {"is_nfa": True}, False),
        (date(2025, 4, 1), {"is_nfa": True}, True),
    ],
)
def test_a_referral_is_told_of_while_it_is_open_and_without_action_only_once(
    received_on, more, told, census
):
    a_case(make.a_person(), received_on, **more)

    assert bool(census()) is told


def test_a_child_born_after_the_year_was_still_expected_in_it(census):
    person = make.a_person(born_on=date(2026, 4, 9), sex="F")
    a_case(person, date(2026, 2, 2))

    (child,) = census().values()

    assert (child.born_on, child.expected_on, child.sex) == (None, date(2026, 4, 9), "U")


@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_a_return_as_known_earlier_is_the_earlier_return(in_the_record, census):
    in_the_record(s.child())
    before = datetime.now(UTC)
    Referral.objects.update(primary_need="N5")
    in_the_record(s.child(), s.unborn(la_child_id="U1"))

    assert census(known_at=before)["CIN00003"].episodes[0].primary_need == "N1"
    assert set(census(known_at=before)) == {"CIN00003"}
    assert set(census()) == {"CIN00003", "U1"}


def test_many_children_take_no_more_queries_than_few(in_the_record):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queries.census_return(2026, made_at=MADE_AT)
        return len(captured)

    in_the_record(*cin_return.clean_return(3, year=2026).children)
    few = count()
    in_the_record(*cin_return.clean_return(60, year=2026).children)

    assert count() == few


def test_the_header_carries_the_councils_own_number(in_the_record):
    in_the_record(s.child())
    installation = Installation.objects.first()

    header = queries.census_return(2026, made_at=MADE_AT).header

    assert header.authority == (installation.authority if installation else "")


def test_a_finding_is_the_allocated_workers_or_else_the_teams(in_the_record):
    broken = s.episode(primary_need=None)
    in_the_record(*(s.child(broken, la_child_id=f"C{n}", upn=s.upn(n)) for n in (1, 2, 3)))
    access.install_roles(started_on=make.LONG_AGO)
    team = make.a_team("Eskmoor South")
    worker = make.a_worker("Hannah Treloyd", team=team)
    allocated, held, _ = Person.objects.order_by("pk")
    people.allocate(person=allocated, worker=worker, team=team, started_on=RECEIVED, by=None)
    Referral.objects.filter(child=held).update(team=team)

    _, found = queries.checked_return(2026, made_at=MADE_AT, today=date(2026, 3, 31))

    owners = {f.finding.child: f.owner for f in found if f.finding.rule == "8610"}
    assert owners == {"C1": "Hannah Treloyd", "C2": "Eskmoor South", "C3": "Not allocated"}
    assert {f.owner for f in found if f.finding.child is None} == {"Data team"}


def test_facts_that_break_a_rule_are_found_in_the_record(in_the_record):
    from tessera.practice.assessments.models import Assessment, Factor

    in_the_record(s.child())
    Factor.objects.create(assessment=Assessment.objects.get(), code="21")

    _, found = queries.checked_return(2026, made_at=MADE_AT, today=date(2026, 3, 31))

    assert "8869" in {f.finding.rule for f in found}


def test_a_plan_may_begin_on_the_day_that_the_other_kind_ends(census, in_the_record):
    plan = s.protection(ended_on=s.on("08-20"))
    stepped_down = s.protected(
        protection_plans=(plan,), cin_plans=(s.need(started_on=s.on("08-20")),)
    )
    in_the_record(s.child(stepped_down))

    assert census()["CIN00003"].episodes == (stepped_down,)
