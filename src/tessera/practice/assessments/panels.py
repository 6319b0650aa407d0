"""What a child's record shows of assessments."""

from datetime import date

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, TruncDate
from django.urls import reverse

from tessera.engine.forms.models import Answer
from tessera.engine.workflow.models import State
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import LONDON
from tessera.people.record_page import (
    Entry,
    Lines,
    Said,
    Status,
    chronology_kind,
    fact,
    said,
    section,
    standing,
)
from tessera.practice.assessments import permissions, rules
from tessera.practice.assessments.actions import LINE, UPDATE_LINE
from tessera.practice.assessments.models import Assessment
from tessera.practice.assessments.processes.steps import SINGLE
from tessera.practice.front_door.queries import activities
from tessera.practice.front_door.rules import Activity
from tessera.ui.addresses import address

OPEN = rules.IN_ASSESSMENT
WORDS = ("home_words", "wishes")
"""The answers of a single assessment in which a child's own words stand."""


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
        childs_words=row.said or "",
        says_more=True,
        told_as="finished",
        tag="Authorised",
        tag_kind="done",
    )


def _answers(child):
    """The child's own words in assessments that are signed off: what was written there, word for word."""
    answers = Answer.objects.filter(
        child=child, field__in=WORDS, sheet__step__code=SINGLE, sheet__step__state=State.DONE
    )
    said = answers.annotate(
        said=KeyTextTransform("words", "value"), said_on=TruncDate("saved_at", tzinfo=LONDON)
    )
    return said.filter(said__gt="")


def _said():
    """For its line of the chronology: all that the child said in it."""
    of_step = _answers(OuterRef("child_id")).filter(sheet__step__public_id=OuterRef("step_ref"))
    return Subquery(
        of_step.order_by()
        .values("sheet")
        .annotate(all_said=StringAgg("said", "\n\n", order_by="pk"))
        .values("all_said")[:1]
    )


said(
    Said(
        code=LINE,
        permission=permissions.VIEW,
        rows=_answers,
        on="said_on",
        words="said",
        at=lambda detail: "in the single assessment",
        whole=lambda detail: "assessment",
        address=lambda child, detail, ref: address("workflow:step", step_id=ref),
        ref="sheet__step__public_id",
    )
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
    Lines(Assessment, _entry, "child", told_by="id", beside={"said": _said()}),
    group="Assessments",
    to_child=True,
    to_court=2,
    to_manager=1,
    order=42,
)
chronology_kind(
    UPDATE_LINE,
    "Decision to assess again",
    Lines(Assessment, _decided, "child", "update_decided_by"),
    group="Assessments",
    to_child=True,
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
        href = address("assessments:assessments", person_id=child.public_id)
        yield Activity("assessment", "the assessment", row.started_on, row.authorised_on, href)
