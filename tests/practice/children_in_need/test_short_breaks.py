"""A plan that is a stable package of short breaks for a disabled child: its clocks, its page, its end."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.people import actions as people
from tessera.practice.children_in_need import queries
from tessera.practice.children_in_need.models import ShortBreaks
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

REFERRED = date(2026, 1, 5)
FIRST = date(2026, 1, 20)
REVIEW = date(2026, 3, 3)


@pytest.fixture
def team():
    return make.a_team("Eskmoor North")


@pytest.fixture
def worker(team):
    return make.a_worker("Hannah Treloyd", team=team)


@pytest.fixture
def manager(team):
    return make.a_worker("Joseph Adeyin-Rowe", team=team, role="team_manager", manages=True)


@pytest.fixture
def child(worker, team):
    child = practice.an_open_case("Maisie Brindlow", worker=worker, team=team, received_on=REFERRED)
    people.record_disabilities(person=child, codes=["LD"], recorded_on=REFERRED, by=worker)
    return child


def meet(child, worker, manager, *, stable, on=FIRST):
    answers = practice.need_meeting_answers([child], held_on=on)
    answers["each"][child]["short_breaks"] = stable
    return practice.complete(
        "children_in_need.first_meeting", [child], answers, on=on, by=worker, authorised_by=manager
    )


def review(child, worker, manager, *, stable, again=None):
    answers = practice.need_review_answers([child], held_on=REVIEW)
    answers["each"][child]["short_breaks"] = stable
    step = again or work.open_step(child, "children_in_need.review")
    return practice.complete(
        step.code, [child], answers, on=REVIEW, by=worker, authorised_by=manager, step=step
    )


def visit(child, worker, on):
    answers = practice.visit_answers([child], visited_on=on)
    practice.complete("recording.visit", [child], answers, on=on, by=worker)


def due(child, rule):
    timer = Timer.objects.get(person=child, rule=rule, stopped_on=None)
    return timer.statutory_due_on, timer.why


def test_its_visits_and_reviews_are_further_apart_and_say_why(child, worker, manager):
    meet(child, worker, manager, stable=True)

    on, why = due(child, "T081")
    assert on == date(2026, 4, 20)
    assert "3 months from the start of the plan" in why
    assert "a stable package of short breaks" in why
    assert due(child, "T082")[0] == date(2026, 7, 20)
    assert not Timer.objects.filter(person=child, rule="T083", stopped_on=None).exists()
    assert queries.current_plan(child).short_breaks_since == FIRST


def test_a_visit_and_a_review_are_counted_on_by_the_same_rule(child, worker, manager):
    meet(child, worker, manager, stable=True)

    visit(child, worker, date(2026, 2, 10))
    review(child, worker, manager, stable=True)

    assert due(child, "T081")[0] == date(2026, 5, 10)
    assert due(child, "T082")[0] == date(2026, 9, 3)
    assert ShortBreaks.objects.count() == 1


def test_without_it_the_plan_is_as_any_other(child, worker, manager):
    meet(child, worker, manager, stable=None)

    on, why = due(child, "T081")
    assert on == date(2026, 2, 17)
    assert "short breaks" not in why
    assert due(child, "T082")[0] == date(2026, 3, 3)
    assert Timer.objects.filter(person=child, rule="T083", stopped_on=None).exists()


def test_a_review_that_says_no_ends_it_and_what_was_in_time_stays_in_time(child, worker, manager):
    meet(child, worker, manager, stable=True)
    visit(child, worker, date(2026, 2, 27))

    review(child, worker, manager, stable=False)

    assert due(child, "T081")[0] == date(2026, 3, 27)
    assert due(child, "T082")[0] == date(2026, 4, 14)
    assert Timer.objects.filter(person=child, rule="T083", stopped_on=None).exists()
    assert queries.current_plan(child).short_breaks_since is None
    assert ShortBreaks.objects.get().ended_on == REVIEW
    first = Timer.objects.get(person=child, rule="T081", triggered_on=FIRST)
    assert (first.stopped_on, first.statutory_due_on) == (date(2026, 2, 27), date(2026, 4, 20))

    visit(child, worker, date(2026, 3, 10))

    first.refresh_from_db()
    assert first.statutory_due_on == date(2026, 4, 20)
    assert due(child, "T081")[0] == date(2026, 4, 9)


def test_a_review_that_says_no_makes_no_visit_late_at_once(child, worker, manager):
    meet(child, worker, manager, stable=True)

    step = review(child, worker, manager, stable=False)

    on, why = due(child, "T081")
    assert on == date(2026, 3, 31)
    assert "20 working days from the end of the package of short breaks on Tuesday 3 March" in why
    assert "counted from 20 January 2026 it would have been late at once" in why
    workflow.reopen_step(step=step, reason="A slip", at=practice.at(REVIEW), by=manager)
    review(child, worker, manager, stable=True, again=step)
    assert due(child, "T081")[0] == date(2026, 4, 20)


def test_the_clock_that_ran_when_it_ended_keeps_its_day_once_it_is_answered(child, worker, manager):
    meet(child, worker, manager, stable=True)
    review(child, worker, manager, stable=False)

    visit(child, worker, date(2026, 3, 20))

    first = Timer.objects.get(person=child, rule="T081", triggered_on=FIRST)
    assert (first.stopped_on, first.statutory_due_on) == (date(2026, 3, 20), date(2026, 3, 31))
    assert due(child, "T081")[0] == date(2026, 4, 21)


def test_the_work_says_which_day_of_the_interval_it_is(child, worker, manager, client, monkeypatch):
    meet(child, worker, manager, stable=True)
    review(child, worker, manager, stable=False)
    monkeypatch.setenv("TESSERA_NOW", "2026-03-10T09:00:00+00:00")
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")

    step = work.open_step(child, "recording.visit")
    page = client.get(f"/steps/{step.public_id}/").content.decode()

    assert "day 5 of 20" in page


def test_a_review_put_right_takes_back_what_it_said(child, worker, manager):
    meet(child, worker, manager, stable=True)
    step = review(child, worker, manager, stable=False)
    workflow.reopen_step(step=step, reason="A slip", at=practice.at(REVIEW), by=manager)

    review(child, worker, manager, stable=True, again=step)

    package = ShortBreaks.objects.get()
    assert (package.started_on, package.ended_on) == (FIRST, None)
    assert due(child, "T082")[0] == date(2026, 9, 3)


def test_it_is_for_a_disabled_child(child, worker, manager):
    people.record_disabilities(person=child, codes=["NONE"], recorded_on=FIRST, by=worker)

    with pytest.raises(workflow.Unfinished) as refused:
        meet(child, worker, manager, stable=True)

    assert "No disability of Maisie" in refused.value.problems[0].words
    assert not ShortBreaks.objects.exists()


def test_the_record_and_the_plan_say_so(child, worker, manager, client, monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-02T09:00:00+00:00")
    meet(child, worker, manager, stable=True)
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")

    record = client.get(reverse("people:record", kwargs={"person_id": child.public_id}))
    plan = client.get(reverse("plans:plan", kwargs={"person_id": child.public_id}))

    words = "A stable package of short breaks for a disabled child, since 20 January 2026"
    assert words in record.content.decode()
    assert "Every 3 months" in plan.content.decode()
    assert "a disabled child on a stable package of short breaks" in plan.content.decode()
