"""`tessera bench --people N`: the budgets, measured over an empty database that it fills."""

from argparse import ArgumentParser
from typing import Any

from tessera.demo.bench.budgets import rows, table
from tessera.demo.bench.measuring import measure
from tessera.demo.bench.pages import BARE
from tessera.demo.bulk.filling import fill
from tessera.foundations.access.commands import BadInput, TesseraCommand
from tessera.foundations.access.models import User
from tessera.foundations.calendar import clock

A_HUNDREDTH = 100
FEWEST = 20_000


class Command(TesseraCommand):
    help = "Measure the pages on a large record, against a bare page and a hundredth of the people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--people", type=int, default=FEWEST, help="how many people")

    def perform(self, *, people: int, **options: Any) -> dict:
        if not FEWEST <= people <= 5_000_000:
            raise BadInput(f"--people is between {FEWEST} and 5000000.")
        if User.objects.exists():
            raise BadInput("The database is not empty. Use a new TESSERA_DATA.")
        small = self._at(people // A_HUNDREDTH)
        large = self._at(people)
        return {
            "people": people,
            "bare_ms": round(large[BARE].p95 * 1000, 1),
            "rows": rows(small, large),
        }

    def words(self, document: dict) -> str:
        return table(document)

    def _at(self, people: int) -> dict:
        self._say(f"{people:,} people")
        fill(people_wanted=people, today=clock.today(), say=self._say)
        return measure(now=clock.now(), say=self._say)

    def _say(self, words: str) -> None:
        self.stderr.write(f"  {words}")
        self.stderr.flush()
