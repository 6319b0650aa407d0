"""Lines of the chronology: written with the fact they point to, in its transaction."""

from tessera.foundations.records.actions import action
from tessera.people.models import Line


@action
def write_line(*, person, on, kind, source_id, significance=1, at=None, step_ref=None):
    """Write, or move, the one line of this source in this person's chronology."""
    write_lines(
        lines=[
            Line(
                person=person,
                on=on,
                at=at,
                kind=kind,
                source_id=source_id,
                significance=significance,
                step_ref=step_ref,
            )
        ]
    )


@action
def write_lines(*, lines):
    """Many at once, for loading: `lines` are unsaved. Those that stand already are moved, and stay the work
    of the step that made them.
    """
    return Line.objects.bulk_create(
        lines,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["person", "kind", "source_id"],
        update_fields=["on", "at", "significance"],
    )


@action
def remove_line(*, person, kind, source_id):
    """Take a line away: what it pointed to was recorded by mistake."""
    Line.objects.filter(person=person, kind=kind, source_id=source_id).delete()
