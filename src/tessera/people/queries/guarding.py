"""Who may know of a record, and who may see a protected place."""

from tessera.people.models import Lifting, Protection, Restriction


def restriction_of(person, on):
    """The restriction in force, with its owner and its list, or None."""
    return _in_force(Restriction, person, on, "listings__user")


def protection_of(person, on):
    """The protection in force, with its owner and its list, or None."""
    return _in_force(Protection, person, on, "viewers__user")


def _in_force(model, person, on, listed):
    rows = model.objects.in_force_on(on).filter(person=person)
    return rows.select_related("owner").prefetch_related(listed).first()


def open_lifting(restriction):
    """What somebody has asked about a restriction and nobody has decided, or None."""
    asked = Lifting.objects.filter(restriction=restriction, decided_on=None)
    return asked.select_related("asked_by", "restriction").first()
