"""`tessera checks cin-census --year Y`"""

from tessera.foundations.access.commands import FOUND, BadInput, TesseraCommand
from tessera.foundations.calendar import clock
from tessera.insight.cin_census import queries
from tessera.insight.cin_census.years import NoSuchYear


class Command(TesseraCommand):
    help = "Check the record against every rule of a year's CIN census."
    permission = "operator"
    holds_much = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True, help="the year it ends in: 2026")

    def perform(self, *, year, **options):
        try:
            _, findings = queries.checked_return(
                year, made_at=clock.local(clock.now()), today=clock.today()
            )
        except NoSuchYear as why:
            raise BadInput(str(why)) from None
        if findings:
            self.status = FOUND
        return {"findings": [finding.as_json() for finding in findings]}

    def words(self, document):
        findings = document["findings"]
        lines = [
            f"{f['rule']:>6} {f['severity']:5} {f['child'] or 'whole return'} {f['field']} "
            f"({f['owner']}): {f['message']}"
            for f in findings
        ]
        return "\n".join([*lines, f"{len(findings):,} findings."])
