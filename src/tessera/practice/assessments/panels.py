"""What a child's record shows of assessments."""

from django.urls import reverse

from tessera.foundations import codesets
from tessera.people.record_page import Entry, Status, chronology_kind, fact, section, status
from tessera.practice.assessments import permissions, queries, rules
from tessera.practice.assessments.actions import LINE
from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door.queries import activities
from tessera.practice.front_door.rules import Activity


@status
def in_assessment(people_, on):
    return {
        child_id: [_status(assessment)]
        for child_id, assessment in queries.open_among(people_).items()
        if assessment.started_on <= on
    }


def _status(assessment):
    before_birth = assessment.kind == "before_birth"
    return Status("In assessment, before birth" if before_birth else "In assessment", rank=40)


def _clock(child, request):
    """ "Day 35 of 45", while an assessment is open and the reader may read it."""
    if not request.actor.may(permissions.VIEW):
        return None
    assessment = queries.open_assessment(child)
    if assessment is None:
        return None
    words = rules.day_words(clock_started_on=assessment.clock_started_on, day=request.today)
    return ("Assessment", words[:1].upper() + words[1:])


def _entries(ids):
    rows = Assessment.objects.filter(pk__in=ids).select_related("child", "authorised_by")
    return {row.pk: _entry(row) for row in rows}


def _entry(row):
    url = reverse("assessments:assessments", kwargs={"person_id": row.child.public_id})
    if row.step_ref:
        url = reverse("workflow:step", kwargs={"step_id": row.step_ref})
    if row.authorised_on is None:
        return Entry("Single assessment began", url=url)
    outcome = codesets.label("assessment.outcome", row.outcome)
    return Entry(
        "Single assessment",
        text=outcome,
        url=url,
        who=row.authorised_by.name if row.authorised_by else "",
        tag="Authorised",
        tag_kind="done",
    )


fact("assessments.clock", 35, _clock, slim=True)
chronology_kind(LINE, "Assessment", _entries, group="Assessments")
section(
    "assessments",
    "Assessments",
    30,
    "assessments:assessments",
    count=queries.count_of,
    permission=permissions.VIEW,
)
