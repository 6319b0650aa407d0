from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Timer
from tessera.people.models import Involvement, Line
from tessera.practice.early_help import actions, queries
from tessera.practice.early_help.models import Assessment
from tests.practice.early_help.conftest import AGREED_ON, ASSESSED_ON, ask, assess, at, end, said

ASSESSMENT = "early_help.assessment"
pytestmark = pytest.mark.django_db


def held_by(child):
    rows = Involvement.objects.filter(person=child, role="early_help_worker", ended_on=None)
    return [(row.team.code, row.worker) for row in rows]


class TestAskedFor:
    def test_the_agreement_asks_for_the_assessment_with_its_clock_and_why(self, staff, zayd, noor):
        ask(staff, zayd, noor)

        step = work.open_step(noor, ASSESSMENT)
        assert (step.worker, step.team) == (staff.lucian, staff.team)
        assert [timer.rule for timer in step.timers.all()] == ["T010", "T010"]
        assert step.work_item.due_on == date(2026, 4, 15)
        assert "the family’s agreement" in step.work_item.why.replace("'", "’")

    def test_from_another_team_it_waits_to_be_allocated_in_early_help(self, staff, zayd):
        ask(staff, zayd, by=staff.door.duty)

        step = work.open_step(zayd, ASSESSMENT)
        assert (step.worker, step.team) == (None, staff.team)
        assert held_by(zayd) == [("early_help", None)]

    def test_whoever_is_given_it_works_with_the_child_from_that_day(self, staff, zayd):
        ask(staff, zayd, by=staff.door.duty)
        step = work.open_step(zayd, ASSESSMENT)

        workflow.allocate_step(step=step, worker=staff.wren, at=at(ASSESSED_ON), by=staff.manager)

        assert held_by(zayd) == [("early_help", staff.wren)]

    def test_a_family_that_says_no_is_not_assessed(self, staff, zayd):
        ask(staff, zayd, agreed="refused", why_not="Not now", worries_remain=False)

        assert work.open_step(zayd, ASSESSMENT) is None

    @pytest.mark.parametrize(("worries_remain", "held"), [(False, 0), (True, 1)])
    def test_a_family_that_says_no_is_left_unless_there_are_worries(
        self, staff, zayd, worries_remain, held
    ):
        actions.work_with(child=zayd, team=staff.team, started_on=AGREED_ON, by=None)

        ask(staff, zayd, agreed="refused", why_not="Not now", worries_remain=worries_remain)

        assert len(held_by(zayd)) == held


class TestRecorded:
    def test_each_child_has_its_own_outcome_and_the_clock_stops(self, staff, zayd, noor):
        ask(staff, zayd, noor)

        step = assess(staff, {zayd: said(), noor: said("not_needed", words="It is fine.")})

        assert step.state == State.DONE
        found = {row.early_help.child: row for row in Assessment.objects.all()}
        assert found[zayd].plan == "Breakfast club from Monday: Lucian asks the school."
        assert (found[noor].outcome, found[noor].plan) == ("not_needed", "")
        assert found[noor].childs_words == "It is fine."
        assert set(Timer.objects.values_list("rule", "stopped_on")) == {("T010", ASSESSED_ON)}
        assert Line.objects.filter(kind=ASSESSMENT, person=noor, on=ASSESSED_ON).exists()

    def test_the_manager_signs_it_and_never_their_own(self, staff, zayd):
        ask(staff, zayd)

        step = assess(staff, {zayd: said()}, signed_by=None)

        assert step.state == State.AWAITING_AUTHORISATION
        assert not Assessment.objects.exists()
        with pytest.raises(workflow.OwnWork):
            workflow.authorise_step(step=step, at=at(ASSESSED_ON), by=staff.lucian)

    def test_a_worry_for_safety_waits_for_no_signature(self, staff, zayd, noor):
        ask(staff, zayd, noor)

        step = assess(staff, {zayd: said(), noor: said("worries")}, signed_by=None)

        assert step.state == State.DONE
        passing_on = work.open_step(noor, "transfers.step_up")
        assert work.subjects_of(passing_on) == [noor]
        assert passing_on.worker == staff.lucian

    def test_no_more_help_needed_asks_for_the_end(self, staff, zayd, noor):
        ask(staff, zayd, noor)

        assess(staff, {zayd: said(), noor: said("not_needed")})

        assert work.subjects_of(work.open_step(noor, "early_help.end")) == [noor]

    def test_help_that_goes_on_needs_a_plan_in_words(self, staff, zayd):
        ask(staff, zayd)

        with pytest.raises(workflow.Unfinished, match="Write what will help Zayd"):
            assess(staff, {zayd: said(plan=None)})

    def test_a_child_without_early_help_is_not_assessed(self, staff, zayd, noor):
        ask(staff, zayd)

        with pytest.raises(workflow.Unfinished, match="Noor Rahmeen has no early help"):
            assess(staff, {zayd: said(), noor: said()})

    def test_nothing_is_found_before_the_family_agreed(self, staff, zayd):
        ask(staff, zayd)

        with pytest.raises(workflow.Unfinished, match="Early help began on 2 March 2026"):
            assess(staff, {zayd: said()}, assessed_on=date(2026, 3, 1))

    def test_opened_again_the_outcome_is_put_right_and_nothing_is_told_twice(self, staff, zayd):
        ask(staff, zayd)
        step = assess(staff, {zayd: said()})
        step = workflow.reopen_step(
            step=step, reason="Wrong child ticked", at=at(ASSESSED_ON), by=staff.manager
        )

        assess_again(staff, step, {zayd: said("not_needed", plan=None)})

        row = Assessment.objects.get()
        assert (row.outcome, row.plan, row.why) == ("not_needed", "", "What we saw and heard.")
        assert Line.objects.filter(kind=ASSESSMENT).count() == 1

    def test_opened_again_and_left_as_it_was_nothing_changes(self, staff, zayd):
        ask(staff, zayd)
        step = assess(staff, {zayd: said()})
        before = Assessment.objects.values().get()
        step = workflow.reopen_step(
            step=step, reason="A word", at=at(ASSESSED_ON), by=staff.manager
        )

        assess_again(staff, step, {zayd: said()})

        assert Assessment.objects.values().get() == before


