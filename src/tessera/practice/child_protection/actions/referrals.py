"""What every act of child protection stands on: an open case, and dates that can all be right."""

from tessera.practice.front_door.models import Referral


class NoOpenReferral(Exception):
    """This child's case is not open: take a referral first."""


class DatesOutOfOrder(Exception):
    """The dates cannot all be right."""


def open_referral(child):
    """Raises NoOpenReferral."""
    referral = Referral.objects.open().select_for_update().filter(child=child).first()
    if referral is None:
        raise NoOpenReferral
    return referral


def in_order(problem):
    """Raises DatesOutOfOrder with the rule's own words."""
    if problem:
        raise DatesOutOfOrder(problem)
