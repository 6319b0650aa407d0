import pytest

from tests.factories import people as make


@pytest.fixture
def team(db):
    return make.a_team()


@pytest.fixture
def worker(team):
    """A social worker of the team that works with Maisie."""
    return make.a_worker(team=team, telephone="01632 960 201")


@pytest.fixture
def manager(team):
    return make.a_worker("Joseph Adeyin", role="team_manager", team=team, manages=True)


@pytest.fixture
def duty(db):
    """A duty worker, who may open everyone."""
    return make.a_worker("Rory Tambling", role="duty_worker")


@pytest.fixture
def child(worker, team):
    return make.a_child(worker=worker, team=team)


@pytest.fixture
def family(worker, team):
    return make.the_brindlows(worker=worker, team=team)


@pytest.fixture
def visit(client):
    """Ask for a page as a worker."""

    def ask(user, path, data=None, **more):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(path, data, **more) if data is not None else client.get(path, **more)

    return ask
