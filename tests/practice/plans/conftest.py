"""A plan for Maisie and Kai since their conference on 3 February 2026."""

from datetime import date

import pytest

from tessera.practice.plans import actions
from tests.factories import practice

CONFERENCE = date(2026, 2, 3)


def on_protection(*children, by, started_on=CONFERENCE):
    """Each child with a child protection plan, and one working plan for them all."""
    members = [
        actions.Member(
            child, practice.a_protection_plan(child, by=by, started_on=started_on).pk, started_on
        )
        for child in children
    ]
    return actions.begin(kind="protection", members=members, why="Nights are frightening.", by=by)


@pytest.fixture
def plan(maisie, kai, hannah):
    return on_protection(maisie, kai, by=hannah)


@pytest.fixture
def beds(plan, maisie, kai, hannah):
    return actions.add_outcome(
        plan=plan, children=[maisie, kai], title="In bed by eight", area="care",
        change="Each in their own bed.", how_we_know="What we see at visits.",
        contingency="Nana has them on school nights.", started_on=CONFERENCE, by=hannah,
    )  # fmt: skip
