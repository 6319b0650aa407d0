"""Since when has this child not been seen? The clocks of visits follow the visits as they stand now.

`corrected_visits.csv`: one or more visits on a plan, of which the last is put right: not seen after all,
another day, or taken back. `visits_before_birth.csv`: visits at which a baby was not seen.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Oversight, Step, Timer
from tessera.people.models import Line, Person
from tessera.people.queries import latest_lines
from tessera.practice.recording.models import Visit
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

VISIT = "recording.visit"
LATER = date(2026, 4, 30)


def cases(name="corrected_visits"):
    with (Path(__file__).parent / f"{name}.csv").open(newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def visit(children, by, on, *, step=None, seen=True, written_on=None):
    answers = practice.visit_answers(children, visited_on=on, seen=seen)
    step = step or work.open_step(children[0], VISIT)
    return practice.complete(VISIT, children, answers, step=step, on=written_on or on, by=by)


def opened_again(step, by):
    return workflow.reopen_step(
        step=step, reason="Written down wrongly", at=practice.at(LATER), by=by
    )


def put_right(step, children, by, on=None, seen=True):
    on = on or step.happened_on
    return visit(children, by, on, step=opened_again(step, by), seen=seen, written_on=LATER)


def taken_back(step, by):
    workflow.cancel_step(
        step=opened_again(step, by), reason="No visit", at=practice.at(LATER), by=by
    )


def clock(child, rule="T070"):
    return Timer.objects.get(person=child, rule=rule, stopped_on=None)


def open_visits(child):
    return Step.objects.filter(code=VISIT, subjects__person=child).exclude(
        state__in=("done", "cancelled")
    )


@pytest.mark.parametrize(("rule", "since", "days", "due_then", "then", "due_now", "case"), cases())
def test_a_visit_that_is_put_right_puts_its_clock_right(
    rule, since, days, due_then, then, due_now, case, maisie, hannah
):
    began_on = date.fromisoformat(since)
    if rule == "T070":
        practice.a_protection_plan(maisie, by=hannah, started_on=began_on)
    else:
        practice.a_child_in_need_plan(maisie, by=hannah, started_on=began_on)
    for day in days.split():
        step = visit([maisie], hannah, date.fromisoformat(day))
    assert clock(maisie, rule).due_on == date.fromisoformat(due_then), case

    if then == "taken back":
        taken_back(step, hannah)
    elif then == "not seen":
        put_right(step, [maisie], hannah, seen=False)
    else:
        put_right(step, [maisie], hannah, on=date.fromisoformat(then))

    assert clock(maisie, rule).due_on == date.fromisoformat(due_now), case
    waits = open_visits(maisie).get()
    assert waits == clock(maisie, rule).step
    assert waits.work_item.due_on == date.fromisoformat(due_now), case


@pytest.fixture
def on_plans(maisie, kai, hannah):
    for child in (maisie, kai):
        practice.a_protection_plan(
            child, by=hannah
        )  # from 3 February: the first is due on the 17th
    return [maisie, kai]


def test_what_is_put_right_of_one_child_leaves_the_other_where_they_are(
    on_plans, maisie, kai, hannah
):
    step = visit(on_plans, hannah, date(2026, 2, 18))
    answers = practice.visit_answers(on_plans, visited_on=date(2026, 2, 18))
    answers["each"][kai] = {"seen": False, "not_seen_why": "Kai was at football."}

    practice.complete(
        VISIT, on_plans, answers, step=opened_again(step, hannah), on=LATER, by=hannah
    )

    assert clock(kai).due_on == date(2026, 2, 17)
    assert clock(maisie).due_on == date(2026, 3, 4)
    assert open_visits(kai).get() == open_visits(maisie).get()


def test_a_visit_put_right_stays_the_same_visit(on_plans, maisie, hannah, joseph):
    step = visit([maisie], hannah, date(2026, 2, 18))
    before = Visit.objects.get()

    put_right(step, [maisie], joseph, on=date(2026, 2, 9))

    now = Visit.objects.get()
    assert (now.public_id, now.made_by, now.happened_on) == (
        before.public_id, hannah, date(2026, 2, 9),
    )  # fmt: skip
    assert now.recorded_why == "Written down wrongly"


def test_a_visit_written_late_counts_where_it_belongs(on_plans, maisie, hannah):
    visit([maisie], hannah, date(2026, 2, 24))

    visit([maisie], hannah, date(2026, 2, 12), written_on=LATER)

    assert clock(maisie).due_on == date(2026, 3, 10)
    clocks = Timer.objects.filter(person=maisie, rule="T070").order_by("triggered_on")
    assert [(t.triggered_on, t.stopped_on) for t in clocks] == [
        (date(2026, 2, 3), date(2026, 2, 12)),
        (date(2026, 2, 12), date(2026, 2, 24)),
        (date(2026, 2, 24), None),
    ]
    assert open_visits(maisie).count() == 1


def test_a_new_day_that_was_agreed_for_a_visit_stays_when_the_child_was_not_found(
    on_plans, maisie, hannah
):
    chair = make.a_worker("Denise Ashgrove", role="conference_chair")
    workflow.extend_timer(
        timer=clock(maisie),
        managed_due_on=date(2026, 2, 20),
        why="Away at Nana's",
        at=practice.at(date(2026, 2, 16)),
        by=chair,
    )

    visit([maisie], hannah, date(2026, 2, 19), seen=False)

    assert (clock(maisie).statutory_due_on, clock(maisie).due_on) == (
        date(2026, 2, 17), date(2026, 2, 20),
    )  # fmt: skip
    assert open_visits(maisie).get().work_item.due_on == date(2026, 2, 20)


def test_what_a_chair_said_of_a_clock_that_never_ran_is_kept(on_plans, maisie, hannah):
    step = visit([maisie], hannah, date(2026, 2, 18))
    said = practice.at(date(2026, 3, 10))
    workflow.oversee_step(
        step=clock(maisie).step,
        words="See her today.",
        new_on=date(2026, 3, 11),
        at=said,
        by=make.a_worker("Denise Ashgrove", role="conference_chair"),
    )

    put_right(step, [maisie], hannah, seen=False)

    assert Oversight.objects.get(person=maisie).timer == clock(maisie)
    assert clock(maisie).due_on == date(2026, 2, 17)


def test_after_the_plan_has_ended_no_clock_begins_again(on_plans, maisie, hannah, denise):
    step = visit([maisie], hannah, date(2026, 2, 18))
    practice.complete(
        "child_protection.review_conference", [maisie],
        practice.conference_answers([maisie], held_on=date(2026, 3, 2), outcome="plan_ends_close"),
        on=date(2026, 3, 2), by=denise,
    )  # fmt: skip

    put_right(step, [maisie], hannah, seen=False)

    only = Timer.objects.get(person=maisie, rule="T070")
    assert (only.triggered_on, only.stopped_on) == (date(2026, 2, 3), date(2026, 3, 2))
    assert "plan" in only.stopped_why.lower()


class TestSeenOnce:
    """The clocks of an enquiry and of an assessment: the child is seen, once."""

    @pytest.fixture
    def enquiry(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)  # 14 January

    def stopped(self, child):
        return Timer.objects.get(person=child, rule="T052").stopped_on

    def test_not_seen_after_all_the_clock_of_the_enquiry_runs_again(self, enquiry, maisie, hannah):
        step = visit([maisie], hannah, date(2026, 1, 15))
        assert self.stopped(maisie) == date(2026, 1, 15)
        assert not open_visits(maisie).exists()

        put_right(step, [maisie], hannah, seen=False)

        assert self.stopped(maisie) is None
        assert open_visits(maisie).get().timers.get().rule == "T052"

    def test_seen_after_all_nothing_more_is_asked_for(self, enquiry, maisie, hannah):
        step = visit([maisie], hannah, date(2026, 1, 15), seen=False)
        assert open_visits(maisie).exists()

        put_right(step, [maisie], hannah)

        assert self.stopped(maisie) == date(2026, 1, 15)
        assert not open_visits(maisie).exists()

    def test_another_day_is_the_day_on_which_it_stopped(self, enquiry, maisie, hannah):
        step = visit([maisie], hannah, date(2026, 1, 15))

        put_right(step, [maisie], hannah, on=date(2026, 1, 16))

        assert self.stopped(maisie) == date(2026, 1, 16)

    def test_a_visit_of_the_morning_before_the_discussion_does_not_answer_it(self, maisie, hannah):
        visit([maisie], hannah, date(2026, 1, 14))
        practice.a_discussion(maisie, by=hannah)

        visit([maisie], hannah, date(2026, 1, 15), seen=False)

        assert self.stopped(maisie) is None

    def test_once_the_enquiry_has_ended_it_does_not_run_again(
        self, enquiry, maisie, hannah, joseph
    ):
        step = visit([maisie], hannah, date(2026, 1, 15))
        practice.complete(
            "child_protection.section47", [maisie],
            practice.enquiry_answers(
                [maisie], ended_on=date(2026, 1, 28), outcome="not_substantiated_close"
            ),
            on=date(2026, 1, 28), by=hannah, authorised_by=joseph,
        )  # fmt: skip

        put_right(step, [maisie], hannah, seen=False)

        assert self.stopped(maisie) == date(2026, 1, 15)
        assert not open_visits(maisie).exists()

    def test_in_an_assessment_too(self, maisie, hannah):
        workflow.start_step(
            code="assessments.single_assessment", subjects=[maisie], worker=hannah,
            at=practice.at(date(2026, 1, 13)), by=hannah,
        )  # fmt: skip
        step = visit([maisie], hannah, date(2026, 1, 15))
        assert not Timer.objects.filter(rule="T041", stopped_on=None).exists()

        put_right(step, [maisie], hannah, seen=False)

        assert clock(maisie, "T041").due_on == date(2026, 1, 20)
        assert open_visits(maisie).get() == clock(maisie, "T041").step


class TestBeforeBirth:
    """The visit is to the mother: nobody is seen, and the clock of visits counts from it."""

    @pytest.fixture
    def baby(self, hannah, team):
        child = practice.an_open_case("Baby Brindlow", worker=hannah, team=team)
        Person.objects.filter(pk=child.pk).update(born_on=None, expected_on=date(2026, 6, 1))
        child.refresh_from_db()
        practice.a_protection_plan(child, by=hannah, started_on=date(2026, 2, 3))
        return child

    def test_it_answers_the_clock_of_visits_without_saying_that_the_baby_was_seen(
        self, baby, hannah
    ):
        before = clock(baby).triggered_on

        visit([baby], hannah, date(2026, 2, 10), seen=False)

        assert clock(baby).triggered_on == date(2026, 2, 10) > before
        assert not Visit.objects.get(person=baby).was_seen

    def test_it_stays_so_when_the_baby_is_there_and_one_after_does_not(self, baby, hannah):
        visit([baby], hannah, date(2026, 2, 10), seen=False)
        Person.objects.filter(pk=baby.pk).update(born_on=date(2026, 2, 20), expected_on=None)
        baby.refresh_from_db()

        visit([baby], hannah, date(2026, 2, 25), seen=False)

        assert clock(baby).triggered_on == date(2026, 2, 10)

    @pytest.mark.parametrize(
        ("rule", "born_on", "days", "counts", "case"), cases("visits_before_birth")
    )
    def test_every_clock_of_visits_counts_it_and_none_counts_one_after_it(
        self, rule, born_on, days, counts, case, hannah, team
    ):
        child = practice.an_open_case("Baby Ashby", worker=hannah, team=team)
        born = {"born_on": None, "expected_on": date(2026, 2, 1)}
        Person.objects.filter(pk=child.pk).update(**born)
        child.refresh_from_db()
        self.begins(rule, child, hannah)
        for day in days.split():
            if born_on and born_on <= day:
                self.is_born(child, born_on)
            visit([child], hannah, date.fromisoformat(day), seen=False)
        if born_on:
            self.is_born(child, born_on)
            visit([child], hannah, date(2026, 1, 19), seen=False)

        latest = Timer.objects.filter(rule=rule, person=child).order_by("pk").last()
        counted = date.fromisoformat(counts) if counts else None
        if rule in ("T041", "T052"):
            assert latest.stopped_on == counted, case
            assert latest.stopped_why == ("Visited before birth" if counted else "")
        else:
            assert latest.triggered_on == (counted or date(2026, 1, 14)), case
        assert Visit.objects.filter(person=child, was_seen=True).count() == 0

    def begins(self, rule, child, by):
        on = date(2026, 1, 14)
        if rule == "T041":
            workflow.start_step(
                code="assessments.single_assessment", subjects=[child], worker=by,
                at=practice.at(on), by=by,
            )  # fmt: skip
        elif rule == "T052":
            practice.a_discussion(child, by=by, held_on=on)
        elif rule == "T070":
            practice.a_protection_plan(child, by=by, started_on=on)
        else:
            practice.a_child_in_need_plan(child, by=by, started_on=on)

    def is_born(self, child, on):
        Person.objects.filter(pk=child.pk).update(born_on=on, expected_on=None)
        child.refresh_from_db()

    def test_its_line_says_so_and_is_no_missed_visit(self, baby, maisie, hannah):
        visit([baby], hannah, date(2026, 2, 10), seen=False)
        practice.a_visit(maisie, hannah, not_seen_why="Nobody opened the door.")

        lines = Line.objects.filter(kind="recording.visit").order_by("pk")
        assert [line.significance for line in lines] == [1, 2]
        entry = latest_lines(baby)[0].entry
        assert entry.title.endswith(", before birth")
        assert entry.tag == "Before birth"
