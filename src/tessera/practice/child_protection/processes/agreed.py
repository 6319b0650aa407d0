"""What a strategy discussion agreed is work: for its owner here, or for the child's worker to follow up."""

from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.engine.workflow.processes import NotYet, StepDefinition, completes, define
from tessera.foundations.access.actors import actor_of
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import date_words
from tessera.people.queries import allocated_workers
from tessera.people.queries.workers import worker_named
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


@completes(AGREED)
def say_what_became_of_it(*, step, subjects, answers, completed_on, by, earlier):
    agreed = held.agreed_in(step.public_id)
    if agreed is None:
        raise NotYet("The discussion no longer says that this was agreed. Set this work aside.")
    try:
        meetings.answer_for_agreed(
            agreed=agreed,
            how_ended=answers["how"],
            ended_on=answers["ended_on"],
            why=answers["why"] or answers["note"] or "",
            correcting=earlier is not None,
            by=by,
        )
    except (meetings.AlreadyAnswered, meetings.EndsTooEarly) as refusal:
        raise NotYet(str(refusal.__doc__), field="ended_on") from refusal


def keep_agreed(step, subjects, meeting, answers, by):
    """Each row is a fact with its owner and day, and work until somebody says what became of it."""
    rows = [
        meetings.Agreed(
            what=row["what"],
            who=row["who"] or "",
            worker=_one_of_ours(row["who"], answers["held_on"]),
            due_on=row["by_when"],
        )
        for row in answers["actions"] or ()
    ]
    kept = meetings.keep_agreed(meeting=meeting, rows=rows, by=by)
    _set_aside(step, {each.work_ref for each in kept}, by)
    for each in kept:
        if each.work_ref is None:
            _ask_for(each, step, subjects, by)


def _one_of_ours(name, on):
    """The worker of this name who can answer for it here; anybody else is followed up."""
    worker = worker_named(name)
    may = worker is not None and actor_of(worker, on).may(permissions.FOLLOW_UP)
    return worker if may else None


def _ask_for(agreed, step, subjects, by):
    found = allocated_workers([child.pk for child in subjects], local(step.submitted_at).date())
    allocated = next((found[c.pk] for c in subjects if c.pk in found), None)
    work = workflow.start_step(
        code=AGREED,
        subjects=subjects,
        worker=agreed.worker or (allocated.worker if allocated else None),
        team=None if agreed.worker else (allocated.team if allocated else step.team),
        follows=step,
        due_on=agreed.due_on,
        due_why=_why(agreed),
        at=step.submitted_at,
        by=by,
    )
    meetings.work_on_agreed(agreed=agreed, work_ref=work.public_id, by=by)


def _why(agreed):
    what = f"{agreed.who}: {agreed.what}" if agreed.who and not agreed.worker else agreed.what
    return f"{what}. Agreed at the strategy discussion on {date_words(agreed.agreed_on)}"


def _set_aside(step, wanted, by):
    """After a correction: what the discussion did not agree after all is nobody's work."""
    waiting = Step.objects.filter(follows=step, code=AGREED, state__in=OPEN_STATES)
    for each in waiting.exclude(public_id__in=[ref for ref in wanted if ref]):
        workflow.cancel_step(
            step=each, reason=step.reason or "Not agreed after all", at=step.submitted_at, by=by
        )
