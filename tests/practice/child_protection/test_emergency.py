"""Police protection and emergency protection orders: the law fixes when they end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.people.record_page import statuses_of
from tessera.practice.child_protection import actions, rules
from tessera.practice.child_protection.models import EmergencyMeasure
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TAKEN = datetime(2026, 3, 27, 22, 15, tzinfo=UTC)  # a Friday; the clocks go forward on Sunday


def police(child, by, at=TAKEN, **more):
    return actions.begin_emergency(
        child=child, kind="police_protection", started_at=at, who="Sergeant Pryce", why="Alone at night",
        by=by, **more,
    )  # fmt: skip


def order(child, by, at=TAKEN, **more):
    return actions.begin_emergency(
        child=child, kind="protection_order", started_at=at, who="Family court", why="Harm", by=by,
        **more,
    )  # fmt: skip


def test_police_protection_ends_after_72_hours_through_a_change_of_clocks(maisie, hannah):
    measure = police(maisie, hannah)

    assert measure.ends_at == TAKEN + timedelta(hours=72)
    timer = Timer.objects.get(rule="T055")
    assert timer.statutory_due_at == measure.ends_at
    assert timer.statutory_due_on == date(2026, 3, 30)


def test_it_stands_first_in_the_identity_bar_while_it_is_in_force(maisie, hannah):
    practice.a_discussion(maisie, by=hannah)
    police(maisie, hannah)

    def shown(on):
        return [status.label for status in statuses_of([maisie], on)[maisie.pk]]

    assert shown(date(2026, 3, 28))[0] == "Police protection until Monday 30 March, 23:15"
    assert not any("Police" in label for label in shown(date(2026, 3, 31)))
    assert not any("Police" in label for label in shown(date(2026, 3, 26)))


def test_ended_it_stands_no_longer_and_its_clock_stops(maisie, hannah):
    measure = police(maisie, hannah)

    actions.end_emergency(measure=measure, ended_at=TAKEN + timedelta(hours=20), by=hannah)

    assert Timer.objects.get(rule="T055").stopped_at == TAKEN + timedelta(hours=20)
    assert not EmergencyMeasure.objects.in_force_on(date(2026, 3, 28)).exists()


def test_written_up_late_it_ended_when_it_ran_out(maisie, hannah):
    measure = police(maisie, hannah)

    actions.end_emergency(measure=measure, ended_at=TAKEN + timedelta(hours=100), by=hannah)

    assert measure.ended_at == TAKEN + timedelta(hours=72)


def test_police_protection_is_not_extended(maisie, hannah):
    with pytest.raises(actions.CannotExtend):
        actions.extend_order(
            measure=police(maisie, hannah), until_on=date(2026, 4, 4), why="More", by=hannah
        )


def test_an_order_lasts_eight_days_and_a_court_extends_it_once(maisie, hannah):
    measure = order(maisie, hannah)
    assert Timer.objects.get(rule="T056").statutory_due_on == date(2026, 4, 4)

    actions.extend_order(
        measure=measure, until_on=date(2026, 4, 11), why="The court extended it", by=hannah
    )

    timer = Timer.objects.get(rule="T056")
    assert (timer.statutory_due_on, timer.due_on) == (date(2026, 4, 4), date(2026, 4, 11))
    with pytest.raises(actions.CannotExtend):
        actions.extend_order(measure=measure, until_on=date(2026, 4, 12), why="More", by=hannah)


@pytest.mark.parametrize("until_on", [date(2026, 4, 5), date(2026, 3, 27)])
def test_no_court_orders_longer_than_eight_days(maisie, hannah, until_on):
    with pytest.raises(actions.DatesOutOfOrder, match="lasts until 4 April 2026 at the latest"):
        order(maisie, hannah, until_on=until_on)


def test_a_shorter_order_of_a_court_is_what_is_worked_to(maisie, hannah):
    order(maisie, hannah, until_on=date(2026, 3, 31))

    assert Timer.objects.get(rule="T056").due_on == date(2026, 3, 31)


def test_a_child_is_under_one_of_a_kind_at_once(maisie, hannah):
    police(maisie, hannah)
    order(maisie, hannah, at=TAKEN + timedelta(hours=3))

    with pytest.raises(actions.AlreadyProtected):
        police(maisie, hannah, at=TAKEN + timedelta(hours=10))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"ends_at": TAKEN + timedelta(hours=73)}, "police_protection_at_most_72_hours"),
        ({"ends_at": TAKEN}, "emergency_ends_after_start"),
        ({"is_extended": True}, "police_protection_at_most_72_hours"),
        ({"ended_at": TAKEN + timedelta(hours=80)}, "emergency_ended_in_time"),
        (
            {"kind": "protection_order", "ends_at": TAKEN + timedelta(days=10)},
            "protection_order_at_most_8_days_and_7",
        ),
    ],
)
def test_the_database_forbids_longer_than_the_law(maisie, hannah, wrong, constraint):
    police(maisie, hannah)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EmergencyMeasure.objects.update(**wrong)


def test_the_steps_record_its_beginning_and_its_end(maisie, kai, hannah):
    children = [maisie, kai]
    practice.complete(
        "child_protection.emergency", children,
        {"answers": {"kind": "police_protection", "began_at": TAKEN, "who": "Sergeant Pryce",
                     "why": "Alone at night; mum was told."}},
        on=date(2026, 3, 28), by=hannah,
    )  # fmt: skip

    step = work.open_step(kai, "child_protection.emergency_end")
    assert step.work_item.due_at == TAKEN + timedelta(hours=72)
    practice.complete(
        step.code, children,
        {"answers": {"what": "ended", "ended_at": TAKEN + timedelta(hours=30),
                     "then": "With their grandmother."}},
        step=step, on=date(2026, 3, 29), by=hannah,
    )  # fmt: skip

    assert not EmergencyMeasure.objects.filter(ended_at=None).exists()
    assert not Timer.objects.filter(rule="T055", stopped_on=None).exists()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("14:30", (14, 30)), ("9.05", (9, 5)), ("0015", (0, 15)), ("24:00", None), ("noon", None)],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    assert rules.held_at(date(2026, 3, 27), typed) == read
