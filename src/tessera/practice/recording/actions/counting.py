"""Since when a child has not been seen, as the visits say it."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.records.actions import action
from tessera.practice.recording import queries

VISIT = "recording.visit"


@action
def count_visits(*, child, rule, by):
    """The clock of visits of one rule, counted anew from every visit that counts.

    Gives the one that runs.
    """
    visits = queries.visits_that_count(child)
    return workflow.lay_out(
        rule=rule,
        person=child,
        kind=VISIT,
        happened=[workflow.Happened(visit.pk, visit.happened_on) for visit in visits],
        why="Visited",
        by=by,
    )
