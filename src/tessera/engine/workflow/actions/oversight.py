"""A manager's words on late work, and the new day: once said, they stand on each child's record."""

import uuid

from tessera.engine.workflow.actions.timers import NotMovable, TimerStopped, move
from tessera.engine.workflow.actions.upkeep import keep_work_item, note, people_of
from tessera.engine.workflow.models import Oversight, Step, StepEvent, Timer
from tessera.engine.workflow.queries import moving_of
from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.words import date_words
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.ui.formatting import local

LINE = "workflow.oversight"


class NothingSaid(Exception):
    """Oversight is in words: why it is late, and what happens now."""


class DayBehind(Exception):
    """A new day to work to is today or later."""


@action
def oversee_step(*, step, words, new_on=None, at, by) -> list[Oversight]:
    """Management oversight of late work (practice 0.4), for everyone it is about.

    The new day goes to the clocks that the work answers; where none runs, it is the work's own.
    Raises NothingSaid, DayBehind, NotMovable.
    """
    words = _checked(words, new_on, at)
    step = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
    timers = list(Timer.objects.filter(step=step, stopped_on=None).select_related("person"))
    _check_moving(timers, new_on, at, by)
    of_timer = {timer.person_id: timer for timer in timers}
    told = [*people_of(step)] or [None]
    said = [
        _say(
            person,
            words,
            new_on,
            at,
            by,
            step=step,
            timer=of_timer.get(person.pk if person else None),
        )
        for person in told
    ]
    said = _together(said)
    if new_on is not None:
        why = _where_it_stands(at, by)
        for timer in timers:
            move(timer, new_on, why=why, by=by)
        if not timers or step.due_on is not None:
            step.due_on, step.due_why = new_on, f"New date set: {why}"[:200]
            step.save(update_fields=["due_on", "due_why"])
            keep_work_item(step)
    kind = StepEvent.Kind.COMMENTED if new_on is None else StepEvent.Kind.EXTENDED
    note(step, kind, at=at, by=by)
    audit.record("workflow.work_overseen", people=people_of(step), by=by, step=str(step.public_id))
    return said


@action
def oversee_clock(*, timer, beside=(), words, new_on=None, at, by) -> Oversight:
    """The same for a clock that no piece of work answers, and once for those of brothers and sisters beside.

    Raises NothingSaid, DayBehind, NotMovable, TimerStopped.
    """
    words = _checked(words, new_on, at)
    ids = [each.pk for each in (timer, *beside)]
    held = Timer.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    found = {each.pk: each for each in held.select_related("person").order_by("pk")}
    timers = [found[pk] for pk in ids]
    if any(each.stopped_on is not None for each in timers):
        raise TimerStopped
    _check_moving(timers, new_on, at, by)
    said = _together([_say(each.person, words, new_on, at, by, timer=each) for each in timers])
    for each in timers if new_on is not None else ():
        move(each, new_on, why=_where_it_stands(at, by), by=by)
    for each in timers:
        told = [each.person] if each.person else []
        audit.record("workflow.clock_overseen", people=told, by=by, timer=str(each.public_id))
    return said[0]


def _where_it_stands(at, by) -> str:
    """Under the new date: who set it, and where to read why. The reason itself is said once, there."""
    return f"as {by.name} says in the management oversight of {date_words(local(at).date())}"


def _checked(words, new_on, at) -> str:
    if not words.strip():
        raise NothingSaid
    if new_on is not None and new_on < local(at).date():
        raise DayBehind
    return words.strip()


def _check_moving(timers, new_on, at, by) -> None:
    """Each clock lets this worker set this day. Raises NotMovable."""
    if new_on is None or not timers:
        return
    today = local(at).date()
    roles = actor_of(by, today).role_codes
    for timer in timers:
        may = moving_of(timer, roles=roles, today=today)
        problem = may.problem(new_on, timer.statutory_due_on)
        if problem:
            raise NotMovable(problem)


def _say(person, words, new_on, at, by, *, step=None, timer=None) -> Oversight:
    return Oversight(
        person=person,
        step=step,
        timer=timer,
        due_on=timer.due_on if timer else step.due_on,
        words=words,
        new_on=new_on,
        said_on=local(at).date(),
        said_at=at,
        said_by=by,
    )


def _together(said: list[Oversight]) -> list[Oversight]:
    """One row for each child, said once; and its line in the child's chronology."""
    group = uuid.uuid4()
    for one in said:
        one.group = group
        one.save(force_insert=True)
        if one.person is not None:
            people.write_line(
                person=one.person,
                on=one.said_on,
                at=one.said_at,
                kind=LINE,
                source_id=one.pk,
                significance=Line.Significance.SIGNIFICANT,
            )
    return said
