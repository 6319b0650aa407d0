"""What the census asks reaches those who can put it right, with the page on which they do."""

from datetime import date

import pytest

from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit.models import Subject
from tessera.insight.cin_census import actions, putting_right, tasks
from tessera.insight.cin_census.models import Run
from tessera.people import actions as people
from tessera.people.models import Involvement, Person
from tests.factories import people as make
from tests.insight.cin_census import stories as s

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

PUT_RIGHT = "/returns/cin-census/put-right/"


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
def children(in_the_record, worker, team):
    """One of Hannah's, with a main need missing and no ethnicity; and one of nobody."""
    in_the_record(
        s.child(s.episode(primary_need=None), ethnicity=None),
        s.child(s.episode(primary_need=None), la_child_id="CIN00004", upn=s.upn(4)),
    )
    mine, other = (Person.objects.get(identifiers__value=f"CIN0000{n}") for n in (3, 4))
    people.allocate(person=mine, worker=worker, team=team, started_on=make.TODAY, by=worker)
    return mine, other


@pytest.fixture
def by_night(children):
    tasks.work_out_by_night(timestamp=0)
    return children


def words(response):
    return response.content.decode()


def test_the_night_works_out_the_year_now_being_made_ready(by_night):
    run = Run.objects.get()

    assert (run.year, run.asked_by, run.is_waiting) == (2026, None, False)


def test_a_worker_reads_what_is_asked_of_their_own_children_and_where_to_put_it_right(
    client, by_night, worker, django_assert_max_num_queries
):
    mine, other = by_night
    client.force_login(worker)

    with django_assert_max_num_queries(18):
        response = client.get(PUT_RIGHT)

    page = words(response)
    assert "the main need is missing" in page.lower()
    assert f'href="/people/{mine.public_id}/referrals/"' in page
    assert f'href="/people/{mine.public_id}/details/"' in page
    assert str(other.public_id) not in page
    assert Subject.objects.using("audit").filter(person_id=mine.public_id).exists()


def test_it_stands_on_my_work_and_on_the_childs_record(client, by_night, worker):
    mine, _ = by_night
    client.force_login(worker)

    assert f'href="{PUT_RIGHT}"' in words(client.get("/work/"))
    record = words(client.get(f"/people/{mine.public_id}/"))
    assert "For the census" in record
    assert "main need is missing" in record.lower()


def test_a_manager_reads_what_is_asked_of_the_teams_children_and_whose_it_is(
    client, by_night, team
):
    manager = make.a_worker("Joseph Adeyin", role="team_manager", team=team, manages=True)
    client.force_login(manager)

    page = words(client.get(PUT_RIGHT))

    assert "with Hannah Treloyd" in page


def test_what_my_work_asks_is_what_the_page_lists(by_night, team, worker):
    manager = make.a_worker("Joseph Adeyin", role="team_manager", team=team, manages=True)
    stranger = make.a_worker("Ona Far", team=make.a_team("South"))

    for reader, has_any in ((worker, True), (manager, True), (stranger, False)):
        actor = actor_of(reader, date(2026, 5, 20))
        prepared, given = putting_right.asks(actor)
        assert prepared.ask(**given) == list(putting_right.findings_of(actor))
        assert bool(prepared.ask(**given)) == has_any


def test_of_a_closed_case_the_team_that_closed_it_reads_who_puts_it_right(client, by_night, team):
    mine, _ = by_night
    manager = make.a_worker("Joseph Adeyin", role="team_manager", team=team, manages=True)
    Involvement.objects.filter(person=mine, role="allocated_worker").delete()
    people.start_involvement(
        person=mine, role="closing_team", team=team, started_on=date(2026, 5, 1), by=manager
    )
    client.force_login(manager)

    assert "The case is closed" in words(client.get(PUT_RIGHT))
    assert f'href="{PUT_RIGHT}"' in words(client.get("/work/"))


def test_a_worker_of_other_children_is_asked_nothing(client, by_night):
    stranger = make.a_worker("Ona Far", team=make.a_team("South"))
    client.force_login(stranger)

    assert "asks nothing about your children" in words(client.get(PUT_RIGHT))
    assert PUT_RIGHT not in words(client.get("/work/"))


def test_before_the_first_run_it_says_so(client, children, worker):
    client.force_login(worker)

    assert "has not been worked out yet" in words(client.get(PUT_RIGHT))


def test_an_analyst_has_the_return_and_not_this_page(client, by_night):
    client.force_login(make.a_worker("Odell Fenn", role="analyst"))

    assert client.get(PUT_RIGHT).status_code == 403


def test_the_night_leaves_a_run_alone_that_is_being_worked_out(children, worker):
    from tessera.foundations.calendar import clock

    actions.ask_for_run(year=2026, at=clock.now(), by=worker)

    tasks.work_out_by_night(timestamp=0)

    assert Run.objects.get().is_waiting
