"""Time in the invented council: one queue of what happens when, told in order."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from tessera.demo.names import Names
from tessera.demo.staff import Staff
from tessera.engine.workflow.processes import NotYet
from tessera.foundations.calendar import add_working_days, is_working_day
from tessera.foundations.calendar.clock import LONDON
from tessera.foundations.records.actions import action, at_invented_time

Event = Callable[[datetime], None]


@dataclass
class Story:
    """What is still to happen. Only what falls before `until` is told; the rest stays open work."""

    random: Random
    names: Names
    staff: Staff
    until: datetime
    say: Callable[[str], None] = lambda words: None
    told: int = 0
    refused: int = 0
    _queue: list = field(default_factory=list)
    _order: count = field(default_factory=count)

    def plan(self, moment: datetime, event: Event) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), event))

    def tell(self) -> None:
        """Let everything happen, each at its own moment, each in one transaction."""
        while self._queue and self._queue[0][0] < self.until:
            moment, _, event = heapq.heappop(self._queue)
            try:
                with at_invented_time(moment):
                    _happens(event=event, moment=moment, by=None)
            except NotYet:
                # The house refused, as it would refuse a worker; nothing of it happened.
                self.refused += 1
            self.told += 1
            if self.told % 500 == 0:
                self.say(f"{moment:%B %Y}")

    def after(self, moment: datetime, *, working_days: int = 0, hours: float = 0) -> datetime:
        """A moment in working hours so many working days, or hours, later."""
        later = moment + timedelta(hours=hours)
        if working_days or not _in_hours(later):
            day = add_working_days(later.astimezone(LONDON).date(), max(working_days, 0))
            while not is_working_day(day):
                day += timedelta(days=1)
            if working_days == 0 and later.astimezone(LONDON).hour >= 17:
                day = add_working_days(day, 1)
            return self.at(day)
        return later

    def at(self, day: date) -> datetime:
        """A moment of a working day."""
        return datetime.combine(
            day, time(self.random.randint(9, 16), self.random.randint(0, 59)), LONDON
        )

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def weighted(self, **weights: float) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]


@action
def _happens(*, event: Event, moment: datetime, by: None) -> None:
    """All that one event brings about is one action, so that what it touches is kept once."""
    event(moment)


def day_of(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _in_hours(moment: datetime) -> bool:
    local = moment.astimezone(LONDON)
    return is_working_day(local.date()) and 9 <= local.hour < 17
