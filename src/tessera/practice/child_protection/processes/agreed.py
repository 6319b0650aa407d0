"""What a strategy discussion agreed is work: for its owner here, or for the child's worker to follow up."""

from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow.given_out import GivenOut
from tessera.engine.workflow.processes import StepDefinition, completes, define
from tessera.foundations.calendar.words import date_words
from tessera.practice.child_protection import permissions
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries as held

AGREED = "child_protection.agreed_action"

define(
    StepDefinition(
        code=AGREED,
        title="What was agreed",
        form="agreed_action",
        permission=permissions.FOLLOW_UP,
        story="meeting",
        detail="Something that a strategy discussion asked for: was it done?",
    )
)


@arrival("child_protection.agreed")
def what_was_agreed(step, children, actor, on):
    agreed = held.agreed_in(step.public_id)
    if agreed is None:
        return None
    words = ": ".join(part for part in (agreed.who, agreed.what) if part)
    return Filled(words, "the strategy discussion", agreed.agreed_on)


GIVEN_OUT = GivenOut(
    code=AGREED,
    permission=permissions.FOLLOW_UP,
    fact_in=held.agreed_in,
    answer=lambda agreed, **said: meetings.answer_for_agreed(agreed=agreed, **said),
    work_on=lambda agreed, **said: meetings.work_on_agreed(agreed=agreed, **said),
    refusals=(meetings.AlreadyAnswered, meetings.EndsTooEarly),
    gone="The discussion no longer says that this was agreed",
    not_after_all="Not agreed after all",
)
completes(AGREED)(GIVEN_OUT.answered)


def keep_agreed(step, subjects, meeting, answers, by):
    """Each row is a fact with its owner and day, and work until somebody says what became of it."""
    rows = [
        meetings.Agreed(
            what=row["what"],
            who=row["who"] or "",
            worker=GIVEN_OUT.one_of_ours(row["who"], answers["held_on"]),
            due_on=row["by_when"],
        )
        for row in answers["actions"] or ()
    ]
    kept = meetings.keep_agreed(meeting=meeting, rows=rows, by=by)
    GIVEN_OUT.set_aside(step, kept, by=by)
    for each in kept:
        if each.work_ref is None:
            GIVEN_OUT.ask_for(each, step, subjects, why=_why(each), by=by)


def _why(agreed):
    what = f"{agreed.who}: {agreed.what}" if agreed.who and not agreed.worker else agreed.what
    return f"{what}. Agreed at the strategy discussion on {date_words(agreed.agreed_on)}"
