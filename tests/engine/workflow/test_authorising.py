"""Signing off, sending back, setting aside, opening again."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions, queries
from tessera.engine.workflow.models import State, Step, StepEvent, WorkItem
from tests.engine.workflow.test_steps import a_visit_to_hand_in, fill, item_of
from tests.factories.engine import NOW, TODAY, a_step

pytestmark = pytest.mark.django_db


def test_work_waits_for_its_authorisation(decision, handler_calls):
    assert item_of(decision).state == State.AWAITING_AUTHORISATION
    assert [call[0] for call in handler_calls] == ["submits"]


def test_authorising_completes_and_makes_what_must_follow(decision, joseph, team, handler_calls):
    done = actions.authorise_step(step=decision, at=NOW, by=joseph)

    assert (done.state, done.authorised_by) == (State.DONE, joseph)
    assert handler_calls[-2:] == [
        ("completes", "sample.decision", TODAY),
        ("starts", "sample.visit", TODAY),
    ]
    follows = done.followed_by.get()
    assert (follows.worker, follows.team) == (None, team)


def test_the_author_never_authorises_their_own(decision, hannah):
    with pytest.raises(actions.OwnWork):
        actions.authorise_step(step=decision, at=NOW, by=hannah)


def test_the_database_itself_forbids_to_authorise_ones_own(decision, hannah):
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=decision.pk).update(authorised_by=hannah, authorised_at=NOW)


def test_work_is_authorised_once(decision, joseph):
    actions.authorise_step(step=decision, at=NOW, by=joseph)

    with pytest.raises(actions.NotAwaiting):
        actions.authorise_step(step=decision, at=NOW, by=joseph)


def test_returned_work_keeps_every_answer_and_can_be_handed_in_again(decision, hannah, joseph):
    actions.return_step(step=decision, comment="Say by when", at=NOW, by=joseph)

    assert item_of(decision).state == State.RETURNED
    assert queries.answers_of(decision)["decision"] == "Go on"
    fill(decision, hannah, why="It helps, by Friday")
    assert actions.submit_step(step=decision, at=NOW, by=hannah).state == (
        State.AWAITING_AUTHORISATION
    )


def test_nothing_is_written_while_a_manager_reads(decision, hannah):
    with pytest.raises(actions.NotOpen):
        fill(decision, hannah, why="Changed my mind")


def test_cancelling_says_why(decision, hannah, handler_calls):
    with pytest.raises(actions.NeedsReason):
        actions.cancel_step(step=decision, reason="  ", at=NOW, by=hannah)

    actions.cancel_step(step=decision, reason="Moved away", at=NOW, by=hannah)

    assert not WorkItem.objects.filter(step=decision).exists()
    assert handler_calls[-1] == ("cancels", "sample.decision", "Moved away")


def test_the_database_forbids_to_cancel_without_a_reason(decision):
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=decision.pk).update(state=State.CANCELLED)


def test_reopened_work_is_put_right_and_makes_no_next_step_twice(hannah, zayd):
    step = a_visit_to_hand_in(hannah, zayd, worried=True)
    actions.submit_step(step=step, at=NOW, by=hannah)

    step = actions.reopen_step(step=step, reason="Wrong day", at=NOW, by=hannah)
    assert item_of(step).state == State.REOPENED
    fill(step, hannah, visited_on=date(2026, 3, 29))
    step = actions.submit_step(step=step, at=NOW, by=hannah)

    assert step.happened_on == date(2026, 3, 29)
    assert step.followed_by.count() == 1
    assert queries.events_of(step).last().kind == StepEvent.Kind.CORRECTED


def test_only_finished_work_is_reopened(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)

    with pytest.raises(actions.NotOpen):
        actions.reopen_step(step=step, reason="Because", at=NOW, by=hannah)
