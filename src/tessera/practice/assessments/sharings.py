"""With whom an assessment was shared, where the form that said so is opened again."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.assessments.actions import LINE, SHARED_WHY, share_assessment


@action
def correct_sharings(*, assessment, told, step_ref, by):
    """With whom a form says it was shared, put right: `told` are rows as `share_assessment` takes them.

    Who stands there as before is left; the others are corrected, added, or taken back.
    """
    rows = list(assessment.sharings.filter(step_ref=step_ref).order_by("pk"))
    new = [row for row in told if not _take_same(rows, row)]
    for sharing, row in zip(rows, new, strict=False):
        for name, value in row.items():
            setattr(sharing, name, value)
        sharing.save(update_fields=list(row))
    for sharing in rows[len(new) :]:
        sharing.delete()
    for row in new[len(rows) :]:
        share_assessment(assessment=assessment, step_ref=step_ref, by=by, **row)
    _stop_at_first_sharing(assessment, by)
    if rows:
        audit.record("assessments.sharing_corrected", person=assessment.child, by=by)


def _take_same(rows, told) -> bool:
    """Take out of the rows the one that says the same."""
    for sharing in rows:
        if all(getattr(sharing, name) == value for name, value in told.items()):
            rows.remove(sharing)
            return True
    return False


def _stop_at_first_sharing(assessment, by):
    first = assessment.sharings.order_by("shared_on").values_list("shared_on", flat=True).first()
    if first is not None:
        workflow.stop_timer(
            rule="T043",
            person=assessment.child,
            on=first,
            why=SHARED_WHY,
            trigger_kind=LINE,
            trigger_id=assessment.pk,
            stopped_why=SHARED_WHY,
            by=by,
        )
