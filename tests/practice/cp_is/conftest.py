"""Maisie and Kai on protection plans since 3 February 2026, with the data team that tells the NHS."""

from datetime import date
from unittest.mock import patch

import pytest

from tessera.foundations.access import actions as access
from tessera.people import actions as people
from tessera.practice.cp_is import actions, queries
from tessera.practice.cp_is.models import Line
from tessera.practice.cp_is.queries import telling
from tests.factories import engine as make
from tests.factories import practice

CONFERENCE = date(2026, 2, 3)
TODAY = date(2026, 3, 31)
MAISIES_NUMBER, KAIS_NUMBER, LEANNES_NUMBER = "9434765919", "4010232137", "4505577104"


@pytest.fixture(autouse=True)
def contacts(db):
    """Whom the NHS rings."""
    for code, name, telephone in (
        ("front_door", "Front door", "01904 551550"),
        ("emergency_duty", "Emergency duty", "01904 551551"),
    ):
        access.open_team(code=code, name=name, telephone=telephone, by=None)


@pytest.fixture
def priya(db):
    """The performance analyst."""
    return make.a_worker("Priya Sandhar", role="analyst")


@pytest.fixture
def owen(db):
    """Business support, who sends too."""
    return make.a_worker("Owen Tarrick", role="business_support")


def number(child, value, by=None):
    return people.add_identifier(person=child, kind="nhs", value=value, by=by)


def on_plan(child, by, value=None, started_on=CONFERENCE):
    if value:
        number(child, value, by)
    return practice.a_protection_plan(child, by=by, started_on=started_on)


@pytest.fixture
def told(maisie, hannah, priya):
    """Maisie's plan, of which the NHS was told on its day, and which it acknowledged."""
    plan = on_plan(maisie, hannah, MAISIES_NUMBER)
    acknowledged(priya, CONFERENCE)
    return plan


def sent(by, on=TODAY):
    return actions.make_file(on=on, at=practice.at(on), by=by)


def acknowledged(by, on=TODAY, refused=None):
    file = sent(by, on)
    return actions.answer_file(file=file, refused=refused or {}, at=practice.at(on, 15), by=by)


def due(on=TODAY):
    """(child, change) of what is due: the same where nobody is left out before they are read."""
    found = queries.to_be_told(on)
    with patch.object(telling, "health_knows_all_of", lambda on: Line.objects.none()):
        assert found == queries.to_be_told(on)
    return [(each.child.name, each.change.value) for each in found]
