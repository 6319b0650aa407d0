import pytest

from tests.engine import sample_room
from tests.factories import engine as make


@pytest.fixture(autouse=True)
def handler_calls():
    """What the sample room's handlers were called with, in this test alone."""
    sample_room.calls.clear()
    return sample_room.calls


@pytest.fixture
def team(db):
    return make.a_team()


@pytest.fixture
def hannah(team):
    return make.a_worker("Hannah Treloyd", team=team)


@pytest.fixture
def joseph(team):
    return make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)


@pytest.fixture
def zayd(hannah, team):
    return make.a_child("Zayd Rahmeen", worker=hannah, team=team)


@pytest.fixture
def noor(hannah, team):
    return make.a_child("Noor Rahmeen", worker=hannah, team=team)
