"""The files that were made, and how health answered."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from tessera.engine.workflow.models import Timer
from tessera.practice.child_protection.actions.plans import PLAN_ENDED
from tessera.practice.cp_is import rules
from tessera.practice.cp_is.choices import Answer
from tessera.practice.cp_is.models import File, Line

ANSWER = "cp_is.answer"
"""What starts T072 anew: an answer that was recorded wrongly."""


def files():
    """Newest first, with how their lines stand; without the content, which is fetched by itself."""
    counts = {
        "unanswered": Count("told", filter=Q(told__answer="")),
        "acknowledged": Count("told", filter=Q(told__answer=Answer.ACKNOWLEDGED)),
        "refused": Count("told", filter=Q(told__answer=Answer.REFUSED)),
    }
    found = File.objects.defer("content").select_related("made_by").annotate(**counts)
    return found.order_by("-made_at", "-pk")


def waiting_files():
    """Files that health has not answered, oldest first."""
    return files().filter(unanswered__gt=0).order_by("made_at", "pk")


def lines_of(file):
    """In the order of the file."""
    rows = Line.objects.filter(file=file).select_related("child", "answered_by", "again_by")
    return rows.order_by("pk")


def told_of(child):
    """Every line about a child, newest first."""
    rows = Line.objects.filter(child=child).select_related("file__made_by", "answered_by")
    return rows.defer("file__content").order_by("-pk")


def last_told_of(child):
    """For a query of something of a child's: when the last line about them went, and the answer."""
    rows = Line.objects.filter(child=OuterRef(child)).order_by("-pk")
    said = JSONObject(made_at="file__made_at", answer="answer", why="answer_why")
    return Subquery(rows.values(said=said)[:1])


def clocks_told_by(line):
    """The running T072 that a line answers: of its plan as far as it tells, and of plans before it."""
    running = Timer.objects.filter(rule=rules.T072, person=line.child_id, stopped_on=None)
    found = running.filter(Q(trigger_id__lte=line.source_id) | Q(trigger_kind=ANSWER))
    if line.ended_on is None:
        found = found.exclude(trigger_id=line.source_id, trigger_kind=PLAN_ENDED)
    return list(found.order_by("pk"))
