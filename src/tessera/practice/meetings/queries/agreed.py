"""What meetings agreed, and whether it was done."""

from tessera.practice.meetings.models import AgreedAction


def agreed_in(work_ref):
    """What is answered for in one step, or None."""
    found = AgreedAction.objects.filter(work_ref=work_ref)
    return found.select_related("meeting", "worker").first()


def agreed_by_step(step_refs):
    """step_ref of a meeting -> what it agreed, in the order in which it was written. One query."""
    found: dict = {}
    rows = AgreedAction.objects.filter(meeting__step_ref__in=[ref for ref in step_refs if ref])
    for row in rows.select_related("meeting", "worker").order_by("pk"):
        found.setdefault(row.meeting.step_ref, []).append(row)
    return found
