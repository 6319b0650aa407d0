"""Freezing a return. Insight writes nothing of anyone's record."""

import gzip
import hashlib
import io
from datetime import date, datetime

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.insight.cin_census import queries, shape, writer
from tessera.insight.cin_census.models import FrozenReturn


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
