"""What a child's record shows of assessments."""

from datetime import date

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from tessera.foundations import codesets
from tessera.people.record_page import (
    Entry,
    Lines,
    Status,
    chronology_kind,
    fact,
    section,
    standing,
)
from tessera.practice.assessments import permissions, rules
from tessera.practice.assessments.actions import LINE, UPDATE_LINE
from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door.queries import activities
from tessera.practice.front_door.rules import Activity

OPEN = rules.IN_ASSESSMENT


def _status(detail):
    """`detail` is the kind and the day from which the clock runs."""
    before_birth = detail.startswith("before_birth ")
    return Status("In assessment, before birth" if before_birth else "In assessment", rank=40)


def _clock(child, request):
    """ "Day 35 of 45", while an assessment is open and the reader may read it."""
    detail = request.record.standings.get(OPEN)
    if detail is None or not request.actor.may(permissions.VIEW):
        return None
    since = date.fromisoformat(detail.split(" ")[1])
    words = rules.day_words(clock_started_on=since, day=request.today)
    return ("Assessment", words[:1].upper() + words[1:])


def _page(row):
    return reverse("assessments:assessments", kwargs={"person_id": row.child.public_id})


def _decided(row):
    """The decision to assess again: it stays in the story when the update is signed off."""
    return Entry(
        "Update assessment began",
        text=f"What has changed: {row.update_why}",
        fact="",
        shown_at=_page(row),
        who=row.update_decided_by.name,
    )


def _entry(row):
    page = _page(row)
    if row.authorised_on is None:
        return Entry("Single assessment began", shown_at=page)
    outcome = codesets.label("assessment.outcome", row.outcome)
    return Entry(
        "Update assessment" if row.is_update else "Single assessment",
        text=outcome,
        shown_at=page,
        tag="Authorised",
        tag_kind="done",
    )


standing(
    OPEN,
    lambda ids, on: Assessment.objects.open_on(on).filter(child__in=ids),
    "child_id",
    _status,
    detail=Concat("kind", Value(" "), Cast("clock_started_on", CharField())),
)
fact("assessments.clock", 35, _clock, slim=True)
chronology_kind(
    LINE,
    "Assessment",
    Lines(Assessment, _entry, "child", told_by="id"),
    group="Assessments",
    to_child=lambda entry: (
        f"We {'finished' if entry.tag else 'began'} finding out what life is like for you"
    ),
    to_court=2,
    to_manager=1,
    order=42,
)
chronology_kind(
    UPDATE_LINE,
    "Decision to assess again",
    Lines(Assessment, _decided, "child", "update_decided_by"),
    group="Assessments",
    to_child="We began finding out again what life is like for you",
    to_court=2,
    to_manager=1,
    order=41,
)
section(
    "assessments",
    "Assessments",
    30,
    "assessments:assessments",
    permission=permissions.VIEW,
    lines=(LINE, UPDATE_LINE),
)


@activities
def assessed(child, since):
    """Assessments of the episode, for the check before a case closes."""
    for row in Assessment.objects.filter(child=child, started_on__gte=since):
        yield Activity("assessment", "the assessment", row.started_on, row.authorised_on)
