"""The line of the chronology that an entry has, written and corrected with it."""

from tessera.foundations.audit import actions as audit
from tessera.people import actions as people
from tessera.people.models import Line


def write_line(row, kind, on, significance):
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
