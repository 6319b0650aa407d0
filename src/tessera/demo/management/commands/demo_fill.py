"""`tessera demo fill`: make the invented council in an empty database."""

import gc
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from tessera.demo.council import DEMO_DATE, Council
from tessera.demo.faults import plant_faults
from tessera.demo.staff import sign_ins
from tessera.foundations.access.commands import BadInput, TesseraCommand
from tessera.foundations.access.models import User
from tessera.foundations.calendar import clock
from tessera.foundations.records.actions import begin_invented_council
from tessera.insight.cin_census import actions as census
from tessera.insight.cin_census.years import current_year
from tessera.people.models import Person


@contextmanager
def _in_haste() -> Iterator[None]:
    """A council made anew when its making is cut off need not wait for the disk at each event."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        # One commit that waits is after all that did not.
        cursor.execute("SELECT pg_current_xact_id()")


def _work_out_census() -> None:
    """The analyst's page has something to show on the first morning."""
    at, today = clock.now(), clock.today()
    run = census.ask_for_run(year=current_year(today), at=at, by=None)
    census.work_out(run=run, made_at=clock.local(at), today=today)


AUTHORITY = "975"
COUNCIL = "Eskmoor Council"


class Command(TesseraCommand):
    help = "Make the invented council, lived up to its demo date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--children", type=int, default=90, help="about how many children")

    def perform(self, *, children: int, **options: Any) -> dict:
        if User.objects.exists():
            raise BadInput("The database is not empty. `bin/demo --fresh` begins with a new one.")
        if not 10 <= children <= 50_000:
            raise BadInput("--children is between 10 and 50000.")
        self._hurry()
        council = Council(children=children, say=self._say)
        offset = int((council.until - datetime.now(UTC)).total_seconds())
        begin_invented_council(authority=AUTHORITY, council_name=COUNCIL, clock_offset=offset)
        clock.set_offset(offset)
        with _in_haste():
            story = council.live()
            plant_faults(story)
            _work_out_census()
        self._note(offset)
        return {"events": story.told, "refused": story.refused, "people": Person.objects.count()}

    def _hurry(self) -> None:
        """An invented council that is cut off is begun again: nothing waits for the disk."""
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")

    def _note(self, offset: int) -> None:
        """What `bin/demo` prints at each start, and the clock that every command then keeps."""
        facts_file = settings.DATA_FOLDER / "demo.json"
        facts = json.loads(facts_file.read_text()) if facts_file.exists() else {}
        facts |= {"clock_offset": offset, "date": DEMO_DATE.isoformat(), "sign_ins": sign_ins()}
        facts_file.write_text(json.dumps(facts, indent=1))

    def _say(self, words: str) -> None:
        self.stderr.write(f"  Eskmoor has lived up to {words}")
        self.stderr.flush()
