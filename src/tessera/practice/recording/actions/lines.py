"""The line of the chronology that an entry has, written and corrected with it."""

from tessera.foundations.audit import actions as audit
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.recording.models import Visit


def write_line(row, kind, on, significance):
    """A visit at which a child was not seen matters, however everyday its note is."""
    if isinstance(row, Visit) and not row.was_seen and not row.is_before_birth:
        significance = max(significance, Line.Significance.SIGNIFICANT)
    people.write_line(
        person=row.person,
        on=on,
        at=getattr(row, "happened_at", None),
        kind=kind,
        source_id=row.pk,
        significance=significance,
        step_ref=row.step_ref,
    )


def correct_row(row, kind, changes, by):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    on = getattr(row, "happened_on", None) or row.decided_on
    significance = getattr(row, "significance", Line.Significance.SIGNIFICANT)
    write_line(row, kind, on, significance)
    audit.record(f"{kind}_corrected", person=row.person, by=by, row=row.pk, fields=sorted(changes))
    return row
