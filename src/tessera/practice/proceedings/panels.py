"""What a child's record shows of pre-proceedings."""

from tessera.people.record_page import Entry, Lines, Status, chronology_kind, standing
from tessera.practice.proceedings.actions import LINE
from tessera.practice.proceedings.models import PreProceedings


def _entry(row):
    return Entry("Pre-proceedings began")


standing(
    LINE,
    lambda ids, on: PreProceedings.objects.filter(
        child__in=ids, outcome="", court_application_on=None, started_on__lte=on
    ),
    "child_id",
    lambda detail: Status("Pre-proceedings", 25),
)
chronology_kind(
    LINE,
    "Pre-proceedings",
    Lines(PreProceedings, _entry, told_by="id"),
    group="Court",
    to_court=2,
    to_manager=1,
    order=64,
)
