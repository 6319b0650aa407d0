"""A manager decides, alone or in supervision with the worker; what is to be done is work for somebody."""

from contextlib import contextmanager

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import NotYet, completes
from tessera.practice.recording import actions, queries, rules
from tessera.practice.recording.processes import decided


@completes("recording.management_decision")
def record_decision(*, step, subjects, answers, completed_on, by):
    written = queries.decisions_of_step(step)
    if written:
        for decision in written.values():
            _correct_decision(decision, answers, step, by)
        return
    with _in_words():
        actions.record_management_decision(
            people_about=subjects,
            decided_on=answers["decided_on"],
            decision=answers["decision"],
            basis=answers["basis"],
            step_ref=step.public_id,
            by=by,
        )


@completes("recording.case_supervision")
def record_supervision(*, step, subjects, answers, completed_on, by):
    """Each child their own decision; the clock of the next supervision is counted from it."""
    decided.answer_in_supervision(step, subjects, answers, by)
    written = queries.decisions_of_step(step)
    for child in subjects:
        mine = answers.of(child)
        decision = written.get(child.pk)
        if decision is None:
            decision = _decide(step, child, mine, by)
            _supervise_again(child, decision, by)
        else:
            _correct_decision(decision, mine, step, by)
            actions.correct_decision_actions(
                decision=decision,
                to_do=decided.to_do(mine, completed_on),
                reason=step.reason,
                by=by,
            )
        decided.give_out(step, decision, by)


def _decide(step, child, mine, by):
    with _in_words(child):
        (decision,) = actions.record_management_decision(
            people_about=[child],
            decided_on=mine["decided_on"],
            decision=mine["decision"],
            basis=mine["basis"],
            to_do=decided.to_do(mine, mine["decided_on"]),
            step_ref=step.public_id,
            by=by,
        )
    return decision


def _correct_decision(decision, mine, step, by):
    """A decision opened again is put right, never written twice; the clock counts from the right day."""
    changes = {
        name: mine[name]
        for name in ("decided_on", "decision", "basis")
        if mine[name] != getattr(decision, name)
    }
    if not changes:
        return
    with _in_words(decision.person):
        actions.correct_management_decision(decision=decision, reason=step.reason, by=by, **changes)
    for timer in queries.supervision_clocks_from(decision):
        workflow.retrigger(
            rule=timer.rule,
            person=decision.person,
            trigger_kind=timer.trigger_kind,
            trigger_id=timer.trigger_id,
            triggered_on=decision.decided_on,
            why=step.reason,
            by=by,
        )


def _supervise_again(child, decision, by):
    """While a plan goes on the next case supervision is due, counted from this one (T262)."""
    for timer in work.running_timers(child).filter(rule__in=rules.SUPERVISED):
        workflow.start_timer(
            rule=timer.rule,
            person=child,
            trigger_kind=queries.DECISION,
            trigger_id=decision.pk,
            triggered_on=max(decision.decided_on, timer.triggered_on),
            by=by,
        )


@contextmanager
def _in_words(child=None):
    try:
        yield
    except actions.DecisionWithoutBasis as refusal:
        raise NotYet("Write what the decision rests on", field="basis", child=child) from refusal
