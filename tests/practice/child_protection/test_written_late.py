"""Written down late: what is due next is counted from the latest that was held."""

from datetime import date

import pytest

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.lines import timeliness
from tessera.engine.workflow.models import Timer
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.models import Plan
from tessera.practice.children_in_need import actions as need
from tests.factories import practice
from tests.practice.child_protection.test_dated_cases import cases

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
CORE_GROUP = "child_protection.core_group"
REVIEW = "child_protection.review_conference"
NEED_REVIEW = "children_in_need.review"


def core_group(child, by, plan, on):
    actions.hold_core_group(child=child, held_on=on, risk="same", risk_why="As it was.", by=by)


def review(child, by, plan, on):
    practice.a_conference(child, by=by, held_on=on, kind="review", outcome="plan_continues")


def need_review(child, by, plan, on):
    need.record_meeting(plan=plan, kind="review", held_on=on, by=by)


CLOCKS = {
    "core_group": (practice.a_protection_plan, core_group, ("T066", "T067")),
    "review": (practice.a_protection_plan, review, ("T068", "T069")),
    "need_review": (practice.a_child_in_need_plan, need_review, ("T082",)),
}


@pytest.mark.parametrize(
    ("clock", "began", "held", "entered_late", "due"), cases("out_of_order_cases.csv")
)
def test_the_next_is_counted_from_the_latest_that_was_held(
    maisie, hannah, clock, began, held, entered_late, due
):
    begin, hold, rules = CLOCKS[clock]
    plan = begin(maisie, by=hannah, started_on=date.fromisoformat(began))
    days = [date.fromisoformat(day) for day in held.split()]
    for day in [*days, date.fromisoformat(entered_late)]:
        hold(maisie, hannah, plan, day)

    running = Timer.objects.get(rule__in=rules, stopped_on=None)
    assert running.statutory_due_on == date.fromisoformat(due)
    stopped = Timer.objects.filter(rule__in=rules).exclude(stopped_on=None)
    ends = sorted([*days, date.fromisoformat(entered_late)])
    assert sorted(stopped.values_list("stopped_on", flat=True)) == ends


@pytest.mark.parametrize(
    ("seen_on", "is_late"), [(date(2026, 1, 15), False), (date(2026, 1, 16), True)]
)
def test_when_a_visit_was_written_says_nothing_of_its_hour(maisie, hannah, seen_on, is_late):
    """Due at 10:00 on 15 January; the visit is written two days later, and its form asks for no hour."""
    practice.complete(
        "child_protection.strategy_discussion", [maisie],
        practice.discussion_answers([maisie], held_on=date(2026, 1, 14)),
        on=date(2026, 1, 14), by=hannah,
    )  # fmt: skip
    clock = Timer.objects.get(rule="T052", person=maisie)
    assert clock.statutory_due_on == date(2026, 1, 15)

    step = practice.complete(
        "recording.visit", [maisie],
        practice.visit_answers([maisie], visited_on=seen_on, visit_kind="section47"),
        on=date(2026, 1, 17), by=hannah, step=clock.step,
    )  # fmt: skip

    clock.refresh_from_db()
    assert (clock.stopped_on, clock.stopped_at) == (seen_on, None)
    said = timeliness([step.public_id]).get((step.public_id, maisie.pk), "")
    assert ("see the child" in said) is is_late


@pytest.mark.parametrize(
    ("held_on", "is_late"), [(date(2026, 2, 12), False), (date(2026, 4, 2), True)]
)
def test_a_core_group_that_was_held_late_says_so_whatever_its_clock_waited_for(
    maisie, hannah, held_on, is_late
):
    practice.a_protection_plan(maisie, by=hannah)

    step = practice.complete(
        CORE_GROUP,
        [maisie],
        practice.core_group_answers([maisie], held_on=held_on),
        on=held_on,
        by=hannah,
    )

    said = timeliness([step.public_id]).get((step.public_id, maisie.pk), "")
    assert ("core group" in said.lower() and "Late by" in said) is is_late


def test_a_core_group_put_on_another_day_is_counted_in_its_place(maisie, hannah):
    plan = practice.a_protection_plan(maisie, by=hannah)
    for on in (date(2026, 2, 12), date(2026, 3, 10)):
        core_group(maisie, hannah, plan, on)
    latest = plan.core_groups.get(held_on=date(2026, 3, 10))

    actions.correct_core_group(
        group=latest, held_on=date(2026, 2, 10), reason="A month out", by=hannah
    )

    running = Timer.objects.get(rule="T067", stopped_on=None)
    assert running.statutory_due_on == date(2026, 3, 12)
    assert Timer.objects.get(rule="T066").stopped_on == date(2026, 2, 10)


