"""`tessera load cin-census FILE...`"""

from pathlib import Path

from django.db import DatabaseError

from tessera.data_migration.cin_census.loading import load
from tessera.foundations.access.commands import BadInput, TesseraCommand


class Command(TesseraCommand):
    help = "Load a council's own past CIN census files into the record."
    permission = "operator"
    holds_much = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--keep-going",
            action="store_true",
            help="take what can be taken, read older layouts, believe the year over the header's date",
        )

    def perform(self, *, files, keep_going, **options):
        try:
            self.report = load(files, keep_going=keep_going, by=None, progress=self.stderr.write)
        except OSError as why:
            raise BadInput(f"{why.filename}: {why.strerror or why}.") from None
        except DatabaseError as why:
            raise BadInput(
                f"The record could not take it, and nothing was loaded: {_first_line(why)}"
            ) from why
        rows = self.report.rows
        if self.report.refused and (not keep_going or not rows["taken"]):
            report = self.report.as_json() if options["json"] else None
            raise BadInput(self.report.words(), report)
        return self.report.as_json()

    def words(self, document):
        return self.report.words()


def _first_line(why: Exception) -> str:
    return str(why).strip().splitlines()[0]
