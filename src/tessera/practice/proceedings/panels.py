"""What a child's record shows of pre-proceedings."""

from django.urls import reverse

from tessera.people.record_page import Entry, Status, chronology_kind, status
from tessera.practice.proceedings.actions import LINE
from tessera.practice.proceedings.models import PreProceedings


@status
def in_pre_proceedings(people, on):
    rows = PreProceedings.objects.filter(
        child__in=people, outcome="", court_application_on=None, started_on__lte=on
    )
    return {row.child_id: [Status("Pre-proceedings", 25)] for row in rows}


def _entries(ids):
    rows = PreProceedings.objects.filter(pk__in=ids).select_related("recorded_by")
    return {
        row.pk: Entry(
            "Pre-proceedings began",
            url=(
                reverse("workflow:step", kwargs={"step_id": row.step_ref}) if row.step_ref else None
            ),
            who=row.recorded_by.name if row.recorded_by else "",
        )
        for row in rows
    }


chronology_kind(LINE, "Pre-proceedings", _entries, group="Court", shown_to_child=False)
