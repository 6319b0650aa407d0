"""Handing work in, signing it off, and what follows: one transaction each."""

from datetime import date

from tessera.engine.forms import filling
from tessera.engine.forms import queries as sheets
from tessera.engine.forms.answers import Problem, problems
from tessera.engine.forms.kinds import Asked, kind_of
from tessera.engine.forms.models import Answer, Sheet
from tessera.engine.workflow import queries, register
from tessera.engine.workflow.actions.answers import save_answers
from tessera.engine.workflow.actions.following import as_data, follows_of
from tessera.engine.workflow.actions.steps import (
    NotOpen,
    add_subject,
    locked,
    start_step,
    withdraw_signatures,
)
from tessera.engine.workflow.actions.timers import running_on, stop_all, stop_due
from tessera.engine.workflow.actions.upkeep import keep_work_item, note, people_of
from tessera.engine.workflow.models import Signature, State, Step, StepEvent
from tessera.foundations.access.models import Team, User
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.ui.formatting import local


class Unfinished(Exception):
    """Something that is required is missing, or does not fit."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(problem.words for problem in problems))
        self.problems = problems


class NotAwaiting(Exception):
    """The step does not wait for authorisation (any more)."""

    def __init__(self, step):
        super().__init__(f"step #{step.pk} is {step.state}")
        self.step = step


class OwnWork(Exception):
    """The author never authorises their own."""


class SignedAlready(OwnWork):
    """Each level is signed by somebody else."""


@action
def submit_step(*, step, next_steps=None, at, by) -> Step:
    """Hand the work in, once. With no authorisation to wait for, it is complete.

    `next_steps` are what the worker chose; None takes what the answers suggest. Raises NotOpen,
    Unfinished, and NotYet when a handler refuses.
    """
    step = locked(step)
    on = local(at).date()
    answers = sheets.answers_of(step.sheet)
    found = standing_in_the_way(step, answers, on)
    if found:
        raise Unfinished(found)
    _keep_statements(step, answers, on, by=by, at=at)
    definition = register.step(step.code)
    if definition.happened_on:
        happened = answers[definition.happened_on]
        step.happened_on = local(happened).date() if hasattr(happened, "hour") else happened
    step.submitted_at, step.submitted_by = at, by
    step.next_steps = [as_data(f) for f in follows_of(step, answers, next_steps, on)]
    step.levels = definition.levels_for(step=step, answers=answers, on=on, by=by)
    step.authorisation_level = next(iter(step.levels), "")
    if step.levels:
        step.state = State.AWAITING_AUTHORISATION
    step.save()
    note(step, StepEvent.Kind.SUBMITTED, at=at, by=by)
    audit.record("workflow.step_submitted", people=people_of(step), by=by, **_ids(step))
    _call("submits", step, answers, by, submitted_on=on)
    if not step.levels:
        return _complete(step, answers, at=at, by=by)
    keep_work_item(step)
    return step


@action
def authorise_step(*, step, next_steps=None, comment="", at, by) -> Step:
    """Sign the work off. The last level's signature completes it; before that the next level has it.

    Raises OwnWork, SignedAlready, NotAwaiting, and NotYet when a handler refuses.
    """
    seen, step = step.authorisation_level, _awaiting(step)
    # Somebody else may have signed the level that this worker saw: theirs is not the next one.
    if step.authorisation_level != seen:
        raise NotAwaiting(step)
    if by is None or by.pk in (step.submitted_by_id, step.worker_id):
        raise OwnWork
    answers = sheets.answers_of(step.sheet)
    if next_steps is not None:
        on = local(at).date()
        step.next_steps = [as_data(f) for f in follows_of(step, answers, next_steps, on)]
    _sign(step, at=at, by=by)
    note(step, StepEvent.Kind.AUTHORISED, at=at, by=by, comment=comment)
    audit.record(
        "workflow.step_authorised",
        people=people_of(step),
        by=by,
        level=step.authorisation_level,
        **_ids(step),
    )
    left = queries.unsigned_levels(step)
    if left:
        step.authorisation_level = left[0]
        step.save(update_fields=["authorisation_level", "next_steps"])
        keep_work_item(step)
        return step
    step.authorised_at, step.authorised_by = at, by
    return _complete(step, answers, at=at, by=by)


@action
def return_step(*, step, comment, at, by) -> Step:
    """Ask for changes, with words, at any level. Every answer is kept, no signature. Raises NotAwaiting."""
    step = _awaiting(step)
    step.state = State.RETURNED
    step.save(update_fields=["state"])
    withdraw_signatures(step, at=at)
    note(step, StepEvent.Kind.RETURNED, at=at, by=by, comment=comment)
    keep_work_item(step)
    register.call(
        "returns",
        step,
        subjects=people_of(step),
        comment=comment,
        returned_on=local(at).date(),
        by=by,
    )
    audit.record("workflow.step_returned", people=people_of(step), by=by, **_ids(step))
    return step


@action
def complete_with(
    *,
    code,
    subjects=(),
    answers,
    each=None,
    happened_on=None,
    about=None,
    follows=None,
    step=None,
    worker=None,
    team=None,
    authorised_by=None,
    next_steps=None,
    at,
    by,
) -> Step:
    """Start, fill in, hand in and, by somebody else, sign off: all at once.

    `authorised_by` is one person or, for work of several levels, those who sign in order.
    An open `step` is taken up instead of a new one; brothers and sisters named besides join it.
    """
    if step is None:
        step = start_step(
            code=code,
            subjects=subjects,
            worker=worker or by,
            team=team,
            about=about,
            follows=follows,
            at=at,
            by=by,
        )
    for person in subjects:
        if person not in people_of(step):
            add_subject(step=step, person=person, at=at, by=by)
    form = sheets.form_of(step.sheet)
    stored = {
        (key, child.pk if child else None): kind_of(form.field(key)).store(value)
        for child, given in [(None, answers), *(each or {}).items()]
        for key, value in given.items()
        if value is not None
    }
    if stored:
        save_answers(step=step, answers=stored, at=at, by=by)
    if happened_on is not None:
        Step.objects.filter(pk=step.pk).update(happened_on=happened_on)
    step = submit_step(step=step, next_steps=next_steps, at=at, by=by)
    for signer in authorised_by if isinstance(authorised_by, tuple) else (authorised_by,):
        if signer is not None and step.state == State.AWAITING_AUTHORISATION:
            step = authorise_step(step=step, at=at, by=signer)
    return step


def _sign(step, *, at, by) -> None:
    if step.signatures.filter(by=by, withdrawn_at=None).exists():
        raise SignedAlready
    Signature.objects.create(
        step=step, level=step.authorisation_level, at=at, by=by, step_ref=step.public_id
    )


def _complete(step, answers, *, at, by) -> Step:
    on = local(at).date()
    clocks = running_on(step)
    _make_facts(step, answers, on, by=by)
    step.state, step.completed_at = State.DONE, at
    step.save()
    Sheet.objects.filter(pk=step.sheet_id).update(is_finished=True)
    again = step.events.filter(kind=StepEvent.Kind.COMPLETED).exists()
    note(step, StepEvent.Kind.CORRECTED if again else StepEvent.Kind.COMPLETED, at=at, by=by)
    # Of what happened on a day only the day is known: when it was written says nothing of its hour.
    when = {"on": step.happened_on, "at": None} if step.happened_on else {"on": on, "at": at}
    stop_all(step, clocks, **when)
    stop_due(step, people_of(step), **when)
    keep_work_item(step)
    audit.record("workflow.step_completed", people=people_of(step), by=by, **_ids(step))
    _make_next(step, at=at, by=by)
    return step


def standing_in_the_way(step, answers, today) -> list[Problem]:
    """All that must be put right before the step can be handed in."""
    people = people_of(step)
    asked = Asked(
        today, _name(step), rows=lambda field: filling.rows_of(field.rows_from, people, today)
    )
    found = problems(answers, people, asked)
    return found + [
        Problem(answers.form.section_of(f.field).key, f.field, f.child, f.words, f.href)
        for f in findings(step, answers, today)
        if not f.soft
    ]


def findings(step, answers, today) -> list[register.Finding]:
    """What the rooms' own checks say of the answers as they stand."""
    details = {"subjects": people_of(step), "answers": answers, "today": today}
    return [
        finding
        for check in register.handlers("checks", step.code)
        for finding in check(step=step, **details)
    ]


