from datetime import date

import pytest

from tessera.foundations.records.queries import versions_of
from tessera.people.models import Line
from tessera.practice.plans import actions, queries
from tessera.practice.plans.models import (
    Progress,
)
from tests.factories import practice
from tests.practice.plans.conftest import CONFERENCE

MARCH = date(2026, 3, 3)


def an_action(outcome, by, **more):
    more = {"what": "A second bed", "worker": by, "started_on": CONFERENCE, **more}
    return actions.add_action(outcome=outcome, by=by, **more)


class TestOutcomes:
    def test_outcomes_stand_in_the_order_in_which_they_came(self, plan, beds, maisie, hannah):
        second = actions.add_outcome(
            plan=plan, children=[maisie], title="Teeth looked after", area="health",
            started_on=MARCH, by=hannah,
        )  # fmt: skip

        assert (beds.position, second.position) == (1, 2)
        assert [o.title for o in queries.open_outcomes([maisie])] == [
            "In bed by eight",
            "Teeth looked after",
        ]

    def test_an_outcome_is_of_a_known_area(self, plan, maisie, hannah):
        with pytest.raises(actions.UnknownCode):
            actions.add_outcome(
                plan=plan, children=[maisie], title="X", area="hats", started_on=MARCH, by=hannah
            )

    def test_an_outcome_is_for_children_of_the_plan(self, plan, ivy, hannah):
        with pytest.raises(actions.NotOnThisPlan):
            actions.add_outcome(
                plan=plan, children=[ivy], title="X", area="care", started_on=MARCH, by=hannah
            )

    def test_an_outcome_is_not_older_than_its_plan(self, plan, maisie, hannah):
        with pytest.raises(actions.DatesOutOfOrder, match="before the plan began"):
            actions.add_outcome(
                plan=plan, children=[maisie], title="X", area="care",
                started_on=date(2026, 2, 2), by=hannah,
            )  # fmt: skip

    def test_changed_words_leave_the_earlier_ones_as_a_version(self, beds, hannah):
        actions.change_outcome(
            outcome=beds, title="In bed by half past seven", area="health",
            reason="The core group agreed", by=hannah,
        )  # fmt: skip

        beds.refresh_from_db()
        assert (beds.title, beds.area) == ("In bed by half past seven", "health")
        assert [v.row["title"] for v in versions_of(beds)] == ["In bed by eight"]
        assert beds.recorded_why == "The core group agreed"

    def test_an_outcome_may_be_for_one_child_more_or_less(self, beds, maisie, kai, hannah):
        actions.change_outcome(
            outcome=beds, children=[kai], on=MARCH, reason="Hers is won", by=hannah
        )
        assert [o.for_children for o in queries.open_outcomes([maisie, kai])] == [[kai]]

        actions.change_outcome(
            outcome=beds, children=[maisie, kai], on=MARCH, reason="Not yet", by=hannah
        )
        assert [o.for_children for o in queries.open_outcomes([maisie, kai])] == [[maisie, kai]]

    def test_an_outcome_may_come_to_stand_for_a_sister_too(self, plan, beds, maisie, ivy, hannah):
        fact = practice.a_protection_plan(ivy, by=hannah, started_on=MARCH)
        actions.join(plan=plan, member=actions.Member(ivy, fact.pk, MARCH), by=hannah)

        actions.change_outcome(
            outcome=beds, children=[maisie, ivy], on=MARCH, reason="Ivy too", by=hannah
        )

        assert [o.for_children for o in queries.open_outcomes([maisie, ivy])] == [[maisie, ivy]]

    def test_an_outcome_that_is_reached_is_a_line_in_each_childs_story(
        self, beds, maisie, kai, hannah
    ):
        action = an_action(beds, hannah)

        actions.end_outcome(
            outcome=beds, ended_on=MARCH, how_ended="reached", why="Four weeks running.", by=hannah
        )

        lines = Line.objects.filter(kind="plans.outcome_reached")
        assert {(line.person, line.on) for line in lines} == {(maisie, MARCH), (kai, MARCH)}
        action.refresh_from_db()
        assert (action.how_ended, action.ended_on) == ("done", MARCH)

    def test_an_outcome_that_is_given_up_drops_its_actions_and_writes_no_line(self, beds, hannah):
        action = an_action(beds, hannah)

        actions.end_outcome(outcome=beds, ended_on=MARCH, how_ended="not_needed", by=hannah)

        action.refresh_from_db()
        assert action.how_ended == "dropped"
        assert not Line.objects.filter(kind="plans.outcome_reached").exists()

    def test_an_outcome_ends_once(self, beds, hannah):
        actions.end_outcome(outcome=beds, ended_on=MARCH, how_ended="reached", by=hannah)

        with pytest.raises(actions.OutcomeEnded):
            actions.end_outcome(outcome=beds, ended_on=MARCH, how_ended="reached", by=hannah)

    def test_an_outcome_does_not_end_before_it_began(self, beds, hannah):
        with pytest.raises(actions.DatesOutOfOrder):
            actions.end_outcome(
                outcome=beds, ended_on=date(2026, 2, 1), how_ended="reached", by=hannah
            )

    def test_nothing_is_changed_in_an_outcome_that_has_ended(self, beds, hannah):
        actions.end_outcome(outcome=beds, ended_on=MARCH, how_ended="reached", by=hannah)
        beds.refresh_from_db()

        with pytest.raises(actions.OutcomeEnded):
            actions.change_outcome(outcome=beds, title="X", reason="x", by=hannah)
        with pytest.raises(actions.OutcomeEnded):
            an_action(beds, hannah)


