"""What is asked of early help."""

from tessera.practice.early_help.models import EarlyHelp


def early_help_of(child):
    """Every early help of a child, newest first."""
    return list(EarlyHelp.objects.filter(child=child).order_by("-asked_on", "-pk"))


def open_for(people):
    """person_id -> the early help that goes on, for a list of people."""
    rows = EarlyHelp.objects.open().filter(child__in=people)
    return {row.child_id: row for row in rows}
