"""A contact is taken down: begun with how it came, and saved as it is typed."""

from tessera.engine.workflow import actions as workflow
from tessera.foundations.records.actions import action

CONTACT = "front_door.contact"


@action
def begin_contact(*, channel, at, by):
    """Start a contact that came this way, now."""
    step = workflow.start_step(code=CONTACT, worker=by, at=at, by=by)
    workflow.save_answer(step=step, field="channel", value=channel, at=at, by=by)
    return step


@action
def save_people(*, step, rows, turn=None, at, by):
    """Keep the children and grown-ups of a contact that is being taken."""
    return workflow.save_answer(
        step=step, field="people", value=rows or None, turn=turn, at=at, by=by
    )
