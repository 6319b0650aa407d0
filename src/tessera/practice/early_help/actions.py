"""Early help is asked for, begins with the family's agreement, and ends."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.practice.early_help import rules
from tessera.practice.early_help.models import EarlyHelp

LINE = "early_help.early_help"
ASSESSMENT = "T010"


class AlreadyOpen(Exception):
    """The child has early help already."""


class NotOpen(Exception):
    """The child has no early help to end."""


@action
def record_request(
    *, child, asked_on, consent, agreed_by="", why="", childs_words="", step_ref=None, by
):
    """Write down that early help was offered; with the family's agreement it begins that day.

    Raises AlreadyOpen.
    """
    begins = rules.may_start(consent)
    if begins and EarlyHelp.objects.open().filter(child=child).exists():
        raise AlreadyOpen
    help_ = EarlyHelp.objects.create(
        child=child,
        asked_on=asked_on,
        consent=consent,
        agreed_by=agreed_by,
        started_on=asked_on if begins else None,
        why=why,
        childs_words=childs_words,
        step_ref=step_ref,
    )
    if begins:
        workflow.start_timer(
            rule=ASSESSMENT,
            person=child,
            trigger_kind=LINE,
            trigger_id=help_.pk,
            triggered_on=asked_on,
            by=by,
        )
    people.write_line(
        person=child,
        on=asked_on,
        kind=LINE,
        source_id=help_.pk,
        significance=2,
        step_ref=step_ref,
    )
    audit.record("early_help.requested", person=child, by=by, early_help=str(help_.public_id))
    return help_


@action
def end_early_help(*, child, ended_on, why="", by):
    """End the child's early help. Raises NotOpen."""
    help_ = EarlyHelp.objects.open().select_for_update().filter(child=child).first()
    if help_ is None:
        raise NotOpen
    help_.ended_on = ended_on
    help_.why = "\n\n".join(filter(None, (help_.why, why)))
    help_.save(update_fields=["ended_on", "why"])
    workflow.stop_timer(
        rule=ASSESSMENT,
        person=child,
        trigger_kind=LINE,
        trigger_id=help_.pk,
        on=ended_on,
        why="early help ended",
        by=by,
    )
    audit.record("early_help.ended", person=child, by=by, early_help=str(help_.public_id))
    return help_
