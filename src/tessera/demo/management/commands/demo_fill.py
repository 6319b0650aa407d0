"""`tessera demo fill`: make the invented council in an empty database."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from tessera.demo import tellers
from tessera.demo.council import DEMO_DATE, Council
from tessera.demo.faults import plant_faults
from tessera.demo.journeys.chairs import tell_chairs
from tessera.demo.journeys.health import tell_health
from tessera.demo.journeys.nights import tell_nights
from tessera.demo.staff import sign_ins
from tessera.foundations.access.commands import BadInput, TesseraCommand
from tessera.foundations.access.models import User
from tessera.foundations.calendar import clock
from tessera.foundations.records.actions import begin_invented_council
from tessera.insight.cin_census import actions as census
from tessera.insight.cin_census.years import current_year
from tessera.people.models import Person

AUTHORITY = "975"
COUNCIL = "Eskmoor Council"
CHILDREN = 80


def _work_out_census() -> None:
    """The analyst's page has something to show on the first morning."""
    at, today = clock.now(), clock.today()
    run = census.ask_for_run(year=current_year(today), at=at, by=None)
    census.work_out(run=run, made_at=clock.local(at), today=today)


class Command(TesseraCommand):
    help = "Make the invented council, lived up to its demo date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--children", type=int, default=CHILDREN, help="about how many children"
        )

    def perform(self, *, children: int, **options: Any) -> dict:
        if User.objects.exists():
            raise BadInput("The database is not empty. `bin/demo --fresh` begins with a new one.")
        if not 10 <= children <= 50_000:
            raise BadInput("--children is between 10 and 50000.")
        tellers.in_haste()
        council = Council(children=children)
        offset = int((council.until - datetime.now(UTC)).total_seconds())
        begin_invented_council(authority=AUTHORITY, council_name=COUNCIL, clock_offset=offset)
        clock.set_offset(offset)
        council.begin()
        self._say(0, len(council.lives), 0)
        told, refused = tellers.tell_all(council, self._say)
        tellers.in_haste()
        tell_chairs(council.staff, council.until)
        tell_nights(council.staff, council.until)
        tell_health(council.staff, council.until)
        faults = plant_faults(council)
        _work_out_census()
        tellers.settled()
        self._note(offset, faults)
        return {
            "events": told,
            "refused": refused,
            "children": sum(life.children for life in council.lives),
            "people": Person.objects.count(),
            "faults": len(faults),
        }

    def _note(self, offset: int, faults: list[dict[str, str]]) -> None:
        """What `bin/demo` prints at each start, and the clock that every command then keeps."""
        facts_file = settings.DATA_FOLDER / "demo.json"
        facts = json.loads(facts_file.read_text()) if facts_file.exists() else {}
        facts |= {"clock_offset": offset, "date": DEMO_DATE.isoformat(), "sign_ins": sign_ins()}
        facts["faults"] = faults
        facts_file.write_text(json.dumps(facts, indent=1))

    def _say(self, families: int, of: int, events: int) -> None:
        self.stderr.write(
            f"  {families} of {of} families have lived up to {DEMO_DATE:%B %Y}, {events} events"
        )
        self.stderr.flush()
