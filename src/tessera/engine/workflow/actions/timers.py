"""Clocks: computed from dated rules, attached to the work that answers them, stopped by its completion."""

from dataclasses import replace
from datetime import timedelta

from tessera.engine.workflow import register, rules
from tessera.engine.workflow.actions.upkeep import keep_work_item, note, people_of
from tessera.engine.workflow.instead import rule_instead
from tessera.engine.workflow.models import StepEvent, Timer
from tessera.engine.workflow.queries import moving_of
from tessera.engine.workflow.queries.steps import last_open_of
from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.ui.formatting import local

NEARLY_DUE = timedelta(days=31)


class NoSuchTimer(LookupError):
    """No timer of this rule runs from this trigger."""


class TimerStopped(Exception):
    """The timer has stopped, so its day cannot be moved."""


class NotMovable(Exception):
    """This day may not be moved so, by this worker or at all: the words say why."""


@action
def start_timer(
    *, rule, person, trigger_kind, trigger_id, triggered_on=None, triggered_at=None, step=None, by
) -> Timer:
    """Start a clock, once for each trigger: the same trigger again recomputes the clock it started."""
    due = _due(rule, person, trigger_kind, triggered_on, triggered_at)
    timer, made = Timer.objects.get_or_create(
        rule=rule,
        person=person,
        trigger_kind=trigger_kind,
        trigger_id=trigger_id,
        defaults={
            **_computed(due, triggered_on, triggered_at),
            "step": step or open_step_for(rule, person),
        },
    )
    if not made:
        return retrigger(
            rule=rule,
            person=person,
            trigger_kind=trigger_kind,
            trigger_id=trigger_id,
            triggered_on=triggered_on,
            triggered_at=triggered_at,
            why="Recorded again",
            by=by,
        )
    if timer.step:
        keep_work_item(timer.step)
    audit.record("workflow.timer_started", people=[person] if person else [], by=by, rule=rule)
    return timer


@action
def stop_timer(
    *,
    rule,
    person,
    trigger_kind=None,
    trigger_id=None,
    on,
    at=None,
    why="",
    stopped_why="",
    by,
) -> int:
    """Stop the running clocks of a rule for a person, or the one of a trigger. Gives how many.

    With `stopped_why`, those that were stopped so instead: it was another day.
    """
    which = {"stopped_why": stopped_why} if stopped_why else {"stopped_on": None}
    running = Timer.objects.filter(rule=rule, person=person, **which)
    if trigger_kind is not None:
        running = running.filter(trigger_kind=trigger_kind, trigger_id=trigger_id)
    timers = list(running.select_related("step"))
    for timer in timers:
        stop(timer, on=on, at=at, why=why)
    if timers:
        audit.record("workflow.timer_stopped", people=[person] if person else [], by=by, rule=rule)
    return len(timers)


@action
def stop_clocks(*, person, on, at=None, why, besides=(), stopped_why="", by) -> int:
    """Stop every running clock of a person, `besides` those of some rules. Gives how many.

    With `stopped_why`, those that were stopped so instead: it was another day, or for another reason.
    """
    which = {"stopped_why": stopped_why} if stopped_why else {"stopped_on": None}
    found = Timer.objects.filter(person=person, **which).exclude(rule__in=besides)
    timers = list(found.select_related("step"))
    for timer in timers:
        stop(timer, on=max(on, timer.triggered_on), at=at or timer.stopped_at, why=why)
    if timers:
        audit.record("workflow.clocks_stopped", people=[person], by=by, why=why)
    return len(timers)


@action
def extend_timer(*, timer, managed_due_on, why, by, at=None, on=None, own_way="") -> Timer:
    """Set a new day to work to. The statutory day stays, and late against it stays late.

    Its rule says who may, and how far; `own_way` names the way of the rule's own by which it came, on a
    day where no moment is known.
    Raises TimerStopped, NotMovable.
    """
    timer = Timer.objects.select_for_update(of=("self",)).get(pk=timer.pk)
    if timer.stopped_on is not None:
        raise TimerStopped
    today = local(at).date() if at else on
    roles = actor_of(by, today).role_codes
    may = moving_of(timer, roles=roles, today=today, own_way=own_way)
    problem = may.problem(managed_due_on, timer.statutory_due_on)
    if problem:
        raise NotMovable(problem)
    move(timer, managed_due_on, why=why, by=by)
    if timer.step and at is not None:
        note(timer.step, StepEvent.Kind.EXTENDED, at=at, by=by, comment=why)
    return timer


