"""A caseload in points: plain sums, no database."""

from datetime import date

import pytest

from tessera.engine.workflow.rules import weighting
from tessera.engine.workflow.rules.weighting import Weights, against_limit, moved
from tessera.people import record_page

TODAY = date(2026, 3, 31)
WEIGHTS = Weights(points={"plan": 3, "assessment": 2, "other": 1}, limits={"new": 12, "old": 20})


@pytest.mark.parametrize(
    ("standings", "points"),
    [([], 1), (["plan"], 3), (["assessment", "plan"], 3), (["unheard of"], 1), (["assessment"], 2)],
)
def test_a_child_counts_as_the_weightiest_way_in_which_they_stand(standings, points):
    assert WEIGHTS.of_child(standings) == points


@pytest.mark.parametrize(
    ("roles", "limit"), [(["old"], 20), (["old", "new"], 12), (["manager"], None), ([], None)]
)
def test_whoever_is_newly_qualified_is_spared(roles, limit):
    assert WEIGHTS.limit_of(roles) == limit


@pytest.mark.parametrize(
    ("points", "limit", "words"),
    [(24, 20, "24 of 20: 4 over"), (17, 20, "17 of 20: 3 left"), (20, 20, "20 of 20: 0 left")],
)
def test_the_words_beside_the_bar(points, limit, words):
    assert against_limit(points, limit) == words
    assert against_limit(points, None) == str(points)


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (6, 4, "2 more than yesterday"),
        (3, 3, "same as yesterday"),
        (2, 3, "1 fewer than yesterday"),
    ],
)
def test_what_moved_since_then(now, then, words):
    assert moved(now, then, "yesterday") == words


def test_what_is_weighed_is_a_way_of_standing_that_some_room_knows():
    weights = weighting.weights_on(TODAY)

    assert set(weights.points) - {weighting.OTHER} <= set(record_page._registers.standings)
    assert weights.limits["asye_social_worker"] < weights.limits["social_worker"]
