"""The invented council of Eskmoor, lived day by day through our own actions from one seed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from tessera.demo.families import Families
from tessera.demo.journeys.front_door import FrontDoor
from tessera.demo.names import Names
from tessera.demo.staff import Hiring
from tessera.demo.story import Story
from tessera.foundations.calendar.clock import LONDON
from tessera.foundations.records.actions import at_invented_time

SEED = 19890714
DEMO_DATE = date(2026, 3, 31)
START_OF_DAY = time(9)
MONTHS = 15
CHILDREN_PER_CONTACT = 1.35
"""New children met per contact: families of nearly two, a fifth of contacts about one known already."""


class Council:
    """Hires staff, opens schools and surgeries, and lets contacts come in until the demo date."""

    def __init__(self, *, children: int, say: Callable[[str], None]) -> None:
        self.random = Random(SEED)  # noqa: S311 - a story, not a secret
        self.names = Names(self.random)
        self.children = children
        self.until = datetime.combine(DEMO_DATE, START_OF_DAY, LONDON)
        self.since = self.until - timedelta(days=MONTHS * 30)
        self.say = say

    def live(self) -> Story:
        with at_invented_time(self.since - timedelta(days=30)):
            staff = Hiring(self.random, self.names, self.since.date() - timedelta(days=400)).hire()
            story = Story(self.random, self.names, staff, self.until, self.say)
            families = Families(story)
            families.open_organisations()
        door = FrontDoor(story, families)
        for moment in self._contacts():
            story.plan(moment, door.receive)
        story.tell()
        return story

    def _contacts(self) -> list[datetime]:
        """Moments of contacts: most in office hours, a fifth in the evening and at weekends."""
        days = (self.until - self.since).days
        number = max(12, round(self.children / CHILDREN_PER_CONTACT))
        moments = []
        for _ in range(number):
            # More of them lately: the longer ago, the less there is to open today.
            day = self.since + timedelta(days=days * self.random.random() ** 0.6)
            hour = self.random.choices(range(24), _BY_HOUR)[0]
            moments.append(day.replace(hour=hour, minute=self.random.randint(0, 59)))
        last_day = self.until - timedelta(hours=26)
        moments += [
            last_day + timedelta(hours=self.random.uniform(0, 25)) for _ in range(number // 60 + 4)
        ]
        return sorted(m for m in moments if m < self.until)


_BY_HOUR = [1, 1, 1, 0, 0, 0, 0, 1, 4, 9, 10, 9, 8, 8, 9, 9, 8, 5, 3, 3, 2, 3, 3, 2]
