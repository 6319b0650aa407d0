from datetime import date

import pytest
from django.urls import reverse

from tessera.people.models import Relationship
from tests.factories import engine as make
from tests.practice.child_protection.beside_plan import NEXT_DAY, Seen, confer


@pytest.fixture
def now(monkeypatch):
    """The morning after the conference, until a test says otherwise."""

    def at(day):
        monkeypatch.setenv("TESSERA_NOW", f"{day.isoformat()}T09:00:00+00:00")

    at(NEXT_DAY)
    return at


@pytest.fixture
def leanne(maisie, kai):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    mum.sex = "F"
    mum.save()
    for child in (maisie, kai):
        Relationship.objects.create(person=mum, relative=child, kind="parent")
    return mum


@pytest.fixture
def conference(maisie, kai, leanne, denise):
    return confer([maisie, kai], denise)


@pytest.fixture
def see(client):
    """The plan's page, its side column by panel: heading -> words, and the whole."""

    def seen(user, child, **query):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse("plans:plan", kwargs={"person_id": child.public_id}), query)
        assert answer.status_code == 200, answer.content[:500]
        return Seen(answer.content.decode())

    return seen
