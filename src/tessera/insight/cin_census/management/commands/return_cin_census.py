"""`tessera return cin-census --year Y --out FILE`"""

from argparse import ArgumentTypeError
from contextlib import suppress
from datetime import date
from pathlib import Path

from tessera.foundations.access.commands import FOUND, BadInput, TesseraCommand
from tessera.foundations.calendar import clock
from tessera.insight.cin_census import queries, writer
from tessera.insight.cin_census.checks import checks
from tessera.insight.cin_census.sector import CannotRun, sector_check
from tessera.insight.cin_census.years import NoSuchYear


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text} is not a date: write year-month-day, like 2026-03-31"
        ) from None


class Command(TesseraCommand):
    help = "Write the CIN census of a year as XML, from facts alone."
    permission = "operator"
    holds_much = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True, help="the year it ends in: 2026")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--as-known",
            type=_day,
            metavar="DATE",
            help="from what was known at the end of that day",
        )
        parser.add_argument(
            "--sector-check", action="store_true", help="put it to the sector's own validator too"
        )

    def perform(self, *, year, out, as_known, sector_check, **options):
        if out.is_dir():
            raise BadInput(f"{out} is a folder: give the name of a file in it.")
        try:
            returned = queries.census_return(
                year,
                made_at=clock.local(clock.now()),
                known_at=as_known and clock.day_over(as_known),
            )
        except NoSuchYear as why:
            raise BadInput(str(why)) from None
        findings = checks(returned, year)
        self._write(out, returned, year)
        document = {
            "file": str(out),
            "year": year,
            "children": len(returned.children),
            "errors": sum(finding.severity == "error" for finding in findings),
            "queries": sum(finding.severity == "query" for finding in findings),
        }
        if sector_check:
            document["sector"] = self._sector_check(returned, year, findings)
        return document

    def _write(self, out, returned, year):
        partly = out.with_name(out.name + ".part")
        try:
            with partly.open("wb") as stream:
                writer.write(stream, header=returned.header, children=returned.children, year=year)
            partly.replace(out)
        except OSError as why:
            with suppress(OSError):
                partly.unlink()
            raise BadInput(f"{out} cannot be written: {why.strerror}.") from None

    def _sector_check(self, returned, year, findings):
        try:
            checked = sector_check(returned, year, ours=findings)
        except CannotRun as why:
            raise BadInput(str(why)) from None
        if not checked.is_clean:
            self.status = FOUND
        return checked.as_json()

    def words(self, document):
        lines = [
            f"{document['file']}: {document['children']:,} children, {document['errors']:,} errors, "
            f"{document['queries']:,} queries (tessera checks cin-census lists them)."
        ]
        if sector := document.get("sector"):
            lines.append(f"The sector's validator ran {sector['rules']} rules:")
            lines += [f"  rule crashed: {words}" for words in sector["crashed"]]
            lines += [
                f"  {f['rule']} {f['child'] or 'whole return'} {f['field']}: {f['message']}"
                for f in sector["findings"]
            ]
            lines += [
                f"  set apart, a known fault of the validator: {k['rule']} {k['child'] or ''} "
                f"({k['reason']})"
                for k in sector["known_faults"]
            ]
            lines.append(f"  {len(sector['findings'])} findings")
        return "\n".join(lines)
