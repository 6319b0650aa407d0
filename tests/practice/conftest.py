from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import engine as make
from tests.factories import practice


@pytest.fixture
def team(db):
    return make.a_team("Eskmoor North")


@pytest.fixture
def hannah(team):
    """A social worker of the team."""
    return make.a_worker("Hannah Treloyd", team=team)


@pytest.fixture
def joseph(team):
    """The team's manager."""
    return make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)


@pytest.fixture
def denise(team):
    """A conference chair."""
    return make.a_worker("Denise Kilvarn", role="conference_chair")


@pytest.fixture
def maisie(hannah, team):
    """A child whose case is open since 12 January 2026, with Hannah."""
    return practice.an_open_case("Maisie Brindlow", worker=hannah, team=team)


@pytest.fixture
def kai(hannah, team):
    return practice.an_open_case("Kai Brindlow", worker=hannah, team=team)


@pytest.fixture
def ivy(hannah, team):
    return practice.an_open_case("Ivy Pellowe", worker=hannah, team=team)


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

    asked.client = client
    return asked
