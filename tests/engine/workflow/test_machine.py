"""Whatever order workers do things in, the record holds together."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tessera.engine.workflow import actions, queries
from tessera.engine.workflow.models import State, Step, WorkItem
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_team, a_worker


class Work(RuleBasedStateMachine):
    """One visit and one decision at a time, by a worker and a manager who do as they please."""

    @initialize()
    def begin(self):
        self.team = a_team()
        self.worker = a_worker("Hannah Treloyd", team=self.team)
        self.manager = a_worker(
            "Joseph Adeyin-Rowe", team=self.team, role="team_manager", manages=True
        )
        self.child = a_child(worker=self.worker, team=self.team)
        self.steps = []

    @rule(due=st.one_of(st.none(), st.integers(-5, 30)))
    def start_a_decision(self, due):
        due_on = None if due is None else TODAY + timedelta(days=due)
        self.steps.append(
            a_step("sample.decision", subjects=[self.child], worker=self.worker, due_on=due_on)
        )

    @rule(data=st.data(), text=st.text(max_size=20))
    @precondition(lambda self: self.steps)
    def write(self, data, text):
        step = data.draw(st.sampled_from(self.steps))
        field = data.draw(st.sampled_from(["decision", "why"]))
        may = Step.objects.get(pk=step.pk).may_be_written
        try:
            actions.save_answer(
                step=step,
                field=field,
                value=text.replace("\x00", "") or None,
                at=NOW,
                by=self.worker,
            )
        except actions.NotOpen:
            assert not may
        else:
            assert may

    @rule(data=st.data())
    @precondition(lambda self: self.steps)
    def hand_in(self, data):
        step = data.draw(st.sampled_from(self.steps))
        before = Step.objects.get(pk=step.pk).state
        try:
            actions.submit_step(step=step, at=NOW, by=self.worker)
        except (actions.NotOpen, actions.Unfinished):
            assert Step.objects.get(pk=step.pk).state == before

    @rule(data=st.data(), by_worker=st.booleans(), goes_back=st.booleans())
    @precondition(lambda self: self.steps)
    def judge(self, data, by_worker, goes_back):
        step = data.draw(st.sampled_from(self.steps))
        judge = self.worker if by_worker else self.manager
        waits = Step.objects.get(pk=step.pk).state == State.AWAITING_AUTHORISATION
        try:
            if goes_back:
                actions.return_step(step=step, comment="More", at=NOW, by=judge)
            else:
                actions.authorise_step(step=step, at=NOW, by=judge)
        except actions.NotAwaiting:
            assert not waits
        except actions.OwnWork:
            assert by_worker

    @rule(data=st.data())
    @precondition(lambda self: self.steps)
    def set_aside_or_open_again(self, data):
        step = data.draw(st.sampled_from(self.steps))
        act = data.draw(st.sampled_from([actions.cancel_step, actions.reopen_step]))
        try:
            act(step=step, reason="Because", at=NOW, by=self.manager)
        except actions.NotOpen:
            assert Step.objects.get(pk=step.pk).state != State.DONE or act is actions.cancel_step

    @invariant()
    def the_worklist_says_what_the_steps_say(self):
        assert list(queries.wrong_work_items()) == []

    @invariant()
    def every_open_step_is_on_one_list_and_no_other_is(self):
        open_steps = {step.pk for step in Step.objects.all() if step.is_open}
        assert set(WorkItem.objects.values_list("pk", flat=True)) == open_steps

    @invariant()
    def nobody_has_signed_off_their_own(self):
        for step in Step.objects.exclude(authorised_by=None):
            assert step.authorised_by != step.submitted_by
            assert step.completed_at.date() >= date(2026, 3, 31)

    @invariant()
    def each_finished_decision_is_followed_by_one_visit(self):
        for step in Step.objects.filter(code="sample.decision", state=State.DONE):
            assert step.followed_by.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_the_record_holds_together_whatever_is_done_in_whatever_order():
    from django.db import transaction
    from hypothesis.stateful import run_state_machine_as_test

    class Once(Work):
        def __init__(self):
            super().__init__()
            self.savepoint = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self.savepoint)

    run_state_machine_as_test(
        Once,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
