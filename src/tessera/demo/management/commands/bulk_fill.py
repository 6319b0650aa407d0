"""`tessera bulk fill --people N`: a record of the size of a large county, to measure on."""

from argparse import ArgumentParser
from typing import Any

from tessera.demo.bench.databases import refuse_unready
from tessera.demo.bulk.filling import fill
from tessera.foundations.access.commands import BadInput, TesseraCommand
from tessera.foundations.calendar import clock


class Command(TesseraCommand):
    help = "Fill an empty database with a large invented record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--people", type=int, default=10_000, help="how many people")

    def perform(self, *, people: int, **options: Any) -> dict:
        refuse_unready()
        if not 100 <= people <= 5_000_000:
            raise BadInput("--people is between 100 and 5000000.")
        return {"people": fill(people_wanted=people, today=clock.today(), say=self._say)}

    def _say(self, words: str) -> None:
        self.stderr.write(f"  {words}")
        self.stderr.flush()
