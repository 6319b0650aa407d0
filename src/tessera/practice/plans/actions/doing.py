"""Actions of a plan: who does what by when, done or dropped."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.plans import rules
from tessera.practice.plans.actions.outcomes import OutcomeEnded
from tessera.practice.plans.actions.plans import in_order, in_plan
from tessera.practice.plans.choices import ActionEnd
from tessera.practice.plans.models import Action


class ActionEnded(Exception):
    """This action is done or dropped already."""


class NobodyDoesIt(Exception):
    """An action needs somebody who does it."""


@action
def add_action(
    *,
    outcome,
    what,
    started_on,
    worker=None,
    person=None,
    named="",
    role="",
    due_on=None,
    how_often="",
    came_from=None,
    step_ref=None,
    by,
):
    """Somebody does something for an outcome: by a day, or again and again.

    Raises OutcomeEnded, NobodyDoesIt, DatesOutOfOrder.
    """
    if outcome.ended_on is not None:
        raise OutcomeEnded
    if not (worker or person or named.strip()):
        raise NobodyDoesIt
    in_plan("The action", started_on, outcome.plan)
    row = Action.objects.create(
        outcome=outcome,
        what=what.strip(),
        worker=worker,
        person=person,
        named=named.strip(),
        role=role.strip(),
        due_on=due_on,
        how_often=how_often.strip(),
        started_on=started_on,
        came_from=came_from,
        step_ref=step_ref,
    )
    _log("plans.action_added", row, by)
    return row


@action
def change_action(*, action, reason, by, **changes):
    """Another day, other words or somebody else. What it was stays as a version.

    Raises ActionEnded, NobodyDoesIt.
    """
    _check_open(action)
    for name, value in changes.items():
        setattr(action, name, value)
    if not (action.worker_id or action.person_id or action.named):
        raise NobodyDoesIt
    action.save(update_fields=list(changes))
    _log("plans.action_changed", action, by, fields=sorted(changes))
    return action


@action
def finish_action(*, action, done_on, note="", by):
    """It has been done. Raises ActionEnded, DatesOutOfOrder."""
    return _end(action, done_on, ActionEnd.DONE, note, "plans.action_done", by)


@action
def drop_action(*, action, dropped_on, why, by):
    """It will not be done, and why. Raises ActionEnded, DatesOutOfOrder."""
    return _end(action, dropped_on, ActionEnd.DROPPED, why, "plans.action_dropped", by)


def _end(row, ended_on, how_ended, why, event, by):
    row = Action.objects.select_for_update().get(pk=row.pk)
    _check_open(row)
    in_order(rules.not_before("The action", ended_on, row.started_on))
    row.ended_on, row.how_ended, row.ended_why = ended_on, how_ended, why.strip()
    row.save(update_fields=["ended_on", "how_ended", "ended_why"])
    _log(event, row, by)
    return row


def _check_open(row):
    if row.ended_on is not None:
        raise ActionEnded


def _log(event, row, by, **details):
    members = row.outcome.members.select_related("child").order_by("pk")
    audit.record(event, people=[m.child for m in members], by=by, plan_action=row.pk, **details)
