"""The report for a conference is signed off, and then the parents have it: in time before the day."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import StepDefinition, completes, define, settled
from tessera.practice.child_protection import actions, permissions, queries

REPORT = "child_protection.conference_report"
SHARE = actions.SHARE
CLOCKS = ("T062", "T063")

define(
    StepDefinition(
        code=SHARE,
        title="Give the report to the parents",
        form="share_report",
        permission=permissions.ENQUIRE,
        timers=CLOCKS,
        happened_on="shared_on",
        story="assessment",
        detail="The parents have it before the day",
    )
)


@settled(SHARE)
def conference_was_held(people, *, after):
    """Nobody is asked to give the parents the report for a conference that is over."""
    return {person.pk for person in people} - queries.reported_on(people)


@completes(REPORT)
def report_is_in(*, step, subjects, answers, completed_on, by):
    """The worker's own report has come, for those who prepare the conference.

    The clocks count until the parents have it: where they have not, they run on for who gives it to them.
    """
    shared_on = answers["shared_on"]
    actions.report_came(step=step, on=shared_on or completed_on, by=by)
    if shared_on:
        actions.shared_already(report=step, at=step.authorised_at or step.submitted_at, by=by)
        return
    for child in subjects:
        workflow.leave_running(person=child, rules=CLOCKS, step=step, by=by)