def _call(moment, step, answers, by, **on) -> None:
    register.call(moment, step, subjects=people_of(step), answers=answers, by=by, **on)


def _make_facts(step, answers, on, *, by) -> None:
    """Each room's handler; one that corrects gets what was answered when the step was last finished."""
    handlers = register.handlers("completes", step.code)
    asked = any(register.corrects(handler) for handler in handlers)
    earlier = {"earlier": queries.answers_before(step)} if asked else {}
    details = {"step": step, "subjects": people_of(step), "answers": answers}
    for handler in handlers:
        more = earlier if register.corrects(handler) else {}
        handler(**details, **more, completed_on=on, by=by)


def _make_next(step, *, at, by) -> None:
    """Make what was chosen to follow; what an earlier completion already made is not made again."""
    made = set(step.followed_by.exclude(state=State.CANCELLED).values_list("code", flat=True))
    people = {str(person.public_id): person for person in people_of(step)}
    for data in step.next_steps:
        about = [people[each] for each in data["subjects"] if each in people]
        needing = register.still_needing(data["code"], about, after=step.code)
        if data["code"] not in made and (needing or not about):
            start_step(
                code=data["code"],
                subjects=needing,
                worker=User.objects.get(pk=data["worker"]) if data["worker"] else None,
                team=Team.objects.get(pk=data["team"]) if data["team"] else None,
                follows=step,
                about=step.about,
                due_on=date.fromisoformat(data["due_on"]) if data["due_on"] else None,
                due_why=data["due_why"],
                urgency=step.urgency,
                at=at,
                by=by,
            )


def _keep_statements(step, answers, on, *, at, by) -> None:
    """What the form itself said is kept with the answers, so that it reads the same later."""
    for each in answers.form.fields:
        if each.kind == "statement" and each.computed_from:
            words = filling.state(each.computed_from, people_of(step), on, step=step)
            Answer.objects.update_or_create(
                sheet=step.sheet,
                field=each.key,
                child=None,
                defaults={"value": words, "saved_at": at, "saved_by": by},
            )


def _awaiting(step) -> Step:
    try:
        step = locked(step, writable=False)
    except NotOpen as closed:
        raise NotAwaiting(closed.step) from closed
    if step.state != State.AWAITING_AUTHORISATION:
        raise NotAwaiting(step)
    return step


def _name(step) -> str:
    people = people_of(step)
    return (people[0].known_as or people[0].given_name) if len(people) == 1 else "the child"


def _ids(step) -> dict:
    return {"step": str(step.public_id), "code": step.code}
