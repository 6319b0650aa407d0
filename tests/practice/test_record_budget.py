"""How often the record of a child asks the database."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.people.models import Relationship
from tessera.practice.recording import actions as recording
from tests.factories import engine as make
from tests.factories import practice

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


@pytest.fixture
def at_the_demo_date(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-03-31T09:00:00+01:00")


@pytest.fixture
def ask(client):
    """Ask for a page, or post to it, as a worker."""

    def asked(user, name, data=None, query=None, **parts):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse(name, kwargs=parts)
        if data is None:
            return client.get(address, query or {})
        return client.post(address, {"idempotency_key": str(uuid4()), **data})

    return asked


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode()


def a_visit(child, by, *, on=date(2026, 3, 16), words="I made the toast."):
    part = recording.ChildAtVisit(
        child=child, was_seen=True, was_seen_alone=True, childs_words=words
    )
    (visit,) = recording.record_visit(
        children=[part], kind="child_in_need", happened_on=on, place="At home", text="Tea.", by=by
    )
    return visit


def brothers_and_sisters(*children):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    for child in children:
        Relationship.objects.create(person=mum, relative=child, kind="parent")


FRAME = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK")


def test_a_record_with_an_open_case_asks_fifteen_queries(ask, client, maisie, kai, hannah, team):
    """Budget: architecture section 12. A family, a visit, a note, a summary and open work are in it."""
    brothers_and_sisters(maisie, kai)
    a_visit(maisie, hannah)
    recording.write_case_summary(
        people_about=[maisie],
        written_on=date(2026, 3, 1),
        texts={maisie: "All is well."},
        by=hannah,
    )
    for code in ("recording.visit", "recording.case_note"):
        make.a_step(code=code, subjects=[maisie, kai], worker=hannah, due_on=date(2026, 4, 7))
    ask(hannah, "people:record", person_id=maisie.public_id)

    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(reverse("people:record", kwargs={"person_id": maisie.public_id})))

    asked = [q["sql"] for q in queries if not q["sql"].startswith(FRAME)]
    assert len(asked) <= 15, "\n".join(sql[:160] for sql in asked)
    assert len(asked) == len(set(asked)), "the same query twice"
    for words in ("I made the toast", "All is well", "Open case since", "with Kai", "2 open"):
        assert words in page


BUDGET = {
    "recording:entries": 30,
    "recording:words": 28,
    "assessments:assessments": 30,
    "child_protection:plans": 30,
    "child_protection:meetings": 30,
}


@pytest.mark.parametrize("name", BUDGET)
def test_a_fuller_record_asks_no_more_queries(ask, client, maisie, hannah, denise, name):
    address = reverse(name, kwargs={"person_id": maisie.public_id})

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    a_visit(maisie, hannah)
    practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))
    practice.a_conference(maisie, by=denise)
    ask(hannah, name, person_id=maisie.public_id)
    few = count()
    for number in range(5):
        a_visit(maisie, hannah, on=date(2026, 3, 1 + number))
        held_on = date(2026, 3, 9 + number)
        practice.a_conference(
            maisie, by=denise, kind="review", outcome="plan_continues", held_on=held_on
        )
    many = count()

    assert many <= few
    assert few <= BUDGET[name]