@action
def choose_day(*, rule, person, since, on, why, by) -> bool:
    """Those who met chose the day of the next: as far as the rule goes it is worked to, with the first day
    kept. For a clock that began `since`, and runs. Gives whether their day stands.

    What may lie further needs somebody who may move it: `extend_timer`.
    """
    running = Timer.objects.select_for_update(of=("self",)).filter(
        rule=rule, person=person, triggered_on=since, stopped_on=None
    )
    timer = running.select_related("person", "step").first()
    if timer is None or on > _last_day(timer):
        return False
    if on > timer.statutory_due_on or timer.managed_due_on is not None:
        move(timer, on, why=why, by=by)
    return True


def _last_day(timer):
    rule = rules.timer(timer.rule, on=timer.triggered_on)
    return max(rules.last_day(rule, timer.triggered_on), timer.statutory_due_on)


@action
def note_on_timer(*, rule, person, words, by) -> int:
    """Say what is known of the running clocks of a rule for a person: it stands beside their day."""
    timers = list(Timer.objects.filter(rule=rule, person=person, stopped_on=None))
    for timer in timers:
        timer.note = words
        timer.save(update_fields=["note"])
        if timer.step:
            keep_work_item(timer.step)
    if timers:
        audit.record("workflow.timer_noted", people=[person], by=by, rule=rule)
    return len(timers)


@action
def retrigger(
    *, rule, person, trigger_kind, trigger_id, triggered_on=None, triggered_at=None, why, by
) -> Timer:
    """The trigger was recorded wrongly: count again from the right moment. Raises NoSuchTimer."""
    timer = _timer_of(rule, person, trigger_kind, trigger_id)
    due = _due(rule, person, trigger_kind, triggered_on, triggered_at, until=timer.stopped_on)
    computed = _computed(due, triggered_on, triggered_at)
    if any(getattr(timer, name) != value for name, value in computed.items()):
        for name, value in computed.items():
            setattr(timer, name, value)
        timer.save(update_fields=list(computed))
        if timer.step:
            keep_work_item(timer.step)
        audit.record(
            "workflow.timer_recomputed",
            people=[person] if person else [],
            by=by,
            rule=rule,
            why=why,
        )
    return timer


@action
def restart_timer(*, rule, person, trigger_kind, trigger_id, why, by) -> Timer:
    """What stopped the clock was taken back: it runs on from its own trigger. Raises NoSuchTimer."""
    timer = _timer_of(rule, person, trigger_kind, trigger_id)
    timer.stopped_on = timer.stopped_at = None
    timer.stopped_why = ""
    timer.step = open_step_for(rule, person)
    timer.save(update_fields=["stopped_on", "stopped_at", "stopped_why", "step"])
    if timer.step:
        keep_work_item(timer.step)
    return retrigger(
        rule=rule,
        person=person,
        trigger_kind=trigger_kind,
        trigger_id=trigger_id,
        triggered_on=timer.triggered_on,
        triggered_at=timer.triggered_at,
        why=why,
        by=by,
    )


@action
def stopped_otherwise(*, rule, person, trigger_kind, trigger_id, on, at=None, why, by) -> Timer:
    """What stopped the clock was recorded wrongly: it stopped on this day. Raises NoSuchTimer."""
    timer = _timer_of(rule, person, trigger_kind, trigger_id)
    stop(timer, on=on, at=at, why=why)
    audit.record("workflow.timer_stopped", people=[person] if person else [], by=by, rule=rule)
    return timer


@action
def recount(*, rule, person, why, by) -> None:
    """What brings the day nearer has changed: count the running clocks of this rule again."""
    for timer in Timer.objects.filter(rule=rule, person=person, stopped_on=None):
        retrigger(
            rule=rule,
            person=person,
            trigger_kind=timer.trigger_kind,
            trigger_id=timer.trigger_id,
            triggered_on=timer.triggered_on,
            triggered_at=timer.triggered_at,
            why=why,
            by=by,
        )


