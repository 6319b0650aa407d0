"""Time in the invented council: for each family one queue of what happens when, told in order."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from tessera.demo.names import Names
from tessera.demo.staff import Staff
from tessera.engine.workflow.actions.completion import Unfinished
from tessera.engine.workflow.processes import NotYet
from tessera.foundations.calendar import add_working_days, is_working_day
from tessera.foundations.calendar.clock import LONDON
from tessera.foundations.records.actions import action, at_invented_time, attempting

Event = Callable[[datetime], None]
CHAPTER = timedelta(days=70)
LONGEST = 14
"""Events kept in one transaction at most; nothing lasts longer than the disk would like."""


@dataclass
class Story:
    """What is still to happen to one family.

    Only what falls before `until` is told; the rest stays open work. A family's chance is its own, so
    that its story is the same whoever tells it, and when.
    """

    random: Random
    names: Names
    staff: Staff
    until: datetime
    heard: Callable[[], object] = lambda: None
    """Called after each event, for whoever waits."""
    told: int = 0
    refused: int = 0
    _queue: list = field(default_factory=list)
    _order: count = field(default_factory=count)

    def plan(self, moment: datetime, event: Event) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), event))

    def tell(self) -> None:
        """Let everything happen, each at its own moment, a chapter in one transaction."""
        while (first := self._next()) is not None:
            with at_invented_time(first):
                _happens(chapter=self._chapter(first), by=None)

    def _chapter(self, first: datetime) -> Iterator[tuple[datetime, Event, "Story"]]:
        """What happens in the coming weeks, as it is planned meanwhile."""
        for _ in range(LONGEST):
            moment = self._next()
            if moment is None or moment - first > CHAPTER:
                return
            yield (*heapq.heappop(self._queue)[::2], self)

    def _next(self) -> datetime | None:
        return self._queue[0][0] if self._queue and self._queue[0][0] < self.until else None

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
def _happens(*, chapter: Iterator[tuple[datetime, Event, Story]], by: None) -> None:
    """What several weeks bring is one action, so that what they touch is kept once."""
    for moment, event, story in chapter:
        story.told += 1
        try:
            with at_invented_time(moment), attempting():
                event(moment)
        except (NotYet, Unfinished):
            # The house refused, as it would refuse a worker; nothing of it happened.
            story.refused += 1
        story.heard()


def day_of(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _in_hours(moment: datetime) -> bool:
    local = moment.astimezone(LONDON)
    return is_working_day(local.date()) and 9 <= local.hour < 17
