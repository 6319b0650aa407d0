"""What a partner agency was asked: its own checks, and no more of the family than each check says."""

from datetime import timedelta

from tessera.practice.front_door import permissions
from tessera.practice.front_door.models import AgencyCheck, Contact

ANSWERED_WITHIN = timedelta(days=7)


def agencies_of(actor) -> list[str]:
    """For whom this worker answers."""
    return [agency for agency, may in permissions.FOR_AGENCY.items() if actor.may(may)]


def asked_of(actor):
    """Checks with the worker's own agency, of contacts none of whose people is hidden from them."""
    contacts = Contact.objects.visible_to(actor, permissions.ANSWER_CHECK)
    checks = AgencyCheck.objects.filter(agency__in=agencies_of(actor), contact__in=contacts)
    return checks.select_related("contact").prefetch_related("contact__children__person")


def waiting_for(actor):
    return list(asked_of(actor).waiting().order_by("due_at", "pk"))


def answered_by(actor, *, now):
    since = now - ANSWERED_WITHIN
    return list(asked_of(actor).filter(answered_at__gte=since).order_by("-answered_at", "-pk"))
