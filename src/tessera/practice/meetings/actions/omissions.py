"""A copy goes to one recipient without some of its parts."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.meetings.models import Omission
from tessera.practice.meetings.queries import of_children


class SayWhyLeftOut(Exception):
    """A part is not left out of a copy without saying why."""


@action
def leave_parts_out(*, invited, what, parts, why, by) -> Omission:
    """From now on this recipient's copy goes without these parts; with none, it is whole again.

    Raises SayWhyLeftOut.
    """
    why = why.strip()
    if parts and not why:
        raise SayWhyLeftOut
    omission, _ = Omission.objects.update_or_create(
        invited=invited, what=what, defaults={"parts": list(parts), "why": why if parts else ""}
    )
    audit.record(
        "meetings.parts_left_out", people=of_children(invited.meeting), by=by, omission=omission.pk
    )
    return omission
