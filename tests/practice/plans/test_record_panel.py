"""The record of a child says how the plan goes, outcome by outcome."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.practice.child_protection import queries
from tessera.practice.plans import actions, rules
from tests.factories import practice
from tests.practice.plans.conftest import CONFERENCE

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


@pytest.fixture
def says(beds, maisie, hannah):
    """Score an outcome for Maisie on several days."""

    def said(*scores, outcome=beds):
        for on, scale in scores:
            actions.score(
                outcome=outcome, child=maisie, on=on, scale=scale, evidence="Seen.", by=hannah
            )

    return said


def panel(response):
    assert response.status_code == 200, response.content[:500]
    html = response.content.decode()
    start = html.index('id="panel-plan"')
    return html[start : html.index("</section>", start)]


def test_an_outcome_shows_its_word_at_the_last_core_group_and_what_it_was(
    ask, says, maisie, hannah
):
    says((date(2026, 2, 16), "little"), (date(2026, 3, 16), "some"))

    html = panel(ask(hannah, "people:record", person_id=maisie.public_id))

    for words in ("In bed by eight", "At 16 March", "Some change", "Since February"):
        assert words in html
    assert "Up from “A little”" in html
    assert "ts-late" not in html


def test_what_has_not_moved_says_since_when_and_what_was_agreed_for_that(ask, says, maisie, hannah):
    says(*((date(2026, 2, day), "none") for day in (9, 16)), (date(2026, 3, 16), "none"))

    html = panel(ask(hannah, "people:record", person_id=maisie.public_id))

    assert '<strong class="ts-late">Same since February</strong>' in html
    assert "“In bed by eight” has not moved since 9 February 2026." in html
    assert "If it does not change: nana has them on school nights." in html


def test_what_got_worse_stands_out_in_words(ask, says, maisie, hannah):
    says((date(2026, 3, 9), "good"), (date(2026, 3, 16), "some"))

    html = panel(ask(hannah, "people:record", person_id=maisie.public_id))

    assert "Since 9 March" in html
    assert '<strong class="ts-late">Down from “Good change”</strong>' in html


def test_each_child_sees_their_own_score_and_a_new_outcome_waits_for_one(
    ask, says, plan, maisie, kai, hannah
):
    says((date(2026, 3, 16), "good"))
    actions.add_outcome(
        plan=plan, children=[maisie], title="At school by nine", area="learning",
        started_on=CONFERENCE, by=hannah,
    )  # fmt: skip

    hers = panel(ask(hannah, "people:record", person_id=maisie.public_id))
    his = panel(ask(hannah, "people:record", person_id=kai.public_id))

    assert "Good change" in hers
    assert "The first time" in hers
    assert "Not scored yet" in hers
    assert "Good change" not in his
    assert "At school by nine" not in his


def test_a_plan_without_outcomes_says_so(ask, maisie, hannah):
    practice.a_child_in_need_plan(maisie, by=hannah)

    html = panel(ask(hannah, "people:record", person_id=maisie.public_id))

    assert "No outcome stands in the plan yet." in html
    assert "Child in need plan since" in html


def test_the_plan_and_its_outcomes_are_one_query(says, maisie):
    says((date(2026, 2, 16), "little"), (date(2026, 3, 16), "some"))

    with CaptureQueriesContext(connection) as asked:
        found = queries.plan_on_record(maisie, date(2026, 3, 31))

    assert len(asked) == 1
    (outcome,) = found.outcomes
    assert [score["scale"] for score in outcome["scores"]] == ["little", "some"]


def test_an_outcome_stands_still_since_the_first_of_the_same_scores():
    days = [date(2026, month, 1) for month in (1, 2, 3)]

    assert rules.unchanged_since(list(zip(days, (2, 0, 0), strict=True))) == days[1]
    assert rules.unchanged_since(list(zip(days, (0, 0, 1), strict=True))) == days[2]
    assert rules.unchanged_since([]) is None
