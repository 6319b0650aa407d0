"""A case that is closed: when and why, by whom, and who worked with the child last."""

from django.db.models import OuterRef, Subquery

from tessera.engine.workflow.models import Step
from tessera.people.models import Involvement, Line
from tessera.people.record_parts import first_recorder
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.models.referral import HOLD_THE_CASE

CLOSED_LINE = "front_door.referral_closed"


def last_closed(child, on) -> Referral | None:
    """The case that closed last, in one query. Beside it: `closed_by` and `signed_by`, who wrote and who
    signed the form that closed it (or who recorded it, without a form), and `last_worker`, `last_team`.
    """
    line = Line.objects.filter(
        person=OuterRef("child"), kind=CLOSED_LINE, source_id=OuterRef("pk")
    ).values("step_ref")
    ending = Step.objects.filter(public_id=OuterRef("ending_step"))
    held = Involvement.objects.filter(
        person=OuterRef("child"),
        role__in=HOLD_THE_CASE,
        worker__isnull=False,
        started_on__lte=OuterRef("closed_on"),
    ).order_by("-started_on", "-pk")
    closed = Referral.objects.filter(child=child, is_nfa=False, closed_on__lte=on)
    return (
        closed.annotate(ending_step=Subquery(line[:1]))
        .annotate(
            closed_by=Subquery(ending.values("submitted_by__name")[:1]),
            signed_by=Subquery(ending.values("authorised_by__name")[:1]),
            recorder=first_recorder(Referral, "closed_on"),
            last_worker=Subquery(held.values("worker__name")[:1]),
            last_team=Subquery(held.values("team__name")[:1]),
        )
        .order_by("-closed_on", "-pk")
        .first()
    )
