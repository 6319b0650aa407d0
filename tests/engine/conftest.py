import pytest

from tessera.engine.workflow import actions
from tests.engine import sample_room
from tests.engine.workflow.pages import fill
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


@pytest.fixture
def visit(hannah, zayd, noor):
    return make.a_step(subjects=[zayd, noor], worker=hannah)


@pytest.fixture
def decision(hannah, zayd):
    step = make.a_step("sample.decision", subjects=[zayd], worker=hannah)
    fill(step, hannah, decision="Go on", why="It helps")
    return actions.submit_step(step=step, at=make.NOW, by=hannah)