def move(timer, managed_due_on, *, why, by) -> None:
    """Write the new day, where it has been asked whether it may be moved."""
    timer.managed_due_on, timer.managed_why, timer.managed_by = managed_due_on, why, by
    timer.save(update_fields=["managed_due_on", "managed_why", "managed_by"])
    if timer.step:
        keep_work_item(timer.step)
    audit.record(
        "workflow.timer_extended",
        people=[timer.person] if timer.person else [],
        by=by,
        timer=str(timer.public_id),
    )


def attach(step) -> None:
    """Give a step the running clocks of its people that completing it will answer."""
    codes = register.step(step.code).timers
    if codes:
        waiting = Timer.objects.filter(rule__in=codes, person__in=people_of(step), stopped_on=None)
        for timer in waiting.filter(step=None):
            timer.step = step
            timer.save(update_fields=["step"])


def detach(step) -> None:
    """A cancelled step leaves its clocks running: the law still counts them."""
    for timer in Timer.objects.filter(step=step, stopped_on=None):
        timer.step = open_step_for(timer.rule, timer.person, besides=step)
        timer.save(update_fields=["step"])
        if timer.step:
            keep_work_item(timer.step)


def running_on(step) -> list[int]:
    """The clocks that a step answers, before what completing it may start anew."""
    return list(Timer.objects.filter(step=step, stopped_on=None).values_list("pk", flat=True))


def stop_all(step, clocks, *, on, at) -> None:
    """Stop what the step has answered. A clock that its completion started waits for the next step."""
    running = Timer.objects.filter(step=step, stopped_on=None)
    for timer in running.exclude(pk__in=clocks):
        timer.step = open_step_for(timer.rule, timer.person, besides=step)
        timer.save(update_fields=["step"])
        if timer.step:
            keep_work_item(timer.step)
    for timer in running.filter(pk__in=clocks):
        timer.stopped_on, timer.stopped_at, timer.stopped_why = on, at, "Done"
        timer.save(update_fields=["stopped_on", "stopped_at", "stopped_why"])


def stop_due(step, people, *, on, at) -> None:
    """What a room says this step answers once it is nearly due: a plan's length, looked at by a manager."""
    rules_ = register.due_answers(step.code)
    if not rules_:
        return
    due = Timer.objects.filter(rule__in=rules_, person__in=people, step=None, stopped_on=None)
    for timer in due.filter(statutory_due_on__lte=on + NEARLY_DUE):
        stop(timer, on=on, at=at, why="Done")


def stop(timer, *, on, at=None, why="") -> None:
    timer.stopped_on, timer.stopped_at, timer.stopped_why = on, at, why[:100]
    timer.save(update_fields=["stopped_on", "stopped_at", "stopped_why"])
    if timer.step:
        keep_work_item(timer.step)


def _timer_of(rule, person, trigger_kind, trigger_id):
    timer = Timer.objects.filter(
        rule=rule, person=person, trigger_kind=trigger_kind, trigger_id=trigger_id
    ).first()
    if timer is None:
        raise NoSuchTimer
    return timer


def open_step_for(rule, person, besides=None):
    if person is None:
        return None
    codes = tuple(step.code for step in register.steps() if rule in step.timers)
    return last_open_of(codes, person, besides=besides)


def _due(rule, person, trigger_kind, triggered_on, triggered_at, until=None):
    """The day of the rule, or of the one that counts instead; or the nearer day that a room knows of."""
    on = triggered_on or local(triggered_at).date()
    instead = rule_instead(rule, person, on, until)
    in_force = rules.timer(instead.rule if instead else rule, on=on).counted_from(trigger_kind)
    if instead and instead.since:
        due = rules.due(replace(in_force, since=instead.since_what), instead.since)
    else:
        due = rules.due(in_force, triggered_at if in_force.timed and triggered_at else on)
    if instead:
        due = replace(due, why=f"{due.why}; {instead.why}")
    nearer = register.nearer_day(rule, person, on, until)
    if nearer is None or nearer[0] >= due.on:
        return due
    return replace(due, on=nearer[0], at=None, why=nearer[1])


def _computed(due, triggered_on, triggered_at) -> dict:
    return {
        "triggered_on": triggered_on or local(triggered_at).date(),
        "triggered_at": triggered_at,
        "statutory_due_on": due.on,
        "statutory_due_at": due.at,
        "why": due.why,
    }
