"""The invented council's core groups: one sitting after another on a real plan."""

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace

import pytest

from tessera.demo.journeys import working
from tessera.engine.workflow import queries as work
from tessera.practice.child_protection.models import CoreGroup
from tessera.practice.plans.models import Outcome, Progress
from tests.factories import engine as make
from tests.factories import practice

CONFERENCE = date(2026, 2, 3)


@pytest.fixture
def family(db):
    hannah = make.a_worker("Hannah Treloyd", team=make.a_team("Eskmoor North"))
    denise = make.a_worker("Denise Kilvarn", role="conference_chair")
    children = [
        practice.an_open_case(name, worker=hannah) for name in ("Maisie Brindlow", "Kai Brindlow")
    ]
    answers = practice.conference_answers(children, held_on=CONFERENCE)
    answers["answers"]["outcomes"] = working.outline(CONFERENCE, practice.OUTCOMES)
    practice.complete(
        "child_protection.initial_conference", children, answers, on=CONFERENCE, by=denise
    )
    mother = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    return SimpleNamespace(children=children, mother=mother, worker=hannah)


def test_core_groups_go_on_as_long_as_the_plan(family):
    planned = []
    part = SimpleNamespace(
        story=SimpleNamespace(random=Random(3), chance=lambda of: True),
        said=lambda *who: {"words": "It is quieter.", "not_heard": ""},
        soon=lambda moment, low, high: moment + timedelta(days=28),
        plan=lambda family, moment, event: planned.append((moment, event)),
    )
    working.CoreGroups(part).begin(family, practice.at(date(2026, 1, 19)))

    for _ in range(3):
        moment, event = planned.pop()
        event(moment)

    assert CoreGroup.objects.count() == 6
    assert Outcome.objects.count() == 2
    assert Progress.objects.count() == 12
    assert work.open_step(family.children[0], working.CORE_GROUP) is not None
    assert len(planned) == 1
