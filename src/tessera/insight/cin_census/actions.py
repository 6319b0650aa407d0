"""Working out a return, and freezing one. Insight writes nothing of anyone's record."""

import gzip
import hashlib
import io
from datetime import date, datetime, timedelta

from tessera.foundations.audit import actions as audit
from tessera.foundations.records import bulk
from tessera.foundations.records.actions import action
from tessera.insight.cin_census import queries, shape, writer
from tessera.insight.cin_census.models import FrozenReturn, Run, RunFinding
from tessera.insight.cin_census.years import year_of

# A run that has waited so long was lost with its worker, and may be asked for again.
LOST_AFTER = timedelta(minutes=10)


class AlreadyAsked(Exception):
    """The return of that year is being worked out now."""


class NothingToFreeze(Exception):
    """There is no child in the return of that year."""


@action
def freeze_return(*, year: int, note: str = "", made_at: datetime, today: date, by) -> FrozenReturn:
    """Keep the return of a year as it stands now. Raises NothingToFreeze and NoSuchYear."""
    returned, findings = queries.checked_return(year, made_at=made_at, today=today)
    if not returned.children:
        raise NothingToFreeze
    xml = file_of(returned, year)
    frozen = FrozenReturn.objects.create(
        year=year,
        file=gzip.compress(xml, mtime=0),
        digest=hashlib.sha256(xml).hexdigest(),
        children=len(returned.children),
        rows=sum(map(shape.child_rows, returned.children)),
        findings=[finding.as_json() for finding in findings],
        note=note.strip(),
        frozen_by=by,
    )
    audit.record("cin_census.return_frozen", by=by, year=year, frozen=str(frozen.public_id))
    return frozen


def file_of(returned: shape.Return, year: int) -> bytes:
    stream = io.BytesIO()
    writer.write(stream, header=returned.header, children=returned.children, year=year)
    return stream.getvalue()


@action
def ask_for_run(*, year: int, at: datetime, by) -> Run:
    """Note that the return of a year is wanted afresh; a task works it out. Raises AlreadyAsked."""
    year_of(year)
    last = Run.objects.of_year(year).select_for_update(of=("self",)).first()
    if last is not None and last.is_waiting and at - last.asked_at < LOST_AFTER:
        raise AlreadyAsked
    return Run.objects.create(year=year, asked_at=at, asked_by=by)


@action
def work_out(*, run: Run, made_at: datetime, today: date, by=None) -> Run:
    """Keep the return of a year as it would be sent now, and forget the run before it."""
    returned, findings = queries.checked_return(run.year, made_at=made_at, today=today)
    before = Run.objects.filter(year=run.year, asked_at__lte=run.asked_at).exclude(pk=run.pk)
    RunFinding.objects.filter(run__in=before).delete()
    before.delete()
    run.made_at, run.failed_at = made_at, None
    run.children = len(returned.children)
    run.cases = sum(len(child.episodes) for child in returned.children)
    run.save(update_fields=["made_at", "failed_at", "children", "cases"])
    bulk.insert([_kept(run, place, found) for place, found in enumerate(findings, 1)])
    return run


@action
def note_failure(*, run: Run, at: datetime, by=None) -> None:
    run.failed_at = at
    run.save(update_fields=["failed_at"])


def _kept(run: Run, place: int, found: queries.OwnedFinding) -> RunFinding:
    return RunFinding(
        run=run,
        place=place,
        rule=found.finding.rule,
        severity=found.finding.severity,
        la_child_id=(found.finding.child or "")[:60],
        person_id=found.person_id,
        field=found.finding.field,
        message=found.finding.message,
        owner=found.owner,
    )
