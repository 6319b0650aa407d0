"""Who may chair a conference: nobody who works the case, or manages those who do."""

from django.db.models import Q

from tessera.foundations.access.models import Membership
from tessera.people.models import Involvement
from tessera.practice.child_protection.rules import CASEWORK


def in_the_line(worker, children, on):
    """The ids of those of these children in whose case management this worker is. One query."""
    managed = Membership.objects.managers(on).filter(user=worker)
    held = Q(role="allocated_worker", team__in=managed.values("team"))
    rows = Involvement.objects.in_force_on(on).filter(
        held | Q(role__in=CASEWORK, worker=worker), person__in=children
    )
    return set(rows.values_list("person_id", flat=True))
