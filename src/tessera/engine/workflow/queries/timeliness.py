"""How work that is done kept its clocks: for the chronology that a manager reads."""

from collections.abc import Collection, Iterator
from uuid import UUID

from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.queries.rising import STOPPED_LATE


def stopped_late(steps: Collection[UUID]) -> Iterator[tuple[UUID, Timer]]:
    """(step, clock) of each clock that these steps answered after its statutory day, soonest due first.

    A later day that a manager agreed to is not the day that the law counts from.
    """
    late = Timer.objects.filter(STOPPED_LATE, step__public_id__in=steps, person__isnull=False)
    late = late.select_related("step").order_by("statutory_due_on", "pk")
    return ((timer.step.public_id, timer) for timer in late)
