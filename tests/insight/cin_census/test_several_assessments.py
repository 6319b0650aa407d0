"""Several assessments in one episode of need: each told once, in the year that it is of, and no query."""

from datetime import date

import pytest

from tessera.insight.cin_census import queries
from tessera.practice.assessments import actions
from tests.factories import engine as make
from tests.factories import practice
from tests.insight.cin_census.conftest import MADE_AT

pytestmark = pytest.mark.django_db

REFERRED = date(2025, 2, 3)
SIGNED = date(2025, 3, 10)
"""In the collection year before."""
AGAIN = date(2025, 11, 3)
SIGNED_AGAIN = date(2025, 12, 15)


@pytest.fixture
def case():
    """Assessed last year, and again this year because of a change; the case is open."""
    team = make.a_team("Eskmoor North")
    worker = make.a_worker("Hannah Treloyd", team=team)
    manager = make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)
    child = practice.an_open_case(worker=worker, team=team, received_on=REFERRED)
    practice.an_assessment(child, by=worker, started_on=date(2025, 2, 4), authorised_on=SIGNED)
    update = actions.start_update(
        child=child, decided_on=AGAIN, why="Craig moved back in.", by=manager
    )
    return update, manager


def sign(update, by, on=SIGNED_AGAIN):
    return actions.authorise_assessment(
        assessment=update, authorised_on=on, factors=["3A"], outcome="child_in_need_plan", by=by
    )


def told(census, year):
    (child,) = census(year).values()
    (episode,) = child.episodes
    return [(row.started_on, row.authorised_on, row.factors) for row in episode.assessments]


def test_each_stands_in_the_one_episode_in_its_own_year(case, census):
    sign(*case)

    assert told(census, 2025) == [(date(2025, 2, 4), SIGNED, ("16A",))]
    assert told(census, 2026) == [(AGAIN, SIGNED_AGAIN, ("3A",))]


def test_two_of_one_year_both_stand_in_order(case, census):
    update, manager = case
    sign(update, manager)
    actions.start_update(child=update.child, decided_on=date(2026, 3, 2), why="Again.", by=manager)

    assert told(census, 2026) == [
        (AGAIN, SIGNED_AGAIN, ("3A",)),
        (date(2026, 3, 2), None, ()),
    ]


def test_an_update_still_open_is_told_without_factors_from_the_day_of_the_decision(case, census):
    assert told(census, 2026) == [(AGAIN, None, ())]


def test_no_rule_of_the_census_asks_about_them(case):
    update, manager = case
    sign(update, manager)
    actions.start_update(
        child=update.child, decided_on=date(2025, 12, 16), why="The day after.", by=manager
    )

    _, found = queries.checked_return(2026, made_at=MADE_AT, today=date(2026, 1, 12))

    about = {"8863Q", "8896", "8608", "1103", "8897Q", "8696", "8736"}
    assert about.isdisjoint({each.finding.rule for each in found})


def test_an_update_late_at_the_end_of_the_year_is_counted_from_its_own_start(case):
    """Rule 8670Q: 45 working days from the decision, not from the referral of the year before."""
    update, manager = case
    sign(update, manager)
    actions.start_update(child=update.child, decided_on=date(2026, 3, 2), why="Again.", by=manager)

    _, found = queries.checked_return(2026, made_at=MADE_AT, today=date(2026, 3, 31))

    assert "8670Q" not in {each.finding.rule for each in found}
