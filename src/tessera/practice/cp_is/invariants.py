"""Cross-table truths of CP-IS."""

import hashlib

from tessera.engine.workflow.processes import invariant
from tessera.engine.workflow.queries.invariants import rows
from tessera.practice.cp_is.models import File


@invariant("cp-is-files", "A file for the NHS is whole, and has the lines that it says")
def files():
    for file in File.objects.order_by("pk").iterator():
        counted = file.told.count()
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.digest or counted != file.lines:
            yield {"file": file.pk, "says": file.lines, "has": counted}


@invariant("cp-is-clocks", "No clock runs for what the NHS has acknowledged")
def clocks():
    return rows(
        """
        SELECT timer.id AS timer, line.id AS line FROM workflow_timer timer
        JOIN cp_is_line line ON line.child_id = timer.person_id
          AND line.source_id = timer.trigger_id AND line.answer = 'acknowledged'
        WHERE timer.rule = 'T072' AND timer.stopped_on IS NULL
          AND ((timer.trigger_kind = 'child_protection.plan' AND line.change <> 'taken_back')
            OR (timer.trigger_kind = 'child_protection.plan_ended' AND line.ended_on IS NOT NULL))
        """
    )


@invariant("cp-is-notices", "A notice that nobody has answered is somebody's open work")
def notices():
    return rows(
        """
        SELECT a.id AS attendance FROM cp_is_attendance a
        WHERE a.answered_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM workflow_step s WHERE s.code = 'cp_is.respond'
              AND s.about ->> 'attendance' = a.public_id::text
              AND s.state NOT IN ('done', 'cancelled'))
        """
    )
