"""Early help ends, with its reason and what the family says of it."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.practice.early_help import queries, rules
from tessera.practice.early_help.actions.beginning import (
    ASSESSMENT,
    LINE,
    work_no_more_with,
)
from tessera.practice.early_help.actions.refusals import DatesOutOfOrder, NotOpen
from tessera.practice.early_help.models import EarlyHelp

ENDED = "early_help.ended"


@action
def end_early_help(*, child, ended_on, end_reason, view="", step_ref=None, by):
    """End the child's early help, its clock, and the work of whoever gave it.

    Raises NotOpen, DatesOutOfOrder.
    """
    help_ = EarlyHelp.objects.open().select_for_update().filter(child=child).first()
    if help_ is None:
        raise NotOpen
    help_.ended_on, help_.end_reason, help_.end_view = ended_on, end_reason, view
    _in_order(help_)
    help_.save(update_fields=["ended_on", "end_reason", "end_view"])
    workflow.stop_timer(
        rule=ASSESSMENT,
        person=child,
        trigger_kind=LINE,
        trigger_id=help_.pk,
        on=ended_on,
        why="Early help ended",
        by=by,
    )
    work_no_more_with(child=child, ended_on=ended_on, by=by)
    _tell_story(help_, step_ref)
    audit.record(
        "early_help.ended", person=child, by=by, early_help=str(help_.public_id), reason=end_reason
    )
    return help_


@action
def correct_end(*, help_, ended_on, end_reason, view="", reason, step_ref=None, by):
    """Put a wrong day or reason right, saying why. Raises DatesOutOfOrder."""
    help_.ended_on, help_.end_reason, help_.end_view = ended_on, end_reason, view
    _in_order(help_)
    help_.save(update_fields=["ended_on", "end_reason", "end_view"])
    _tell_story(help_, step_ref)
    audit.record(
        "early_help.end_corrected", person=help_.child, by=by,
        early_help=str(help_.public_id), why=reason,
    )  # fmt: skip
    return help_


def _in_order(help_):
    problem = rules.end_problem(
        started_on=help_.started_on,
        assessed_on=queries.last_assessed_on(help_),
        ended_on=help_.ended_on,
    )
    if problem:
        raise DatesOutOfOrder(problem)


def _tell_story(help_, step_ref):
    people.write_line(
        person=help_.child,
        on=help_.ended_on,
        kind=ENDED,
        source_id=help_.pk,
        significance=2,
        step_ref=step_ref,
    )
