"""Which families come to the invented council, when, and how far each of them gets."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tessera.demo.names import Names
from tessera.demo.staff import Staff

OPEN_WAYS = ("plan", "in_need", "assessment", "enquiry")
SHARES = {
    "plan": 24, "in_need": 34, "assessment": 12, "enquiry": 3, "door": 12,
    "was_plan": 2, "was_in_need": 4, "was_assessed": 4, "told_once": 5, "early_help": 8,
}  # fmt: skip
"""Of a hundred families and a few with early help alone; by the last day five in seven are being worked with.

More of them are on plans than England's rates would have it, since plans are what one comes to see.
"""
DAYS_AGO = {
    "plan": (40, 240), "in_need": (70, 210), "assessment": (2, 58), "enquiry": (1, 16),
    "was_plan": (560, 1800), "was_in_need": (300, 1800), "was_assessed": (110, 1800),
    "told_once": (10, 1800), "early_help": (4, 110),
}  # fmt: skip
LATELY = 1.7
"""Above one, more of them began lately: the longer ago, the less there is to open today."""
CHILDREN_OF_A_FAMILY = {1: 42, 2: 33, 3: 17, 4: 8}
TEAM_OF = {
    "assessment": ("assessment_north", "assessment_south"),
    "enquiry": ("assessment_north", "assessment_south"),
}
LONG_TERM = ("safeguarding_east", "safeguarding_west", "assessment_south", "assessment_north")
CONCERNS = {
    "neglect": 18, "domestic_abuse": 22, "parent_mental_health": 11, "physical_harm": 10,
    "parent_alcohol": 9, "emotional_harm": 8, "behaviour": 7, "self_harm": 5, "disability": 6,
    "housing": 4,
}  # fmt: skip
LEADS_TO_PLAN = (
    "neglect", "neglect", "domestic_abuse", "physical_harm", "emotional_harm", "parent_alcohol",
)  # fmt: skip
LEADS_TO_EARLY_HELP = ("behaviour", "parent_mental_health", "housing", "behaviour")
LIKELY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("plan", "was_plan", "enquiry"), LEADS_TO_PLAN),
    "early_help": LEADS_TO_EARLY_HELP,
}
"""What the worry is about, where the way says it."""


@dataclass(frozen=True)
class Life:
    """What is settled of a family before its story begins."""

    number: int
    way: str
    since: datetime
    children: int
    concern: str
    team: str
    worker: str
    """The sign-in of whoever will hold the case."""


class Lives:
    """Settles the families of a council, so that nobody has too much to do and nobody nothing."""

    def __init__(self, random: Random, staff: Staff, until: datetime) -> None:
        self.random = random
        self.staff = staff
        self.until = until
        self._held: Counter[str] = Counter()

    def settle(self, children: int) -> list[Life]:
        ways = self._ways()
        lives: list[Life] = []
        while children > 0:
            life = self._life(len(lives), next(ways))
            lives.append(life)
            children -= life.children
        return sorted(lives, key=lambda life: life.since)

    def _ways(self) -> Iterator[str]:
        """Each way as often as its share says, spread evenly, so that a small council has them all."""
        owed = dict.fromkeys(SHARES, 0.0)
        while True:
            for way, share in SHARES.items():
                owed[way] += share / sum(SHARES.values())
            way = max(owed, key=lambda each: owed[each])
            owed[way] -= 1
            yield way

    def _life(self, number: int, way: str) -> Life:
        r = self.random
        size = r.choices(list(CHILDREN_OF_A_FAMILY), list(CHILDREN_OF_A_FAMILY.values()))[0]
        likely = LIKELY.get(way)
        concern = r.choice(likely or r.choices(list(CONCERNS), list(CONCERNS.values())))
        team = "disabled_children" if concern == "disability" else self._team(way)
        worker = self._worker(team, way, size)
        return Life(number, way, self._since(way), size, concern, team, worker)

    def _team(self, way: str) -> str:
        """Of the teams that do such work, the one whose workers have least."""
        teams = TEAM_OF.get(way, LONG_TERM)
        return min(teams, key=lambda team: (self._load(team), team))

    def _load(self, team: str) -> float:
        workers = self.staff.workers[team]
        return sum(self._held[worker.username] for worker in workers) / len(workers)

    def _worker(self, team: str, way: str, size: int) -> str:
        """Whoever has least; a worker in the first year has fewer, and no child on a plan."""
        workers = self.staff.workers[team]
        if way in ("plan", "enquiry", "was_plan"):
            workers = [each for each in workers if not each.username.startswith("asye")] or workers
        name = min(workers, key=lambda each: (self._weight(each.username), each.pk)).username
        if way in OPEN_WAYS:
            self._held[name] += size
        return name

    def _weight(self, username: str) -> float:
        return self._held[username] * (1.5 if username.startswith("asye") else 1)

    def _since(self, way: str) -> datetime:
        r = self.random
        if way == "door":
            return self.until - timedelta(hours=r.uniform(0.3, 30) if r.random() < 0.8 else 60)
        low, high = DAYS_AGO[way]
        day = self.until - timedelta(days=low + (high - low) * r.random() ** LATELY)
        hour = r.choices(range(24), _BY_HOUR)[0]
        return day.replace(hour=hour, minute=r.randint(0, 59))


def names_of(number: int) -> Names:
    """A family's own names and numbers, which no other family has."""
    return Names(Random(number * 7919 + 13), start=number * 10)  # noqa: S311 - a story, not a secret


_BY_HOUR = [1, 1, 1, 0, 0, 0, 0, 1, 4, 9, 10, 9, 8, 8, 9, 9, 8, 5, 3, 3, 2, 3, 3, 2]
