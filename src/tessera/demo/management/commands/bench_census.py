"""`tessera bench census`: the census's budgets, measured in a database of their own."""

from argparse import ArgumentParser
from typing import Any

from tessera.demo.bench.census import CHILDREN, CommandFailed, measure_census
from tessera.foundations.access.commands import FOUND, BadInput, TesseraCommand


class Command(TesseraCommand):
    help = "Measure loading a large census, and giving it back, against their budgets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--children", type=int, default=CHILDREN, help="how many children")

    def perform(self, *, children: int, **options: Any) -> dict:
        if not 1 <= children <= 200_000:
            raise BadInput("--children is between 1 and 200000.")
        try:
            rows = measure_census(children, say=self._say)
        except CommandFailed as why:
            raise BadInput(f"A command that was to be measured failed: {why}") from None
        if not all(row["kept"] for row in rows):
            self.status = FOUND
        return {"children": children, "rows": rows}

    def words(self, document: dict) -> str:
        lines = [f"{document['children']:,} children"]
        for row in document["rows"]:
            memory = f" of {row['budget_megabytes']}" if row["budget_megabytes"] else ""
            lines.append(
                f"{row['what']:<45} {row['seconds']:>6.1f} s of {row['budget_seconds']:>3}   "
                f"{row['megabytes']:>5} MB{memory}   {'kept' if row['kept'] else 'OVER'}"
            )
        return "\n".join(lines)

    def _say(self, words: str) -> None:
        self.stderr.write(f"  {words}")
        self.stderr.flush()