class TestProgress:
    def score(self, outcome, child, by, *, on=MARCH, scale="some", evidence="Seen.", **more):
        return actions.score(
            outcome=outcome, child=child, on=on, scale=scale, evidence=evidence, by=by, **more
        )

    def test_a_score_is_one_childs_on_one_day(self, beds, maisie, kai, hannah):
        self.score(beds, maisie, hannah, scale="good")
        self.score(beds, kai, hannah, scale="none", risk="The same")

        found = Progress.objects.order_by("child")
        assert [(p.child, p.score, p.risk) for p in found] == [
            (maisie, 3, ""),
            (kai, 0, "The same"),
        ]

    def test_a_second_score_of_a_day_puts_the_first_right(self, beds, maisie, hannah):
        self.score(beds, maisie, hannah)

        row = self.score(beds, maisie, hannah, scale="good")

        assert Progress.objects.get() == row
        assert [v.row["scale"] for v in versions_of(row)] == ["some"]

    def test_a_meeting_put_right_moves_its_own_score(self, beds, maisie, hannah):
        step = "7d7e6a66-3f34-4d7b-9f0e-0b8f2f2a4a11"
        self.score(beds, maisie, hannah, step_ref=step)

        self.score(beds, maisie, hannah, on=date(2026, 3, 4), step_ref=step)

        assert Progress.objects.get().on == date(2026, 3, 4)

    def test_a_score_needs_evidence(self, beds, maisie, hannah):
        with pytest.raises(actions.NoEvidence):
            self.score(beds, maisie, hannah, evidence="  ")

    def test_a_score_is_on_the_scale(self, beds, maisie, hannah):
        with pytest.raises(actions.UnknownCode):
            self.score(beds, maisie, hannah, scale="splendid")

    def test_a_score_is_for_a_child_of_the_outcome(self, beds, ivy, hannah):
        with pytest.raises(actions.NotForThisChild):
            self.score(beds, ivy, hannah)

    def test_a_score_is_not_older_than_its_outcome(self, beds, maisie, hannah):
        with pytest.raises(actions.DatesOutOfOrder):
            self.score(beds, maisie, hannah, on=date(2026, 2, 1))
