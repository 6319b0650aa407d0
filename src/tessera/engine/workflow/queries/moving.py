"""Whether a worker may set a later day for a clock, or for all the clocks of a piece of work."""

from collections.abc import Collection, Iterable
from datetime import date

from tessera.engine.workflow import rules
from tessera.engine.workflow.models import Timer


def moving_of(
    timer: Timer, *, roles: Collection[str], today: date, own_way: str = ""
) -> rules.Moving:
    """What the rule of this clock lets somebody with these roles do with its day."""
    return rules.moving(
        rules.timer(timer.rule, on=timer.triggered_on),
        timer.triggered_at or timer.triggered_on,
        statutory_due_on=timer.statutory_due_on,
        roles=roles,
        today=today,
        own_way=own_way,
    )


def moving_together(
    timers: Iterable[Timer], *, roles: Collection[str], today: date
) -> rules.Moving:
    """The same of clocks that share a day: what one of them forbids is forbidden. None: it may move."""
    found = [moving_of(timer, roles=roles, today=today) for timer in timers]
    refused = next((each for each in found if not each.may), None)
    latest = [each.latest_on for each in found if each.latest_on is not None]
    return refused or rules.Moving(True, min(latest, default=None))


def steps_that_may_move(
    step_ids: Collection[int], *, roles: Collection[str], today: date
) -> set[int | None]:
    """Of these pieces of work, those whose day somebody with these roles may move."""
    timers: dict[int | None, list[Timer]] = {pk: [] for pk in step_ids}
    for timer in Timer.objects.filter(step__in=step_ids, stopped_on=None):
        timers[timer.step_id].append(timer)
    return {pk for pk, own in timers.items() if moving_together(own, roles=roles, today=today).may}
