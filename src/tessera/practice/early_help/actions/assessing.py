"""What was found with the family, for each child, and putting it right."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.practice.early_help import rules
from tessera.practice.early_help.actions.beginning import ASSESSMENT, LINE
from tessera.practice.early_help.actions.refusals import DatesOutOfOrder, NotOpen
from tessera.practice.early_help.models import Assessment, EarlyHelp

ASSESSED = "early_help.assessment"


class AssessedAlready(Exception):
    """The child's early help was assessed on that day already."""


@action
def record_assessment(
    *, child, assessed_on, outcome, plan="", why="", childs_words="", step_ref=None, by
):
    """The early help assessment of one child; it stops the clock that began with the agreement.

    Raises NotOpen, DatesOutOfOrder, AssessedAlready.
    """
    help_ = EarlyHelp.objects.open().select_for_update().filter(child=child).first()
    if help_ is None:
        raise NotOpen
    _in_order(help_, assessed_on)
    assessment = Assessment.objects.create(
        early_help=help_,
        assessed_on=assessed_on,
        outcome=outcome,
        plan=plan,
        why=why,
        childs_words=childs_words,
        step_ref=step_ref,
    )
    workflow.stop_timer(
        rule=ASSESSMENT,
        person=child,
        trigger_kind=LINE,
        trigger_id=help_.pk,
        on=assessed_on,
        why="The assessment was finished",
        by=by,
    )
    _tell_story(assessment, child)
    audit.record(
        "early_help.assessed", person=child, by=by, assessment=str(assessment.public_id),
        outcome=outcome,
    )  # fmt: skip
    return assessment


@action
def correct_assessment(*, assessment, reason, by, **changes):
    """Put a wrong day, outcome or plan right, with the reason. Raises DatesOutOfOrder, AssessedAlready."""
    child = assessment.early_help.child
    for name, value in changes.items():
        setattr(assessment, name, value)
    _in_order(assessment.early_help, assessment.assessed_on, besides=assessment.pk)
    assessment.save(update_fields=list(changes))
    _tell_story(assessment, child)
    audit.record(
        "early_help.assessment_corrected", person=child, by=by, reason=reason,
        assessment=str(assessment.public_id), fields=sorted(changes),
    )  # fmt: skip
    return assessment


def _in_order(help_, assessed_on, besides=None):
    problem = rules.within_problem(
        on=assessed_on, started_on=help_.started_on, ended_on=help_.ended_on
    )
    if problem:
        raise DatesOutOfOrder(problem)
    if help_.assessments.filter(assessed_on=assessed_on).exclude(pk=besides).exists():
        raise AssessedAlready


def _tell_story(assessment, child):
    people.write_line(
        person=child,
        on=assessment.assessed_on,
        kind=ASSESSED,
        source_id=assessment.pk,
        significance=2,
        step_ref=assessment.step_ref,
    )
