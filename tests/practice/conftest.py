import pytest

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
