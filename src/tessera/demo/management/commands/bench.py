"""`tessera bench --people N`: the budgets, measured over an empty database that it fills."""

from argparse import ArgumentParser
from typing import Any

from django.db.models import Max

from tessera.demo.bench.budgets import rows, table
from tessera.demo.bench.databases import keep_hundredth, refuse_unready
from tessera.demo.bench.measuring import measure
from tessera.demo.bench.pages import BARE
from tessera.demo.bulk.filling import fill
from tessera.foundations.access.commands import BadInput, TesseraCommand
from tessera.foundations.calendar import clock
from tessera.people.models import Person

A_HUNDREDTH = 100
FEWEST = 20_000


class Command(TesseraCommand):
    help = "Measure the pages on a large record, against a bare page and a hundredth of the people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--people", type=int, default=FEWEST, help="how many people")
        parser.add_argument(
            "--again", action="store_true", help="measure what an earlier bench has filled here"
        )

    def perform(self, *, people: int, again: bool, **options: Any) -> dict:
        if not FEWEST <= people <= 5_000_000:
            raise BadInput(f"--people is between {FEWEST} and 5000000.")
        refuse_unready(filled=again)
        if not again:
            self._fill(people // A_HUNDREDTH)
            keep_hundredth()
            self._fill(people)
        small, large = measure(now=clock.now(), say=self._say)
        return {
            "people": Person.objects.aggregate(last=Max("pk"))["last"] if again else people,
            "bare_ms": round(large[BARE].p95 * 1000, 1),
            "rows": rows(small, large),
        }

    def words(self, document: dict) -> str:
        return table(document)

    def _fill(self, people: int) -> None:
        self._say(f"{people:,} people")
        fill(people_wanted=people, today=clock.today(), say=self._say)

    def _say(self, words: str) -> None:
        self.stderr.write(f"  {words}")
        self.stderr.flush()
