"""Eight at the same moment: one effect."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tessera.engine.workflow import actions
from tessera.engine.workflow.models import Step, StepEvent
from tests.factories.engine import NOW, a_child, a_step, a_team, a_worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


def at_once(number, act):
    def alone(n):
        try:
            return act(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(alone, range(number)))


@pytest.fixture
def visit():
    team = a_team()
    worker = a_worker(team=team)
    child = a_child(worker=worker, team=team)
    step = a_step(subjects=[child], worker=worker)
    answers = {"visited_on": "2026-03-30", "place": "home", "gp": "x", "worried": True}
    for field, value in answers.items():
        actions.save_answer(step=step, field=field, value=value, at=NOW, by=worker)
    actions.save_answer(step=step, field="seen", child=child, value=True, at=NOW, by=worker)
    return step


@pytest.mark.parametrize("keys", ["one", "each their own"])
def test_eight_submissions_make_one_effect(visit, keys, handler_calls):
    one_key = str(uuid4())

    def finish(n):
        client = Client()
        client.force_login(
            visit.worker, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        key = one_key if keys == "one" else str(uuid4())
        data = {"idempotency_key": key, "next-0": "yes"}
        return client.post(reverse("workflow:finish", args=[visit.public_id]), data).status_code

    statuses = at_once(8, finish)

    assert set(statuses) == {302}
    assert [call[0] for call in handler_calls].count("completes") == 1
    assert Step.objects.filter(follows=visit).count() == 1
    assert visit.events.filter(kind=StepEvent.Kind.SUBMITTED).count() == 1


def test_eight_saves_of_one_field_lose_none_of_the_words(visit):
    from tessera.engine.forms.models import Answer
    from tessera.foundations.records.queries import versions_of

    def save(n):
        actions.save_answer(
            step=visit, field="school_name", value=f"School {n}", at=NOW, by=visit.worker
        )

    at_once(8, save)

    answer = Answer.objects.get(sheet=visit.sheet, field="school_name")
    earlier = {version.row["value"] for version in versions_of(answer)}
    assert answer.revision == 8
    assert earlier | {answer.value} == {f"School {n}" for n in range(8)}
