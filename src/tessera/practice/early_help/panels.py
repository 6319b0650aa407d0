"""What early help shows on a child's record: where it stands, and the lines of the story."""

from django.urls import reverse

from tessera.engine.workflow.rules import due_from
from tessera.foundations import codesets
from tessera.people import record_page
from tessera.practice.early_help import queries
from tessera.practice.early_help.actions import ASSESSED, ASSESSMENT, ENDED, LINE
from tessera.practice.early_help.models import Assessment, EarlyHelp
from tessera.practice.early_help.permissions import VIEW
from tessera.ui.addresses import address
from tessera.ui.formatting import sentence

GROUP = "Early help"

record_page.standing(
    "early_help.open",
    lambda ids, on: EarlyHelp.objects.open().filter(child__in=ids),
    "child_id",
    lambda detail: record_page.Status("Early help", rank=40),
)


def _panel(child, request):
    # Each has its line: a child without one is not asked about.
    rows = queries.early_help_of(child) if LINE in request.record.line_counts else []
    if not rows:
        return None
    return {"early_help": [_shown(row) for row in rows]}


def _shown(row):
    assessed = row.last_assessed_on is not None
    return {
        "row": row,
        "consent": codesets.label("consent", row.consent) if row.consent else "",
        "ended": codesets.label("early_help.closure", row.end_reason) if row.end_reason else "",
        "outcome": Assessment.Outcome(row.last_outcome).label if assessed else "",
        "href": _url(row.last_step_ref),
        "due_on": due_from(ASSESSMENT, row.started_on).on if row.started_on else None,
    }


record_page.panel("early_help", "Early help", 45, "early_help/panel.html", _panel, permission=VIEW)


def _url(step_ref):
    return reverse("workflow:step", args=[step_ref]) if step_ref else None


def _entry(row):
    title = "Early help begins" if row.started_on else "Early help offered"
    return record_page.Entry(
        title, text=row.why, fact="", childs_words=row.childs_words, says_more=True
    )


def _assessed(row):
    return record_page.Entry(
        "Early help assessment",
        text=f"{row.get_outcome_display()}. {row.plan or row.why}",
        fact=f"{row.get_outcome_display()}.",
        childs_words=row.childs_words,
        says_more=True,
    )


def _ended(row):
    reason = codesets.label("early_help.closure", row.end_reason) if row.end_reason else ""
    return record_page.Entry(
        "Early help ends",
        text="\n\n".join(filter(None, (sentence(reason), row.end_view))),
        fact=sentence(reason),
    )


record_page.chronology_kind(
    LINE,
    "Early help",
    record_page.Lines(EarlyHelp, _entry, told_by="id"),
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=15,
)
record_page.chronology_kind(
    ASSESSED,
    "Early help assessment",
    record_page.Lines(Assessment, _assessed, told_by="id"),
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=42,
)
record_page.chronology_kind(
    ENDED,
    "Early help ends",
    record_page.Lines(EarlyHelp, _ended, told_by="ended_on"),
    group=GROUP,
    to_court=2,
    to_manager=1,
    order=85,
)


def _step(child, detail, ref):
    return address("workflow:step", step_id=ref)


record_page.said(
    record_page.Said(
        code=LINE,
        permission=VIEW,
        rows=lambda child: EarlyHelp.objects.filter(child=child).exclude(childs_words=""),
        on="asked_on",
        words="childs_words",
        at=lambda detail: "when early help was offered",
        whole=lambda detail: "request",
        address=_step,
    )
)
record_page.said(
    record_page.Said(
        code=ASSESSED,
        permission=VIEW,
        rows=lambda child: Assessment.objects.filter(early_help__child=child).exclude(
            childs_words=""
        ),
        on="assessed_on",
        words="childs_words",
        at=lambda detail: "in the early help assessment",
        whole=lambda detail: "assessment",
        address=_step,
    )
)
