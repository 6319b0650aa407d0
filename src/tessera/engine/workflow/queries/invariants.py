"""Cross-table truths of chronology, steps, timers and worklists, each as the rows that break it."""

from django.db import connection

from tessera.engine.documents import storage
from tessera.engine.documents.models import File
from tessera.engine.workflow import register
from tessera.engine.workflow.queries.truth import wrong_work_items
from tessera.people import record_page


def broken_invariants() -> dict[str, list[dict]]:
    """Every registered truth with the rows that break it."""
    return {name: list(check()) for name, (_, check) in register.invariants().items()}


def rows(sql: str, **params) -> list[dict]:
    """For invariants that are best said in SQL. The words of the query are always our own."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@register.invariant("worklist", "The worklist says what the open steps and their timers say")
def worklist():
    return wrong_work_items()


@register.invariant("finished-sheets", "A step is done exactly when its form is finished")
def finished_sheets():
    return rows(
        """
        SELECT step.id AS step, step.state FROM workflow_step step
        JOIN forms_sheet sheet ON sheet.id = step.sheet_id
        WHERE (step.state = 'done') <> sheet.is_finished
        """
    )


@register.invariant("authorised", "Work that needs authorisation is done only with somebody's name")
def authorised():
    return rows(
        """
        SELECT id AS step, code FROM workflow_step
        WHERE state = 'done' AND authorisation_level <> '' AND authorised_by_id IS NULL
        """
    )


@register.invariant("signatures", "Work of several levels is done only with each level's own name")
def signatures():
    return rows(
        """
        SELECT step.id AS step, step.code FROM workflow_step step
        WHERE step.state = 'done' AND jsonb_array_length(step.levels) > (
            SELECT count(DISTINCT s.by_id) FROM workflow_signature s
            WHERE s.step_id = step.id AND s.withdrawn_at IS NULL AND s.by_id <> step.submitted_by_id)
        """
    )


@register.invariant("files", "Every file that a form names lies in the store, whole")
def files():
    for file in File.objects.order_by("pk").iterator():
        lies = storage.size_of(file.digest)
        if lies != file.size:
            yield {"file": file.pk, "size": file.size, "in the store": lies}


@register.invariant("timers-of-open-work", "A running timer is attached to open work or to none")
def timers_of_open_work():
    return rows(
        """
        SELECT timer.id AS timer, timer.rule, step.state FROM workflow_timer timer
        JOIN workflow_step step ON step.id = timer.step_id
        WHERE timer.stopped_on IS NULL AND step.state IN ('done', 'cancelled')
        """
    )


@register.invariant("answers-of-subjects", "An answer about one child is about a child of the step")
def answers_of_subjects():
    return rows(
        """
        SELECT answer.id AS answer, answer.field FROM forms_answer answer
        JOIN workflow_step step ON step.sheet_id = answer.sheet_id
        WHERE answer.child_id IS NOT NULL AND answer.value IS NOT NULL
          AND answer.value <> 'null'::jsonb
          AND NOT EXISTS (SELECT 1 FROM workflow_subject subject
                          WHERE subject.step_id = step.id AND subject.person_id = answer.child_id)
        """
    )


@register.invariant("chronology-kinds", "Every line of a chronology is of a kind that can be read")
def chronology_kinds():
    known = [kind.code for kind in record_page.kinds()]
    return rows(
        "SELECT kind, count(*) AS lines FROM people_line WHERE NOT kind = ANY(%(known)s) GROUP BY kind",
        known=known,
    )
