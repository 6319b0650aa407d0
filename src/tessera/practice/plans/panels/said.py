"""What a child said of the plan: at a child in need meeting, or between meetings.

What was said at a conference or core group stands with that meeting.
"""

from django.db.models import Q

from tessera.people.record_page import Said, said
from tessera.practice.plans import permissions
from tessera.practice.plans.choices import Heard, Kind, Whose
from tessera.practice.plans.models import View
from tessera.ui.addresses import address


def _rows(child):
    own = View.objects.filter(whose=Whose.CHILD, person=child)
    return own.filter(Q(plan__kind=Kind.IN_NEED) | ~Q(heard=Heard.MEETING))


def _at(heard):
    return "at the child in need meeting" if heard == Heard.MEETING else "of the plan"


def _address(child, heard, ref):
    return address("workflow:step", step_id=ref)


said(
    Said(
        code="plans.view",
        permission=permissions.VIEW,
        rows=_rows,
        on="on",
        words="words",
        detail="heard",
        at=_at,
        whole=lambda heard: "meeting" if heard == Heard.MEETING else "form",
        address=_address,
    )
)
