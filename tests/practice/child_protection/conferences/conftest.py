from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.people.models import Relationship
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.conferences.preparing import INITIAL, NOW


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", NOW.isoformat())


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def leanne(maisie):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    Relationship.objects.create(person=mum, relative=maisie, kind="parent")
    return mum


@pytest.fixture
def step(maisie, hannah, denise):
    practice.a_discussion(maisie, by=hannah)
    return workflow.start_step(code=INITIAL, subjects=[maisie], worker=denise, at=NOW, by=denise)


@pytest.fixture
def ask(client):
    def asked(user, name, data=None, query=None, **parts):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse(f"child_protection:{name}", kwargs=parts)
        if data is None:
            return client.get(address, query or {})
        return client.post(address, {"idempotency_key": str(uuid4()), **data})

    asked.client = client
    return asked
