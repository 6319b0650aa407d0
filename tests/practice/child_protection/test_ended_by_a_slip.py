"""A plan that a review ended by a slip goes on as if it had not ended; or a plain refusal says what to do."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Step, Timer
from tessera.engine.workflow.register import NotYet
from tessera.foundations.records.models import Version
from tessera.insight.cin_census import facts
from tessera.people.models import Involvement, Line
from tessera.practice.child_protection.models import Conference, Plan, PlanCategory
from tessera.practice.children_in_need import actions as need_actions
from tessera.practice.children_in_need.models import Plan as NeedPlan
from tessera.practice.plans.models import Outcome, WorkingPlan
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

INITIAL = "child_protection.initial_conference"
REVIEW = "child_protection.review_conference"
CORE_GROUP = "child_protection.core_group"
BEGAN, HELD, NOTICED = date(2026, 2, 3), date(2026, 4, 28), date(2026, 4, 30)


def confer(child, by, *, on=BEGAN, code=INITIAL, step=None, written=None, **said):
    answers = practice.conference_answers([child], held_on=on, outcome=said.pop("outcome", "plan"))
    answers["each"][child] |= said
    if code == INITIAL:
        answers["answers"]["outcomes"] = practice.OUTCOMES
    step = step or work.open_step(child, code)
    return practice.complete(code, [child], answers, step=step, on=written or on, by=by)


def reopen(step, by, on=NOTICED):
    workflow.reopen_step(step=step, reason="The wrong box", at=practice.at(on), by=by)


@pytest.fixture
def begun(maisie, denise):
    return confer(maisie, denise)


@pytest.fixture
def review(begun, maisie, denise):
    """The review that ticks a box, and the same put right."""

    def ticked(outcome, **said):
        return confer(maisie, denise, on=HELD, code=REVIEW, outcome=outcome, **said)

    return ticked


def put_right(step, child, by, manager, outcome="plan_continues", on=HELD, **said):
    reopen(step, manager)
    said.setdefault("category", "NEG") if outcome == "plan_continues" else None
    return confer(
        child, by, on=on, code=REVIEW, step=step, written=NOTICED, outcome=outcome, **said
    )


def running(child):
    return {t.rule: t.statutory_due_on for t in Timer.objects.filter(person=child, stopped_on=None)}


@pytest.mark.parametrize("ended", ["plan_ends_close", "plan_ends_in_need"])
class TestGoesOn:
    def test_the_plan_its_outcomes_and_its_chair_go_on(self, review, maisie, denise, joseph, ended):
        wrong = review(ended)
        assert Plan.objects.get().ended_on == HELD

        put_right(wrong, maisie, denise, joseph)

        plan = Plan.objects.get()
        assert (plan.started_on, plan.ended_on, plan.end_reason) == (BEGAN, None, "")
        assert Conference.objects.get(kind="review").outcome == "plan_continues"
        assert not Line.objects.filter(kind="child_protection.plan_ended").exists()
        assert not NeedPlan.objects.exists()
        assert [p.kind for p in WorkingPlan.objects.filter(ended_on=None)] == ["protection"]
        assert Outcome.objects.filter(ended_on=None).count() == 2
        assert Involvement.objects.get(role="conference_chair").ended_on is None
        kept = Version.objects.filter(table_name="child_protection_plan", row_id=plan.pk)
        assert any(version.row["ended_on"] == HELD.isoformat() for version in kept)

    def test_every_clock_runs_again_from_what_was_held(self, review, maisie, denise, joseph, ended):
        before = running(maisie)
        wrong = review(ended)

        put_right(wrong, maisie, denise, joseph)

        now = running(maisie)
        assert now["T069"] == date(2026, 10, 28)
        same = ("T066", "T070", "T071")
        assert {rule: now[rule] for rule in same} == {rule: before[rule] for rule in same}
        assert not {"T081", "T082", "T083"} & now.keys()

    def test_the_work_of_the_plan_waits_and_the_closing_work_does_not(
        self, review, maisie, denise, joseph, hannah, ended
    ):
        wrong = review(ended)

        put_right(wrong, maisie, denise, joseph)

        waiting = {step.code: step for step in work.open_steps(maisie)}
        assert {CORE_GROUP, REVIEW, "recording.visit"} <= waiting.keys()
        assert not {"front_door.close_case", "children_in_need.review"} & waiting.keys()
        assert waiting[CORE_GROUP].worker == hannah
        assert waiting[CORE_GROUP].work_item.due_on == date(2026, 2, 17)
        gone = Step.objects.filter(follows=wrong, state=State.CANCELLED)
        assert {step.reason for step in gone} == {"The wrong box"}

    def test_the_census_shows_no_end(self, review, maisie, denise, joseph, ended):
        wrong = review(ended)

        put_right(wrong, maisie, denise, joseph)

        told = facts.facts_for(date(2026, 4, 1), date(2027, 3, 31)).protection_plans
        (row,) = told[Plan.objects.get().referral_id]
        assert (row.started_on, row.ended_on) == (BEGAN, None)


def test_a_visit_made_meanwhile_counts(review, maisie, denise, joseph, hannah):
    wrong = review("plan_ends_in_need")
    practice.complete(
        "recording.visit", [maisie],
        practice.visit_answers([maisie], visited_on=date(2026, 4, 29)),
        step=work.open_step(maisie, "recording.visit"), on=date(2026, 4, 29), by=hannah,
    )  # fmt: skip

    put_right(wrong, maisie, denise, joseph)

    assert running(maisie)["T070"] == date(2026, 5, 14)
    assert work.open_steps(maisie).filter(code="recording.visit").count() == 1


def test_a_plan_that_went_on_by_a_slip_ends_after_all(review, maisie, denise, joseph):
    wrong = review("plan_continues")

    put_right(wrong, maisie, denise, joseph, "plan_ends_in_need")

    assert Plan.objects.get().ended_on == NeedPlan.objects.get().started_on == HELD
    assert not {"T066", "T069", "T070"} & running(maisie).keys()
    codes = {step.code for step in work.open_steps(maisie)}
    assert "children_in_need.review" in codes
    assert not {REVIEW, CORE_GROUP} & codes


def test_ended_and_closed_where_the_child_stays_in_need(review, maisie, denise, joseph):
    wrong = review("plan_ends_close")

    put_right(wrong, maisie, denise, joseph, "plan_ends_in_need")

    assert Plan.objects.get().ended_on == NeedPlan.objects.get().started_on == HELD
    gone_on = WorkingPlan.objects.get(kind="in_need").outcomes.values_list("title", flat=True)
    assert set(gone_on) == {"In bed by eight", "No shouting at home"}


def test_a_wrong_day_of_the_end_moves_the_end_and_its_clocks(review, maisie, denise, joseph):
    wrong = review("plan_ends_in_need")
    day = date(2026, 4, 27)

    put_right(wrong, maisie, denise, joseph, "plan_ends_in_need", on=day)

    assert Plan.objects.get().ended_on == NeedPlan.objects.get().started_on == day
    ended = Timer.objects.filter(rule__in=("T066", "T068", "T070"))
    assert set(ended.values_list("stopped_on", flat=True)) == {day}


def test_another_plan_since_stands_in_the_way(review, maisie, denise, joseph, hannah):
    wrong = review("plan_ends_close")
    practice.a_protection_plan(maisie, by=hannah, started_on=date(2026, 4, 29))

    with pytest.raises(NotYet, match="another child protection plan since"):
        put_right(wrong, maisie, denise, joseph)


def test_a_closed_case_stands_in_the_way(review, maisie, denise, joseph):
    wrong = review("plan_ends_close")
    Plan.objects.get().referral.__class__.objects.update(closed_on=NOTICED, closure_reason="RC1")
    reopen(wrong, joseph)
    answers = practice.conference_answers([maisie], held_on=HELD, outcome="plan_continues")

    with pytest.raises((NotYet, workflow.Unfinished), match="case"):
        practice.complete(REVIEW, [maisie], answers, step=wrong, on=NOTICED, by=denise)
    assert Plan.objects.get().ended_on == HELD


def test_a_need_plan_gone_on_with_stands_in_the_way(review, maisie, denise, joseph, hannah):
    wrong = review("plan_ends_in_need")
    need_actions.record_meeting(
        plan=NeedPlan.objects.get(), kind="review", held_on=date(2026, 4, 29), by=hannah
    )

    with pytest.raises(NotYet, match="Ask for a new child protection conf"):
        put_right(wrong, maisie, denise, joseph)


def test_another_review_of_an_ended_plan_is_told_what_to_do(review, maisie, denise):
    review("plan_ends_close")

    with pytest.raises(workflow.Unfinished) as refused:
        confer(maisie, denise, on=NOTICED, code=REVIEW, outcome="plan_continues", category="NEG")
    assert str(refused.value) == (
        "Maisie Brindlow: This child has no child protection plan now. The review of 28 April 2026"
        " ended it. If that was wrong, open that review again."
    )


class TestWhatTheCensusCounts:
    def test_plans_in_other_councils(self, begun, maisie, denise, joseph):
        reopen(begun, joseph, BEGAN)
        confer(maisie, denise, step=begun, written=date(2026, 2, 4), plans_elsewhere=2)

        assert Plan.objects.get().previous_plans == 2

    def test_also_after_a_core_group_and_a_review(self, review, begun, maisie, denise, joseph):
        review("plan_continues", category="NEG")
        reopen(begun, joseph)
        confer(
            maisie, denise, step=begun, written=NOTICED, on=date(2026, 2, 2), category="PHY",
            plans_elsewhere=1,
        )  # fmt: skip

        plan = Plan.objects.get()
        assert (plan.started_on, plan.initial_category, plan.previous_plans) == (
            date(2026, 2, 2), "PHY", 1,
        )  # fmt: skip
        said = PlanCategory.objects.order_by("started_on").values_list("category", "started_on")
        assert list(said) == [("PHY", date(2026, 2, 2)), ("NEG", HELD)]

    def test_the_category_and_the_day_of_a_review(self, review, maisie, denise, joseph):
        wrong = review("plan_continues", category="NEG")
        day = date(2026, 4, 27)

        put_right(wrong, maisie, denise, joseph, on=day, category="EMO")

        said = PlanCategory.objects.order_by("started_on").values_list("category", "started_on")
        assert list(said) == [("NEG", BEGAN), ("EMO", day)]
        assert running(maisie)["T069"] == date(2026, 10, 27)

    def test_what_stood_stays_as_a_version(self, review, maisie, denise, joseph):
        wrong = review("plan_continues", category="NEG")
        row = PlanCategory.objects.get(started_on=HELD)

        put_right(wrong, maisie, denise, joseph, category="EMO")

        kept = Version.objects.filter(table_name="child_protection_plan_category", row_id=row.pk)
        assert [version.row["category"] for version in kept] == ["NEG"]