def test_one_core_group_waits_and_has_the_clock_after_one_was_written_late(maisie, hannah, denise):
    practice.complete(
        "child_protection.initial_conference", [maisie],
        practice.conference_answers([maisie], held_on=date(2026, 2, 3)),
        on=date(2026, 2, 3), by=denise,
    )  # fmt: skip

    def met(on, written, step=None):
        answers = practice.core_group_answers([maisie], held_on=on)
        practice.complete(CORE_GROUP, [maisie], answers, step=step, on=written, by=hannah)

    met(date(2026, 3, 10), date(2026, 3, 10), work.open_step(maisie, CORE_GROUP))
    met(date(2026, 2, 12), date(2026, 3, 11))
    waiting = work.open_steps(maisie).filter(code=CORE_GROUP)
    assert [step.work_item.due_on for step in waiting] == [date(2026, 4, 7)]

    met(date(2026, 3, 17), date(2026, 3, 18), waiting.get())
    waiting = work.open_steps(maisie).filter(code=CORE_GROUP)
    assert [step.work_item.due_on for step in waiting] == [date(2026, 4, 14)]


def test_the_category_is_what_the_latest_review_said(maisie, hannah):
    practice.a_protection_plan(maisie, by=hannah)
    for on, category in ((date(2026, 5, 1), "NEG"), (date(2026, 4, 1), "EMO")):
        practice.a_conference(
            maisie, by=hannah, held_on=on, kind="review", outcome="plan_continues",
            category=category,
        )  # fmt: skip

    said = Plan.objects.get().categories.order_by("started_on").values_list("category", flat=True)
    assert list(said) == ["NEG", "EMO", "NEG"]


def test_a_review_written_late_cannot_have_ended_what_a_later_one_went_on_with(maisie, hannah):
    practice.a_protection_plan(maisie, by=hannah)
    review(maisie, hannah, None, date(2026, 5, 1))

    with pytest.raises(actions.ReviewedSince):
        practice.a_conference(
            maisie, by=hannah, held_on=date(2026, 4, 1), kind="review", outcome="plan_ends_close"
        )


def test_what_a_review_put_off_does_not_answer_runs_on(maisie, denise):
    practice.complete(
        "child_protection.initial_conference", [maisie],
        practice.conference_answers([maisie], held_on=date(2026, 2, 3)),
        on=date(2026, 2, 3), by=denise,
    )  # fmt: skip
    step = work.open_step(maisie, REVIEW)
    day = date(2026, 4, 28)
    answers = practice.conference_answers([maisie], held_on=day, outcome="adjourned")
    answers["answers"]["next_on"] = date(2026, 5, 1)
    practice.complete(REVIEW, [maisie], answers, step=step, on=day, by=denise)

    clock = Timer.objects.get(rule="T068", stopped_on=None)
    assert (clock.statutory_due_on, clock.step) == (
        date(2026, 5, 3), work.open_step(maisie, REVIEW),
    )  # fmt: skip


def test_a_conference_for_a_child_moving_in_that_is_put_off_is_held_again(maisie, denise):
    code, day = "child_protection.transfer_in_conference", date(2026, 2, 3)
    answers = practice.conference_answers([maisie], held_on=day, outcome="adjourned")
    practice.complete(code, [maisie], answers, on=day, by=denise)

    assert work.open_step(maisie, code) is not None


def test_a_second_review_of_the_need_plan_waits_once(maisie, hannah, joseph):
    practice.a_child_in_need_plan(maisie, by=hannah)

    def reviewed(on, written, step=None):
        practice.complete(
            NEED_REVIEW, [maisie], practice.need_review_answers([maisie], held_on=on),
            step=step, on=written, by=hannah, authorised_by=joseph,
        )  # fmt: skip

    reviewed(date(2026, 3, 20), date(2026, 3, 20))
    reviewed(date(2026, 2, 20), date(2026, 3, 23))

    waiting = work.open_steps(maisie).filter(code=NEED_REVIEW)
    assert [step.work_item.due_on for step in waiting] == [date(2026, 5, 1)]
