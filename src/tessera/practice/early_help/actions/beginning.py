"""Early help is asked for, and begins with the family's agreement."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Involvement
from tessera.practice.early_help import rules
from tessera.practice.early_help.models import EarlyHelp

LINE = "early_help.early_help"
ASSESSMENT = "T010"


class AlreadyOpen(Exception):
    """The child has early help already."""


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
def work_with(*, child, worker=None, team=None, started_on, step_ref=None, by):
    """Who works with the child from this day: a team, or a worker by name in place of the one before."""
    if worker is None and team is None:
        return
    held = list(Involvement.objects.filter(person=child, role=rules.ROLE, ended_on=None))
    if any(_is_theirs(each, worker, team) for each in held):
        return
    for each in held:
        people.end_involvement(involvement=each, ended_on=max(started_on, each.started_on), by=by)
    people.start_involvement(
        person=child,
        role=rules.ROLE,
        worker=worker,
        team=team,
        started_on=started_on,
        step_ref=step_ref,
        by=by,
    )


@action
def work_no_more_with(*, child, ended_on, by):
    """Early help has ended, or the family said no: whoever gave it opens the record no longer."""
    for each in Involvement.objects.filter(person=child, role=rules.ROLE, ended_on=None):
        people.end_involvement(involvement=each, ended_on=max(ended_on, each.started_on), by=by)


def _is_theirs(involvement, worker, team) -> bool:
    if worker is not None:
        return involvement.worker_id == worker.pk
    return involvement.team_id == team.pk
