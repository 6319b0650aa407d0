"""The invented council of Eskmoor, lived family by family through our own actions from one seed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from tessera.demo.families import Families, open_organisations
from tessera.demo.journeys.front_door import FrontDoor
from tessera.demo.lives import Life, Lives, names_of
from tessera.demo.names import Names
from tessera.demo.staff import Hiring, Staff
from tessera.demo.story import Story
from tessera.foundations.calendar.clock import LONDON
from tessera.foundations.records.actions import at_invented_time

SEED = 19890714
DEMO_DATE = date(2026, 3, 31)
START_OF_DAY = time(9)
YEARS = 5
CHILDREN_OF_A_WORKER = 25
"""Children ever met for each worker who holds cases: two in three of them are open today."""


class Council:
    """Hires staff, opens schools and surgeries, and settles which families will come."""

    def __init__(self, *, children: int) -> None:
        self.random = Random(SEED)  # noqa: S311 - a story, not a secret
        self.children = children
        self.until = datetime.combine(DEMO_DATE, START_OF_DAY, LONDON)
        self.staff = Staff()
        self.lives: list[Life] = []

    def begin(self) -> None:
        names = Names(self.random)
        since = self.until - timedelta(days=YEARS * 365 + 60)
        holders = max(5, round(self.children / CHILDREN_OF_A_WORKER))
        with at_invented_time(since):
            hiring = Hiring(self.random, names, since.date(), case_holders=holders)
            self.staff = hiring.hire()
            self.schools, self.surgeries = open_organisations(names)
        self.lives = Lives(self.random, self.staff, self.until).settle(self.children)

    def live(self, life: Life, heard: Callable[[], object] = lambda: None) -> tuple[int, int]:
        """Tell one family's story; how much happened, and how much the house refused."""
        names = names_of(life.number)
        story = Story(names.random, names, self.staff, self.until, heard)
        families = Families(story, self.schools, self.surgeries)
        FrontDoor(story, families).expect(life)
        story.tell()
        return story.told, story.refused
