"""What a team reads of a child whom it worked with, or is asked to work with, and for how long."""

from datetime import date

import pytest

from tessera.foundations.access import gate
from tessera.foundations.access.policy import EXPLANATIONS, Reason
from tessera.people import actions
from tessera.people.models import Person
from tests.factories import people as make
from tests.people.reaching import ANSWER, EDIT, SINCE, TODAY, VIEW, knows, opens


class TestATeamThatClosedTheCase:
    """It reads the record until the day that was set, and changes nothing."""

    @pytest.fixture
    def closed(self, child, worker, team, manager):
        actions.end_involvement(
            involvement=child.involvements.get(), ended_on=date(2026, 3, 1), by=manager
        )
        return actions.start_involvement(
            person=child,
            role="closing_team",
            team=team,
            started_on=date(2026, 3, 1),
            ended_on=date(2026, 4, 1),
            by=manager,
        )

    def test_reads_and_does_not_write(self, closed, child, worker):
        assert opens(worker, child)
        assert not opens(worker, child, "people:person:edit")
        assert opens(worker, child, "people:looks:view")

    def test_the_log_and_the_command_say_why(self, closed, child, worker):
        decision = gate.check(make.an_actor(worker), VIEW, child)

        assert decision.reason == Reason.READS_CLOSED
        assert "closed this case" in EXPLANATIONS[decision.reason]

    def test_ends_on_the_day(self, closed, child, worker):
        last, first = (make.an_actor(worker, on=date(2026, *day)) for day in ((3, 31), (4, 1)))

        for actor, may in ((last, True), (first, False)):
            assert gate.check(actor, VIEW, Person.objects.get(pk=child.pk)).allow is may
            assert Person.objects.visible_to(actor).filter(pk=child.pk).exists() is may

    def test_nobody_else_reads_and_a_restriction_still_hides(self, closed, child, worker, manager):
        stranger = make.a_worker("Ona Far", team=make.a_team("Eskmoor South"))
        assert not opens(stranger, child)

        actions.restrict(person=child, why="x", started_on=SINCE, by=manager)

        assert (knows(worker, child), opens(worker, child)) == (False, False)

    def test_the_family_is_read_through_the_child_and_not_written(self, family, team, manager):
        colleague = make.a_worker("Abel Quist", team=team)
        involvement = family.maisie.involvements.get()
        actions.end_involvement(involvement=involvement, ended_on=date(2026, 3, 1), by=manager)
        actions.start_involvement(
            person=family.maisie, role="closing_team", team=team,
            started_on=date(2026, 3, 1), ended_on=date(2026, 4, 1), by=manager,
        )  # fmt: skip

        assert opens(colleague, family.leanne)
        assert not opens(colleague, family.leanne, "people:person:edit")

    def test_another_team_that_works_with_the_family_still_reaches_the_child(
        self, family, team, manager
    ):
        """Who only reads is no worker of the child's own."""
        south = make.a_team("Eskmoor South")
        other = make.a_worker("Ona Far", team=south)
        involvement = family.maisie.involvements.get()
        actions.end_involvement(involvement=involvement, ended_on=date(2026, 3, 1), by=manager)
        actions.start_involvement(
            person=family.maisie, role="closing_team", team=team,
            started_on=date(2026, 3, 1), ended_on=date(2026, 4, 1), by=manager,
        )  # fmt: skip

        actions.allocate(person=family.kai, worker=other, team=south, started_on=SINCE, by=other)

        assert opens(other, family.maisie, "people:person:edit")


class TestATeamThatIsAskedToTakeOver:
    """It reads the record and answers, and changes nothing."""

    @pytest.fixture
    def south(self):
        return make.a_team("Eskmoor South")

    @pytest.fixture
    def idris(self, south):
        return make.a_worker("Idris Pellew", team=south)

    @pytest.fixture
    def asked(self, child, south, manager):
        return self.ask(child, south, manager)

    def ask(self, person, team, by):
        return actions.start_involvement(
            person=person, role="receiving_team", team=team, started_on=SINCE, by=by
        )

    def test_reads_and_answers_and_does_not_write(self, asked, child, idris, worker):
        assert opens(idris, child)
        assert opens(idris, child, ANSWER)
        assert not opens(idris, child, EDIT)
        assert not opens(idris, child, "workflow:step:write")
        assert opens(worker, child, EDIT)

    def test_the_log_and_the_command_say_why(self, asked, child, idris):
        decision = gate.check(make.an_actor(idris), VIEW, child)

        assert decision.reason == Reason.ASKED
        assert "asked to take over" in EXPLANATIONS[decision.reason]

    def test_ends_with_the_asking(self, asked, child, idris, manager):
        actions.end_involvement(involvement=asked, ended_on=TODAY, by=manager)

        assert not opens(idris, child)
        assert not opens(idris, child, ANSWER)

    def test_one_who_works_with_the_child_besides_keeps_what_they_may(
        self, asked, child, south, idris, manager
    ):
        actions.start_involvement(
            person=child, role="co_worker", worker=idris, team=south, started_on=SINCE, by=manager
        )

        assert opens(idris, child, EDIT)

    def test_a_team_that_closed_an_earlier_case_answers_when_it_is_asked(
        self, asked, child, south, idris, manager
    ):
        actions.start_involvement(
            person=child, role="closing_team", team=south, started_on=SINCE, by=manager
        )

        assert opens(idris, child, ANSWER)
        assert not opens(idris, child, EDIT)

    def test_a_restriction_still_hides(self, asked, child, idris, manager):
        actions.restrict(person=child, why="x", started_on=SINCE, by=manager)

        assert (knows(idris, child), opens(idris, child)) == (False, False)

    def test_the_family_is_read_through_the_child_and_not_written(
        self, family, south, idris, manager
    ):
        self.ask(family.maisie, south, manager)

        assert opens(idris, family.leanne)
        assert not opens(idris, family.leanne, EDIT)

    def test_who_is_only_asked_is_no_worker_of_the_childs_own(self, family, south, manager):
        """Another team that works with the family still reaches the child."""
        west = make.a_team("Eskmoor West")
        other = make.a_worker("Ona Far", team=west)
        actions.end_involvement(
            involvement=family.maisie.involvements.get(), ended_on=date(2026, 3, 1), by=manager
        )
        self.ask(family.maisie, south, manager)

        actions.allocate(person=family.kai, worker=other, team=west, started_on=SINCE, by=other)

        assert opens(other, family.maisie, EDIT)