def assess_again(staff, step, children):
    return workflow.complete_with(
        code=ASSESSMENT,
        step=step,
        answers={},
        each=children,
        authorised_by=staff.manager,
        at=at(ASSESSED_ON),
        by=staff.lucian,
    )


class TestKept:
    def test_it_is_not_set_aside_while_early_help_goes_on(self, staff, zayd):
        ask(staff, zayd)
        step = work.open_step(zayd, ASSESSMENT)

        with pytest.raises(workflow.NotYet, match="as long as early help goes on"):
            workflow.cancel_step(step=step, reason="Later", at=at(ASSESSED_ON), by=staff.manager)

    def test_one_begun_twice_may_be_set_aside(self, staff, zayd):
        ask(staff, zayd)
        second = workflow.start_step(
            code=ASSESSMENT, subjects=[zayd], worker=staff.lucian, at=at(ASSESSED_ON), by=staff.lucian
        )  # fmt: skip

        workflow.cancel_step(step=second, reason="Twice", at=at(ASSESSED_ON), by=staff.manager)

        assert work.open_step(zayd, ASSESSMENT).pk != second.pk

    def test_it_ends_with_early_help_and_a_brother_goes_on_with_his(self, staff, zayd, noor):
        ask(staff, zayd, noor)

        end(staff, noor)
        assert work.subjects_of(work.open_step(zayd, ASSESSMENT)) == [zayd]

        end(staff, zayd)
        assert work.open_step(zayd, ASSESSMENT) is None

    def test_a_sister_of_whom_something_was_written_no_longer_stands_in_the_way(
        self, staff, zayd, noor
    ):
        ask(staff, zayd, noor)
        step = work.open_step(zayd, ASSESSMENT)
        workflow.save_answers(
            step=step, answers={("needs", noor.pk): "Sleep."}, at=at(ASSESSED_ON), by=staff.lucian
        )
        end(staff, noor)

        assess(staff, {zayd: said(), noor: said()})

        assert Assessment.objects.get().early_help.child == zayd

    def test_a_clock_from_before_is_answered_by_an_assessment_begun_on_the_record(
        self, staff, zayd
    ):
        actions.record_request(child=zayd, asked_on=AGREED_ON, consent="given", by=None)
        (clock,) = work.clocks_of(zayd)
        start = reverse("workflow:start", args=[zayd.public_id])
        assert clock.place.href == f"{start}?code={ASSESSMENT}"

        step = workflow.start_step(
            code=ASSESSMENT, subjects=[zayd], worker=staff.lucian, at=at(ASSESSED_ON), by=staff.lucian
        )  # fmt: skip

        assert step.timers.get().rule == "T010"


@pytest.mark.parametrize(
    "changes",
    [{"plan": ""}, {"outcome": "not_needed"}, {"outcome": "worries", "why": ""}],
)
def test_an_assessment_that_says_not_what_follows_is_refused_by_the_database(staff, zayd, changes):
    ask(staff, zayd)
    assess(staff, {zayd: said()})

    with pytest.raises(IntegrityError, match="early_help_assessment_says_what_follows"):
        Assessment.objects.update(**changes)


def test_two_assessments_on_a_day_are_refused_in_words_and_by_the_database(staff, zayd):
    ask(staff, zayd)
    assess(staff, {zayd: said()})
    row = Assessment.objects.get()

    with pytest.raises(actions.AssessedAlready):
        actions.record_assessment(
            child=zayd, assessed_on=ASSESSED_ON, outcome="goes_on", plan="More", by=None
        )
    with pytest.raises(IntegrityError, match="one_early_help_assessment_a_day"):
        Assessment.objects.create(
            early_help=row.early_help, assessed_on=ASSESSED_ON, outcome="goes_on", plan="More"
        )


def test_an_assessment_outside_its_early_help_is_found(staff, zayd):
    ask(staff, zayd)
    assess(staff, {zayd: said()})
    assert not queries.assessed_outside()

    Assessment.objects.update(assessed_on=date(2026, 3, 1))

    assert [row.early_help.child for row in queries.assessed_outside()] == [zayd]
