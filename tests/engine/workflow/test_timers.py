from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions, queries, register, rules
from tessera.engine.workflow.models import Timer, WorkItem
from tests.engine import sample_room
from tests.factories.engine import NOW, TODAY, a_step

pytestmark = pytest.mark.django_db

T900 = rules.TimerRule(
    code="T900",
    name="Sample",
    since="the referral",
    limit=10,
    unit="WD",
    basis="L",
    source="Tests",
    extendable_by="team_manager",
)
T901 = rules.TimerRule(
    code="T901",
    name="Sample hours",
    since="the call",
    limit=4,
    unit="h",
    basis="L",
    source="Tests",
    timed=True,
)


@pytest.fixture(autouse=True, scope="module")
def sample_rules():
    """A step of the sample room that answers two clocks."""
    rules.define_timers(T900, T901)
    register.define(
        register.StepDefinition(
            code="sample.timed",
            title="Timed",
            form="sample_visit",
            permission=sample_room.WRITE,
            timers=("T900", "T901"),
        )
    )


def start(hannah, person, on=date(2026, 3, 23), **more):
    return actions.start_timer(
        rule="T900",
        person=person,
        trigger_kind="sample",
        trigger_id=1,
        triggered_on=on,
        by=hannah,
        **more,
    )


def item_of(step):
    return WorkItem.objects.get(step=step)


def test_a_clock_finds_the_work_that_answers_it(hannah, zayd):
    step = a_step("sample.timed", subjects=[zayd], worker=hannah)

    timer = start(hannah, zayd)

    assert timer.step == step
    assert item_of(step).due_on == date(2026, 4, 8)
    assert item_of(step).why.startswith("10 working days from the referral on Monday 23 March")


def test_work_finds_the_clock_that_already_runs(hannah, zayd):
    start(hannah, zayd)

    step = a_step("sample.timed", subjects=[zayd], worker=hannah)

    assert item_of(step).statutory_due_on == date(2026, 4, 8)


def test_the_same_trigger_twice_is_one_clock(hannah, zayd):
    assert start(hannah, zayd) == start(hannah, zayd)
    assert Timer.objects.count() == 1


def test_correcting_the_trigger_counts_again(hannah, zayd):
    step = a_step("sample.timed", subjects=[zayd], worker=hannah)
    start(hannah, zayd)

    actions.retrigger(
        rule="T900",
        person=zayd,
        trigger_kind="sample",
        trigger_id=1,
        triggered_on=date(2026, 3, 24),
        why="The letter came a day later",
        by=hannah,
    )

    assert item_of(step).statutory_due_on == date(2026, 4, 9)


def test_there_must_be_a_clock_to_correct(hannah, zayd):
    with pytest.raises(actions.NoSuchTimer):
        actions.retrigger(
            rule="T900",
            person=zayd,
            trigger_kind="sample",
            trigger_id=1,
            triggered_on=TODAY,
            why="x",
            by=hannah,
        )


def test_extending_moves_the_managed_day_and_never_the_statutory_one(hannah, joseph, zayd):
    step = a_step("sample.timed", subjects=[zayd], worker=hannah)
    timer = start(hannah, zayd)

    actions.extend_timer(
        timer=timer, managed_due_on=date(2026, 4, 20), why="Dad is away", by=joseph, at=NOW
    )

    item = item_of(step)
    assert (item.due_on, item.statutory_due_on) == (date(2026, 4, 20), date(2026, 4, 8))
    assert item.why.endswith("New date set: Dad is away; the first date still counts")


def test_the_database_wants_a_reason_for_a_new_date(hannah, zayd):
    timer = start(hannah, zayd)

    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.filter(pk=timer.pk).update(managed_due_on=TODAY, managed_why="")


def test_a_stopped_clock_is_not_extended(hannah, joseph, zayd):
    timer = start(hannah, zayd)
    assert actions.stop_timer(rule="T900", person=zayd, on=TODAY, why="Closed", by=hannah) == 1

    with pytest.raises(actions.TimerStopped):
        actions.extend_timer(timer=timer, managed_due_on=TODAY, why="x", at=NOW, by=joseph)


def test_finishing_the_work_stops_its_clock_on_the_day_of_the_event(hannah, zayd):
    timer = start(hannah, zayd)
    step = actions.complete_with(
        code="sample.timed",
        subjects=[zayd],
        answers={"visited_on": TODAY, "place": "home", "gp": "x", "worried": False},
        each={zayd: {"seen": True}},
        at=NOW,
        by=hannah,
    )

    timer.refresh_from_db()
    assert (timer.stopped_on, timer.stopped_why) == (TODAY, "Done")
    assert step.completed_at == NOW


def test_setting_the_work_aside_leaves_its_clock_running(hannah, zayd):
    timer = start(hannah, zayd)
    step = a_step("sample.timed", subjects=[zayd], worker=hannah)

    actions.cancel_step(step=step, reason="Twice", at=NOW, by=hannah)

    timer.refresh_from_db()
    assert (timer.step, timer.stopped_on) == (None, None)
    again = a_step("sample.timed", subjects=[zayd], worker=hannah)
    assert item_of(again).due_on == date(2026, 4, 8)


def test_the_soonest_clock_of_a_family_is_what_the_list_shows(hannah, zayd, noor):
    step = a_step("sample.timed", subjects=[zayd, noor], worker=hannah)

    start(hannah, zayd)
    start(hannah, noor, on=date(2026, 3, 20))

    assert item_of(step).due_on == date(2026, 4, 7)
    assert list(queries.wrong_work_items()) == []


def test_a_clock_of_hours_has_its_moment_and_needs_no_person(hannah):
    step = a_step("sample.timed", worker=hannah)

    actions.start_timer(
        rule="T901",
        person=None,
        trigger_kind="contact",
        trigger_id=7,
        triggered_at=datetime(2026, 3, 31, 8, 0, tzinfo=UTC),
        step=step,
        by=hannah,
    )

    assert item_of(step).due_at == datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


def test_a_day_asked_for_sooner_than_the_law_is_what_the_list_shows(hannah, zayd):
    start(hannah, zayd)
    step = a_step(
        "sample.timed", subjects=[zayd], worker=hannah, due_on=TODAY, due_why="Joseph asked for it"
    )

    assert (item_of(step).due_on, item_of(step).why) == (TODAY, "Joseph asked for it")
