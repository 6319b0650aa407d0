"""How work that is done kept its clocks: for the chronology that a manager reads."""

from collections.abc import Collection

from django.db.models import F

from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.queries.rising import STOPPED_LATE


def stopped_late(steps: Collection) -> list[Timer]:
    """Each clock that these steps answered after its statutory day, with its `of_step`, soonest due first.

    A later day that a manager agreed to is not the day that the law counts from.
    """
    late = Timer.objects.filter(STOPPED_LATE, step__public_id__in=steps, person__isnull=False)
    return list(late.annotate(of_step=F("step__public_id")).order_by("statutory_due_on", "pk"))
