"""Finished work opened again: the rooms are told what was answered before, and put right what changed."""

from datetime import date

import pytest

from tessera.engine.workflow import actions, queries, register
from tessera.engine.workflow.models import StepEvent
from tests.factories.engine import NOW, a_step

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def visit(hannah, zayd, **answers):
    given = {
        "visited_on": date(2026, 3, 30),
        "place": "home",
        "gp": "x",
        "worried": False,
        **answers,
    }
    return actions.complete_with(
        code="sample.visit",
        subjects=[zayd],
        answers=given,
        each={zayd: {"seen": True, "account": "Tidy"}},
        at=NOW,
        by=hannah,
    )


@pytest.fixture
def corrected(monkeypatch):
    given = []

    def put_right(*, step, subjects, answers, completed_on, by, earlier):
        given.append((earlier, answers))

    handlers = {**register._handlers["completes"]}
    handlers["sample.visit"] = [*handlers["sample.visit"], put_right]
    monkeypatch.setitem(register._handlers, "completes", handlers)
    return given


def test_the_first_time_nothing_was_answered_before(hannah, zayd, corrected):
    visit(hannah, zayd)

    [(earlier, answers)] = corrected
    assert earlier is None
    assert answers["place"] == "home"


def test_opened_again_a_room_gets_what_was_answered_before(hannah, joseph, zayd, corrected):
    step = visit(hannah, zayd, matters=["health"])
    step = actions.reopen_step(step=step, reason="It was at school", at=NOW, by=joseph)
    for field, value in (("place", "school"), ("school_name", "Larkfield"), ("matters", None)):
        actions.save_answer(step=step, field=field, value=value, at=NOW, by=hannah)
    actions.save_answer(step=step, field="account", child=zayd, value="Loud", at=NOW, by=hannah)

    step = actions.submit_step(step=step, at=NOW, by=hannah)

    earlier, answers = corrected[-1]
    assert (earlier["place"], answers["place"]) == ("home", "school")
    assert (earlier["school_name"], answers["school_name"]) == (None, "Larkfield")
    assert (earlier["matters"], answers["matters"]) == (["health"], None)
    assert (earlier.of(zayd)["account"], answers.of(zayd)["account"]) == ("Tidy", "Loud")
    assert earlier["visited_on"] == date(2026, 3, 30)
    assert step.events.filter(kind=StepEvent.Kind.CORRECTED).count() == 1


def test_opened_twice_it_is_what_stood_the_last_time(hannah, joseph, zayd, corrected):
    step = visit(hannah, zayd)
    for account in ("Loud", "Quiet"):
        step = actions.reopen_step(step=step, reason="Again", at=NOW, by=joseph)
        actions.save_answer(
            step=step, field="account", child=zayd, value=account, at=NOW, by=hannah
        )
        step = actions.submit_step(step=step, at=NOW, by=hannah)

    assert [e.of(zayd)["account"] if e else None for e, _ in corrected] == [None, "Tidy", "Loud"]


def test_a_handler_that_does_not_correct_is_called_as_ever(hannah, zayd, handler_calls):
    visit(hannah, zayd)

    assert [call[0] for call in handler_calls].count("completes") == 1


def test_work_that_was_never_finished_has_no_answers_of_before(hannah, zayd):
    assert queries.answers_before(a_step(subjects=[zayd], worker=hannah)) is None
