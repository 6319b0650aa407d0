"""The plan's own frequency of visits, beside the council's: the nearer day wins."""

from tessera.engine.workflow.processes import invariant, nearer
from tessera.foundations.calendar import count_words
from tessera.foundations.calendar.words import day_words
from tessera.practice.plans import queries, rules
from tessera.practice.plans.models import PlanChild


def _nearer_visit(kind):
    def nearer_visit(*, person, since, until):
        """The plan's own frequency, where it asks for visits more often than the council does."""
        frequency = queries.frequency_in(person, kind, since=since, until=until)
        if frequency is None:
            return None
        on = rules.visit_due(
            last_seen_on=since,
            set_on=frequency.started_on,
            every_working_days=frequency.every_working_days,
        )
        often = count_words(frequency.every_working_days, "working day")
        if frequency.started_on >= since:
            return on, f"{often} from {day_words(frequency.started_on)}, when the plan asked for it"
        return on, f"{often}, as the plan asks, from the last visit on {day_words(since)}"

    return nearer_visit


for _kind, _rule in rules.VISIT_TIMERS.items():
    nearer(_rule)(_nearer_visit(_kind))


@invariant("plans.ended_together", "Nobody is on a working plan that has ended")
def left_behind():
    for member in PlanChild.objects.filter(ended_on=None, plan__ended_on__isnull=False):
        yield {"child": member.child_id, "plan": member.plan_id}
