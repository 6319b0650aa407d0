"""Closing a case by its form: by when, what stands in the way, the closing itself, and the same put right."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import Finding, NotYet, checks, completes, starts
from tessera.foundations.calendar.clock import local
from tessera.practice.front_door import actions, queries
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.rules import closing
from tessera.ui.formatting import upper_first


@starts("front_door.close_case")
def closed_by_a_day(*, step, subjects, started_on, by):
    """What a review or a conference asked for has its day, unless whoever asked said another."""
    if step.follows is not None and step.due_on is None:
        due_on, why = closing.close_by(started_on)
        workflow.bring_forward(step=step, due_on=due_on, why=why, at=step.made_at, by=by)


@checks("front_door.close_case")
def check_closing(*, step, subjects, answers, today):
    """What stands in the way is said to the worker as the form opens, before a manager has it."""
    for referral in Referral.objects.open().filter(child__in=subjects).select_related("child"):
        name = referral.child.name
        whose = f"{name}: " if len(subjects) > 1 else ""
        for each in queries.still_open(referral, step):
            words = f"{whose}{upper_first(each.words)}"
            yield Finding("closed_on", words, href=each.href, at_once=True)
        if answers["closed_on"] is None or answers["reason"] is None:
            continue
        problems = actions.what_does_not_fit(referral, answers["closed_on"], answers["reason"])
        if problems:
            yield Finding("closed_on", f"{name}: {'. '.join(problems)}")


@completes("front_door.close_case")
def close_case(*, step, subjects, answers, completed_on, by, earlier):
    closed = actions.closed_by(step) if earlier is not None else {}
    open_cases = {
        referral.child_id: referral
        for referral in Referral.objects.open().filter(child__in=subjects)
    }
    for child in subjects:
        mine = answers.of(child)
        if child.pk in closed:
            _correct_closing(closed[child.pk], mine, step, by)
            continue
        if child.pk not in open_cases:
            raise NotYet(f"{child.name} has no open case", child=child)
        try:
            actions.close_referral(
                referral=open_cases[child.pk],
                closed_on=mine["closed_on"],
                reason_code=mine["reason"],
                summary=mine["summary"],
                ending_step=step,
                by=by,
            )
        except actions.CannotClose as stands:
            words = f"{child.name}: {'. '.join(stands.problems)}"
            raise NotYet(words, field="closed_on") from None


def _correct_closing(referral, mine, step, by):
    """Opened again after it closed the case: the same closing, put right."""
    new = {
        "closed_on": mine["closed_on"],
        "closure_reason": mine["reason"],
        "closure_summary": mine["summary"],
    }
    changes = {name: value for name, value in new.items() if getattr(referral, name) != value}
    if not changes:
        return
    try:
        actions.correct_referral(
            referral=referral,
            changes=changes,
            reason=step.reason,
            today=local(step.submitted_at).date(),
            by=by,
        )
    except actions.OutOfOrder as stands:
        words = f"{referral.child.name}: {'. '.join(stands.problems)}"
        raise NotYet(words, field="closed_on") from None
