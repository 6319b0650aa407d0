"""What the census will say of one child stands on the record: the row of the return, and what it asks."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.foundations.audit.models import Subject
from tessera.insight.cin_census import queries, told
from tessera.insight.cin_census.checks import checks
from tessera.insight.cin_census.years import year_of
from tessera.people import actions as people
from tessera.people.models import Person
from tests.factories import people as make
from tests.insight.cin_census import stories as s

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_may(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-05-20T09:00:00+00:00")


@pytest.fixture
def team(db):
    from tessera.foundations.access import actions as access

    access.install_roles(started_on=make.LONG_AGO)
    return make.a_team("North")


@pytest.fixture
def worker(team):
    return make.a_worker("Hannah Treloyd", team=team)


@pytest.fixture
def child(in_the_record, worker, team):
    """Of school age, without a pupil number, in an open case without a main need."""
    in_the_record(
        s.child(s.episode(primary_need=None, closed_on=None, closure_reason=None), upn=None),
        s.child(la_child_id="CIN00004", upn=s.upn(4)),
    )
    found = Person.objects.get(identifiers__value="CIN00003")
    people.allocate(person=found, worker=worker, team=team, started_on=make.TODAY, by=worker)
    return found


def read(client, user, child, page="census"):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/people/{child.public_id}/{page}/")
    return answer.status_code, " ".join(answer.content.decode().split())


def test_it_is_the_very_row_of_the_return_and_what_its_rules_find(child):
    whole = queries.census_return(2026, made_at=NOW)
    (mine,) = [each for each in whole.children if each.la_child_id == "CIN00003"]

    assert queries.child_in_return(child, 2026) == mine
    asked = told.told_of(child, year_of(2026)).asked
    found = [f for f in checks(replace(whole, children=(mine,)), 2026) if f.child == "CIN00003"]
    assert {each.rule for each in asked} == {each.rule for each in found} >= {"8770Q"}


def test_the_page_says_each_field_in_words_with_its_code_and_what_is_asked(client, child, worker):
    status, page = read(client, worker, child)

    assert status == 200
    for words in (
        "Rule 8770Q",
        "Put it right under Details",
        "Ethnicity",
        "(code ",
        "Referral date",
    ):
        assert words in page
    assert "Main need" in page
    assert "not given" in page


def test_the_look_is_recorded(client, child, worker):
    before = Subject.objects.using("audit").filter(person_id=child.public_id).count()

    read(client, worker, child)

    assert Subject.objects.using("audit").filter(person_id=child.public_id).count() > before


def test_who_may_not_open_the_record_reads_nothing(client, child):
    outsider = make.a_worker("Una Corsewell", role="conference_chair")

    status, page = read(client, outsider, child)

    assert status in (403, 404)
    assert "8770Q" not in page


def test_it_costs_as_many_queries_however_much_there_is(client, child, worker):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert read(client, worker, child)[0] == 200
        return len(asked)

    count()
    assert count() <= 45


def test_a_pupil_number_is_asked_for_on_the_details_while_the_case_is_open(client, child, worker):
    asks = "Ask the school for it, or say why there is none."
    assert asks in read(client, worker, child, "details")[1]

    people.add_identifier(
        person=child, kind="upn", value=s.upn(3), started_on=make.TODAY, by=worker
    )

    assert asks not in read(client, worker, child, "details")[1]


def test_a_child_who_is_in_no_case_is_not_in_the_census(client, worker, team):
    child = make.a_child("Ivy Pellowe", worker=worker, team=team)

    assert "Ivy is not in this census." in read(client, worker, child)[1]
