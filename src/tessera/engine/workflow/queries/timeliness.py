"""How work that is done kept its clocks: for the chronology that a manager reads."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F

from tessera.engine.workflow import register
from tessera.engine.workflow.models import Step, Timer
from tessera.engine.workflow.queries.rising import STOPPED_LATE


def stopped_late(steps: Collection) -> list[Timer]:
    """Each clock that these steps answered after its statutory day, with its `of_step`, soonest due first.

    A later day that a manager agreed to is not the day that the law counts from.
    """
    found = Timer.objects.filter(STOPPED_LATE, step__public_id__in=steps, person__isnull=False)
    late: list[Timer] = list(found.annotate(of_step=F("step__public_id")))
    late += _answered_by_the_day(steps, {timer.pk for timer in late})
    return sorted(late, key=lambda timer: (timer.statutory_due_on, timer.pk))


def _answered_by_the_day(steps, known) -> list[Timer]:
    """Clocks that follow one another wait for whatever comes: what was written of the day on which such a
    clock stopped, and is of the kind that answers it, is what answered it."""
    done = Step.objects.filter(public_id__in=steps, happened_on__isnull=False)
    days: dict[tuple[int | None, date | None, str], UUID] = {
        (person, on, rule): public_id
        for public_id, code, on, person in done.values_list(
            "public_id", "code", "happened_on", "subjects__person"
        )
        for rule in register.step(code).timers
    }
    if not days:
        return []
    stopped = Timer.objects.filter(
        STOPPED_LATE,
        person__in={person for person, _, _ in days},
        stopped_on__in={on for _, on, _ in days},
    ).exclude(pk__in=known)
    late = []
    for timer in stopped:
        timer.of_step = days.get((timer.person_id, timer.stopped_on, timer.rule))  # type: ignore[attr-defined]
        if timer.of_step is not None:  # type: ignore[attr-defined]
            late.append(timer)
    return late
