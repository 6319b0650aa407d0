"""What early help shows on a child's record."""

from tessera.foundations import codesets
from tessera.people import record_page
from tessera.practice.early_help import queries
from tessera.practice.early_help.actions import LINE
from tessera.practice.early_help.models import EarlyHelp
from tessera.practice.early_help.permissions import VIEW

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
    return {
        "early_help": [
            (row, codesets.label("consent", row.consent) if row.consent else "") for row in rows
        ]
    }


record_page.panel("early_help", "Early help", 45, "early_help/panel.html", _panel, permission=VIEW)


def _entry(row):
    title = "Early help begins" if row.started_on else "Early help offered"
    return record_page.Entry(title, text=row.why, childs_words=row.childs_words)


record_page.chronology_kind(LINE, "Early help", record_page.Lines(EarlyHelp, _entry))
