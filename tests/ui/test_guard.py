"""The door of every page: who may, what is logged, what may be written, and how often."""

import threading
import uuid
from datetime import date

import pytest
from django.db import connection, connections
from django.db.utils import InternalError

from tessera.foundations.audit import actions as audit
from tessera.foundations.audit.models import Event, Outcome, Subject
from tessera.people import actions as people
from tessera.people.models import Person
from tests.factories.people import a_child, a_person, a_team, a_worker

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.guard_urls")]


@pytest.fixture
def worker(db):
    return a_worker()


@pytest.fixture
def signed_in(client, worker):
    client.force_login(worker)
    return client


def events(**which):
    return list(Event.objects.using("audit").filter(**which))


def test_without_signing_in_every_page_leads_to_the_sign_in(client):
    answer = client.get("/reads/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_page_that_reads_cannot_write(signed_in):
    with pytest.raises(InternalError, match="read-only"):
        signed_in.get("/reads/")


def test_a_page_that_reads_takes_no_post(signed_in):
    assert signed_in.post("/reads/").status_code == 405


def test_a_failing_page_leaves_its_look_in_the_log(signed_in, worker):
    with pytest.raises(ZeroDivisionError):
        signed_in.get("/fails/")

    assert [e.outcome for e in events(actor_id=worker.pk, route="fails/")] == [Outcome.ALLOW]


def test_a_look_names_the_person_shown(signed_in, worker):
    child = a_child(worker=worker)

    answer = signed_in.get(f"/named/{child.public_id}/")

    assert answer.status_code == 200
    (event,) = events(actor_id=worker.pk, object_id=str(child.public_id))
    shown = Subject.objects.using("audit").filter(event_id=event.pk)
    assert [row.person_id for row in shown] == [child.public_id]


@pytest.mark.parametrize("part", ["look", "seen"])
def test_when_the_log_cannot_be_written_nothing_is_shown(signed_in, worker, monkeypatch, part):
    child = a_child("Maisie Brindlow", worker=worker)

    def refuse(*args, **kwargs):
        raise audit.LogUnavailable

    monkeypatch.setattr(audit, part, refuse)
    answer = signed_in.get(f"/named/{child.public_id}/")

    assert answer.status_code == 503
    assert b"Maisie" not in answer.content


def test_a_hidden_person_and_an_unused_number_answer_alike(signed_in, worker):
    head = a_worker("Fay Okwlow", role="head_of_service")
    child = a_child(worker=worker)
    people.restrict(
        person=child, why="A relative works here", started_on=date(2020, 1, 1), owner=head, by=head
    )

    hidden = signed_in.get(f"/named/{child.public_id}/")
    unused = signed_in.get(f"/named/{uuid.uuid4()}/")

    assert hidden.status_code == unused.status_code == 404
    assert hidden.content == unused.content
    looks = [e for e in events(actor_id=worker.pk) if e.action != "access.signed_in"]
    assert [look.outcome for look in looks] == [Outcome.DENY, Outcome.DENY]


def test_a_conflict_of_interest_hides_even_ones_own_child(signed_in, worker):
    child = a_child(worker=worker)
    people.declare_conflict(
        person=child, user=worker, why="My nephew", started_on=date(2020, 1, 1), by=worker
    )

    assert signed_in.get(f"/named/{child.public_id}/").status_code == 404


def test_someone_out_of_reach_is_told_whom_to_ask(signed_in):
    other = a_worker("Joseph Adeyin", team=a_team("Eskmoor South"))
    child = a_child(worker=other, team=other.memberships.get().team)

    answer = signed_in.get(f"/named/{child.public_id}/")

    assert answer.status_code == 403
    assert b"Joseph Adeyin" in answer.content


def test_the_same_key_again_gets_the_first_answer_and_one_effect(signed_in):
    form = {"name": "Ada Thistlewick", "idempotency_key": str(uuid.uuid4())}

    answers = [signed_in.post("/add/", form) for _ in range(4)]

    assert {a.headers["Location"] for a in answers} == {"/added/"}
    assert Person.objects.filter(name="Ada Thistlewick").count() == 1


def test_a_form_that_came_back_may_be_sent_again_with_its_key(signed_in):
    key = str(uuid.uuid4())

    assert signed_in.post("/add/", {"name": "", "idempotency_key": key}).status_code == 200
    assert signed_in.post("/add/", {"name": "Ada", "idempotency_key": key}).status_code == 302


def test_another_workers_key_shows_nothing(signed_in, client):
    key = str(uuid.uuid4())
    signed_in.post("/add/", {"name": "Ada", "idempotency_key": key})
    client.force_login(a_worker("Rory Tambling"))

    assert client.post("/add/", {"name": "Eve", "idempotency_key": key}).status_code == 404
    assert not Person.objects.filter(name="Eve").exists()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_have_one_effect(client):
    worker = a_worker()
    client.force_login(worker)
    cookies = client.cookies
    form = {"name": "Ada Thistlewick", "idempotency_key": str(uuid.uuid4())}
    statuses = []

    def send():
        from django.test import Client

        own = Client()
        own.cookies = cookies
        try:
            statuses.append(own.post("/add/", form).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [302] * 8
    assert Person.objects.filter(name="Ada Thistlewick").count() == 1


def test_a_write_carries_its_worker_into_the_record(signed_in, worker):
    signed_in.post("/add/", {"name": "Ada", "idempotency_key": str(uuid.uuid4())})

    assert Person.objects.get(name="Ada").recorded_by_id == worker.pk


def test_a_permission_that_was_taken_away_counts_at_the_next_request(signed_in, worker):
    assert signed_in.get("/add/").status_code == 200
    worker.assignments.update(ended_on=date(2020, 1, 2), started_on=date(2020, 1, 1))

    assert signed_in.get("/add/").status_code == 403


def test_the_application_signs_in_with_a_role_that_owns_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_people_of_a_list_are_each_named_in_the_log(signed_in, worker):
    first, second = a_child("Kai Brindlow", worker=worker), a_person("Ivy Brindlow")

    signed_in.get("/people/search/?q=brindlow")

    shown = set(Subject.objects.using("audit").values_list("person_id", flat=True))
    assert {first.public_id, second.public_id} <= shown
