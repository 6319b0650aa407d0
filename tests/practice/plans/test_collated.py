"""Outcomes collated across children and plans; every number opens into its children."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.plans import actions, queries
from tessera.practice.plans.views import collated as pages
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.plans.conftest import CONFERENCE, on_protection

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]
MARCH = date(2026, 3, 3)


@pytest.fixture
def at_the_demo_date(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-03-31T09:00:00+01:00")


@pytest.fixture
def ask(client):
    def asked(user, name, **query):
        if client.session.get("_auth_user_id") != str(user.pk):
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(reverse(f"plans:{name}"), query)

    return asked


def score(outcome, child, by, scale, on=MARCH):
    actions.score(outcome=outcome, child=child, on=on, scale=scale, evidence="Seen.", by=by)


def test_each_open_outcome_counts_once_for_each_child_by_its_latest_score(
    beds, maisie, kai, hannah
):
    score(beds, maisie, hannah, "none")
    score(beds, maisie, hannah, "good", on=date(2026, 3, 20))

    assert queries.collated(Person.objects.all()) == {("care", "good"): 1, ("care", ""): 1}


def test_an_outcome_that_has_ended_does_not_count(beds, hannah):
    actions.end_outcome(outcome=beds, ended_on=MARCH, how_ended="reached", by=hannah)

    assert queries.collated(Person.objects.all()) == {}


def test_a_number_opens_into_its_children(ask, beds, maisie, kai, hannah, joseph):
    score(beds, maisie, hannah, "good")

    html = ask(joseph, "outcomes").content.decode()
    assert "2 open outcomes" in html
    assert "area=care&amp;progress=good" in html

    html = ask(joseph, "behind", area="care", progress="good").content.decode()
    assert "Maisie Brindlow" in html
    assert "Kai Brindlow" not in html
    html = ask(joseph, "behind", area="care", progress="not_scored").content.decode()
    assert "Kai Brindlow" in html


def test_one_team_is_counted_by_itself(ask, beds, maisie, kai, team):
    other = make.a_team("Westbeck")
    head = make.a_worker("Head", role="head_of_service")
    worker = make.a_worker("Hal", team=other)
    far = practice.an_open_case("Noor Far", worker=worker, team=other)
    plan = on_protection(far, by=worker)
    actions.add_outcome(
        plan=plan, children=[far], title="Teeth", area="health", started_on=CONFERENCE, by=worker
    )

    assert "3 open outcomes" in ask(head, "outcomes").content.decode()
    html = ask(head, "outcomes", team=str(other.public_id)).content.decode()
    assert "Westbeck: 1 open outcome" in html


def test_one_who_is_hidden_is_neither_named_nor_counted(ask, beds, kai, hannah, joseph):
    people.restrict(person=kai, why="His own list", started_on=MARCH, by=hannah)

    assert "1 open outcome" in ask(joseph, "outcomes").content.decode()
    html = ask(joseph, "behind", area="care", progress="not_scored").content.decode()
    assert "Kai" not in html


def test_a_manager_sees_the_own_teams_alone(ask, beds, team):
    elsewhere = make.a_worker(
        "Other Manager", team=make.a_team("Westbeck"), role="team_manager", manages=True
    )

    assert "No plan has an open outcome here." in ask(elsewhere, "outcomes").content.decode()


def test_it_is_not_for_workers_and_asks_for_what_there_is(ask, beds, hannah, joseph):
    assert ask(hannah, "outcomes").status_code == 403
    assert ask(joseph, "behind", area="hats", progress="good").status_code == 404
    assert ask(joseph, "behind", area="care", progress="splendid").status_code == 404


def test_the_pages_cost_the_same_for_many(ask, plan, maisie, kai, hannah, joseph, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 3)
    for n in range(4):
        actions.add_outcome(
            plan=plan, children=[maisie, kai], title=f"Outcome {n}", area="care",
            started_on=CONFERENCE, by=hannah,
        )  # fmt: skip
    ask(joseph, "outcomes")

    with CaptureQueriesContext(connection) as asked:
        ask(joseph, "outcomes")
    assert len(asked) <= 22
    rows, after = 0, ""
    while after is not None:
        with CaptureQueriesContext(connection) as asked:
            answer = ask(joseph, "behind", area="care", progress="not_scored", after=after)
        assert len(asked) <= 25
        html = answer.content.decode()
        rows += html.count("3 February 2026")
        after = html.partition("after=")[2].partition('"')[0] or None
    assert rows == 8
