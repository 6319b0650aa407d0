"""A child in need review that was written down wrongly is put right by its reopened form."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.register import NotYet
from tessera.people.models import Line
from tessera.practice.children_in_need import actions
from tessera.practice.children_in_need.models import Meeting, Plan
from tessera.practice.plans.models import WorkingPlan
from tests.factories import practice

pytestmark = pytest.mark.django_db
FIRST, REVIEW = "children_in_need.first_meeting", "children_in_need.review"
BEGAN, HELD, NOTICED = date(2026, 1, 26), date(2026, 3, 2), date(2026, 3, 4)


@pytest.fixture
def signed(maisie, hannah, joseph):
    """A first meeting, or a review on a day with what it decided, signed off."""

    def done(code, answers, on, step=None):
        return practice.complete(
            code, [maisie], answers, step=step, on=on, by=hannah, authorised_by=joseph
        )

    return done


@pytest.fixture
def reviewed(maisie, joseph, signed):
    signed(FIRST, practice.need_meeting_answers([maisie], held_on=BEGAN), BEGAN)

    def review(outcome, *, on=HELD, again=None):
        if again:
            workflow.reopen_step(
                step=again, reason="The wrong box", at=practice.at(NOTICED), by=joseph
            )
        answers = practice.need_review_answers([maisie], held_on=on, outcome=outcome)
        step = again or work.open_step(maisie, REVIEW)
        return signed(REVIEW, answers, NOTICED if again else on, step)

    return review


def running(child):
    return {t.rule: t.statutory_due_on for t in Timer.objects.filter(person=child, stopped_on=None)}


def test_a_protection_plan_is_said_to_the_worker_before_a_manager_has_it(maisie, hannah, signed):
    """CIN census rules 4001, 4003, 4016 and 4017: never both plans."""
    practice.a_protection_plan(maisie, by=hannah, started_on=BEGAN)

    with pytest.raises(workflow.Unfinished) as refused:
        signed(FIRST, practice.need_meeting_answers([maisie], held_on=HELD), HELD)

    assert "which comes before a child in need plan" in refused.value.problems[0].words


@pytest.mark.parametrize("ended", ["close", "early_help"])
def test_a_plan_ended_by_a_slip_goes_on(reviewed, maisie, ended):
    before = {rule: on for rule, on in running(maisie).items() if rule != "T080"}
    wrong = reviewed(ended)
    assert Plan.objects.get().ended_on == HELD

    reviewed("continues", again=wrong)

    plan = Plan.objects.get()
    assert (plan.started_on, plan.ended_on, plan.end_reason) == (BEGAN, None, "")
    assert Meeting.objects.get(kind="review").outcome == "continues"
    assert running(maisie) == {**before, "T082": date(2026, 4, 13)}
    assert not Line.objects.filter(kind="children_in_need.plan_ended").exists()
    assert WorkingPlan.objects.get().ended_on is None
    codes = [step.code for step in work.open_steps(maisie)]
    assert sorted(codes) == [REVIEW, "recording.visit"]


def test_a_plan_that_went_on_by_a_slip_ends(reviewed, maisie):
    wrong = reviewed("continues")

    reviewed("close", again=wrong)

    plan = Plan.objects.get()
    assert (plan.ended_on, plan.end_reason) == (HELD, "closed")
    assert running(maisie) == {}
    assert work.open_step(maisie, REVIEW) is None


def test_closed_where_early_help_goes_on(reviewed, maisie):
    wrong = reviewed("close")

    reviewed("early_help", again=wrong)

    assert Plan.objects.get().end_reason == "early_help"
    assert set(running(maisie)) == {"T013"}


@pytest.mark.parametrize("outcome", ["continues", "close"])
def test_a_wrong_day_moves_the_review_and_what_is_counted_from_it(reviewed, maisie, outcome):
    wrong = reviewed(outcome)
    day = date(2026, 2, 27)

    reviewed(outcome, on=day, again=wrong)

    assert Meeting.objects.get(kind="review").held_on == day
    if outcome == "close":
        assert Plan.objects.get().ended_on == day
        stopped = Timer.objects.filter(rule__in=("T081", "T083"))
        assert set(stopped.values_list("stopped_on", flat=True)) == {day}
    else:
        assert running(maisie)["T082"] == date(2026, 4, 10)
        (waiting,) = work.open_steps(maisie).filter(code=REVIEW)
        assert waiting.work_item.due_on == date(2026, 4, 10)


def test_a_later_review_stands_in_the_way_of_an_end(reviewed, maisie):
    wrong = reviewed("continues")
    reviewed("continues", on=date(2026, 3, 3))

    with pytest.raises(NotYet, match="Hold another review"):
        reviewed("close", again=wrong)


def test_a_closed_case_stands_in_the_way(reviewed, maisie):
    wrong = reviewed("close")
    plan = Plan.objects.get()
    plan.referral.closed_on, plan.referral.closure_reason = NOTICED, "RC1"
    plan.referral.save()

    with pytest.raises(NotYet, match="Take a new referral"):
        reviewed("continues", again=wrong)


def test_another_plan_stands_in_the_way(reviewed, maisie, hannah):
    wrong = reviewed("close")
    actions.start_plan(child=maisie, started_on=date(2026, 3, 3), by=hannah)

    with pytest.raises(NotYet, match="Another plan has begun"):
        reviewed("continues", again=wrong)


def test_another_review_of_an_ended_plan_is_told_what_to_do(reviewed, maisie):
    reviewed("close")

    with pytest.raises(workflow.Unfinished, match="The review of 2 March 2026 ended it"):
        reviewed("continues", on=NOTICED)
