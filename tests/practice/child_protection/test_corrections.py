"""A conference that was written down wrongly is put right by its reopened form, with the reason."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.register import NotYet
from tessera.foundations.records.models import Version
from tessera.practice.child_protection.models import Conference, Plan, Section47Enquiry
from tessera.practice.children_in_need.models import Plan as NeedPlan
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

INITIAL = "child_protection.initial_conference"
REVIEW = "child_protection.review_conference"
HELD = date(2026, 2, 3)
LATER = date(2026, 2, 5)


@pytest.fixture
def held(maisie, hannah, denise):
    practice.a_discussion(maisie, by=hannah)
    answers = practice.conference_answers([maisie], held_on=HELD)
    return practice.complete(INITIAL, [maisie], answers, on=HELD, by=denise)


def again(step, child, by, manager, **said):
    workflow.reopen_step(
        step=step, reason="Written down wrongly", at=practice.at(LATER), by=manager
    )
    answers = practice.conference_answers([child], **{"held_on": HELD, **said})
    if said.get("outcome") == "no_plan_in_need":
        answers["each"][child]["category"] = None
    return practice.complete(step.code, [child], answers, step=step, on=LATER, by=by)


def test_a_plan_started_by_mistake_is_taken_back_with_its_version(held, maisie, denise, joseph):
    wrong = Plan.objects.get()

    again(held, maisie, denise, joseph, outcome="no_plan_in_need")

    assert not Plan.objects.exists()
    conference = Conference.objects.get()
    assert (conference.outcome, conference.plan, conference.held_on) == (
        "no_plan_in_need", None, HELD,
    )  # fmt: skip
    assert conference.enquiry == Section47Enquiry.objects.get()
    kept = Version.objects.get(table_name="child_protection_plan", row_id=wrong.pk, operation="D")
    assert kept.row["initial_category"] == "NEG"
    assert not Timer.objects.filter(rule__in=("T066", "T068", "T070"), stopped_on=None).exists()
    codes = {step.code for step in work.open_steps(maisie)}
    assert "children_in_need.first_meeting" in codes
    assert REVIEW not in codes


def test_a_wrong_category_is_put_right(held, maisie, denise, joseph):
    again(held, maisie, denise, joseph, category="EMO")

    plan = Plan.objects.get()
    assert (plan.initial_category, plan.started_on) == ("EMO", HELD)
    assert [row.category for row in plan.categories.all()] == ["EMO"]


def test_a_wrong_day_moves_the_plan_and_its_clocks(held, maisie, denise, joseph):
    again(held, maisie, denise, joseph, held_on=date(2026, 2, 2))

    plan = Plan.objects.get()
    assert plan.started_on == Conference.objects.get().held_on == date(2026, 2, 2)
    assert Section47Enquiry.objects.get().ended_on == date(2026, 2, 2)
    running = Timer.objects.get(rule="T068", stopped_on=None)
    assert running.statutory_due_on == date(2026, 5, 2)
    assert (running.step, running.step.work_item.due_on) == (
        work.open_step(maisie, REVIEW), date(2026, 5, 2),
    )  # fmt: skip
    assert work.open_steps(maisie).filter(code="child_protection.core_group").count() == 1


def test_a_form_put_right_in_its_words_alone_changes_no_fact(held, maisie, denise, joseph):
    before = Conference.objects.get()

    again(held, maisie, denise, joseph)

    assert Conference.objects.get().pk == before.pk
    assert Plan.objects.get().started_on == HELD


def test_what_was_acted_upon_since_is_not_undone(held, maisie, denise, joseph):
    practice.complete(
        REVIEW, [maisie],
        practice.conference_answers([maisie], held_on=date(2026, 4, 28), outcome="plan_continues"),
        on=date(2026, 4, 28), by=denise,
    )  # fmt: skip

    with pytest.raises(NotYet, match="acted upon since"):
        again(held, maisie, denise, joseph, outcome="no_plan_in_need")
    assert Plan.objects.exists()


def test_a_review_of_a_wrong_day_is_moved_and_the_next_is_counted_from_it(
    held, maisie, denise, joseph
):
    review = practice.complete(
        REVIEW, [maisie],
        practice.conference_answers([maisie], held_on=date(2026, 4, 28), outcome="plan_continues"),
        on=date(2026, 4, 28), by=denise,
    )  # fmt: skip
    workflow.reopen_step(
        step=review, reason="A day early", at=practice.at(date(2026, 4, 30)), by=joseph
    )
    practice.complete(
        REVIEW, [maisie],
        practice.conference_answers([maisie], held_on=date(2026, 4, 29), outcome="plan_continues"),
        step=review, on=date(2026, 4, 30), by=denise,
    )  # fmt: skip

    assert Conference.objects.get(kind="review").held_on == date(2026, 4, 29)
    assert Timer.objects.get(rule="T069", stopped_on=None).statutory_due_on == date(2026, 10, 29)


def clocks(child, *rules):
    running = Timer.objects.filter(person=child, rule__in=rules, stopped_on=None)
    return {timer.rule: timer.statutory_due_on for timer in running}


def test_a_conference_that_was_put_off_after_all_leaves_its_clocks_running(
    held, maisie, denise, joseph
):
    assert clocks(maisie, "T052", "T053", "T060") == {}

    again(held, maisie, denise, joseph, outcome="adjourned")

    enquiry = Section47Enquiry.objects.get()
    assert (enquiry.ended_on, enquiry.outcome) == (None, "")
    assert clocks(maisie, "T052", "T053", "T060") == {
        "T052": date(2026, 1, 15), "T053": date(2026, 2, 4), "T060": date(2026, 2, 4),
    }  # fmt: skip
    waiting = work.open_step(maisie, INITIAL)
    assert waiting.pk != held.pk
    assert Timer.objects.get(rule="T060", stopped_on=None).step == waiting


def test_what_the_enquiry_found_itself_stays_when_its_conference_was_put_off(
    maisie, hannah, denise, joseph
):
    practice.a_discussion(maisie, by=hannah)
    practice.complete(
        "child_protection.section47", [maisie],
        practice.enquiry_answers([maisie], ended_on=date(2026, 1, 28)),
        on=date(2026, 1, 28), by=hannah, authorised_by=joseph,
    )  # fmt: skip
    step = work.open_step(maisie, INITIAL)
    answers = practice.conference_answers([maisie], held_on=HELD)
    held = practice.complete(INITIAL, [maisie], answers, step=step, on=HELD, by=denise)

    again(held, maisie, denise, joseph, outcome="adjourned")

    enquiry = Section47Enquiry.objects.get()
    assert (enquiry.ended_on, enquiry.outcome) == (None, "conference")
    assert clocks(maisie, "T052", "T053", "T060") == {"T060": date(2026, 2, 4)}


def test_a_conference_put_off_at_once_leaves_its_clock_with_the_next(maisie, hannah, denise):
    practice.a_discussion(maisie, by=hannah)
    answers = practice.conference_answers([maisie], held_on=HELD, outcome="adjourned")
    practice.complete(INITIAL, [maisie], answers, on=HELD, by=denise)

    clock = Timer.objects.get(rule="T060", stopped_on=None)
    assert clock.step == work.open_step(maisie, INITIAL)


def test_a_need_plan_whose_place_a_mistaken_protection_plan_took_goes_on(
    maisie, hannah, denise, joseph
):
    practice.a_child_in_need_plan(maisie, by=hannah)
    before = clocks(maisie, "T081", "T082", "T083")
    answers = practice.conference_answers([maisie], held_on=HELD)
    held = practice.complete(INITIAL, [maisie], answers, on=HELD, by=denise)
    assert NeedPlan.objects.get().ended_on == HELD

    again(held, maisie, denise, joseph, outcome="adjourned")

    assert NeedPlan.objects.get().ended_on is None
    assert clocks(maisie, "T081", "T082", "T083") == before


@pytest.mark.parametrize("day", [date(2026, 2, 2), date(2026, 2, 4)])
def test_a_need_plan_ends_on_the_right_day_of_the_conference(maisie, hannah, denise, joseph, day):
    practice.a_child_in_need_plan(maisie, by=hannah)
    answers = practice.conference_answers([maisie], held_on=HELD)
    held = practice.complete(INITIAL, [maisie], answers, on=HELD, by=denise)

    again(held, maisie, denise, joseph, held_on=day)

    assert NeedPlan.objects.get().ended_on == Plan.objects.get().started_on == day
    stopped = Timer.objects.filter(rule__in=("T081", "T082", "T083"))
    assert set(stopped.values_list("stopped_on", flat=True)) == {day}
