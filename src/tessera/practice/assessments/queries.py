"""Where a child's assessments stand."""

from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door.models import Referral


def open_assessment(child):
    return Assessment.objects.open().filter(child=child).first()


def of_step(step):
    """The assessments, one for each child, that a step makes."""
    return Assessment.objects.filter(step_ref=step.public_id)


def open_referral(child):
    return Referral.objects.open().filter(child=child).select_related("contact").first()


def assessments_of(child):
    """Newest first, with their factors and with whom they were shared."""
    return (
        Assessment.objects.filter(child=child)
        .select_related("authorised_by", "referral")
        .prefetch_related("factors", "sharings")
        .order_by("-started_on", "-pk")
    )


def last_authorised(child):
    return (
        Assessment.objects.authorised()
        .filter(child=child)
        .order_by("-authorised_on", "-pk")
        .first()
    )
