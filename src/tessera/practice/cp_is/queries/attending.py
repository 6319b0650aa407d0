"""Of whom health tells us, and what it told."""

from tessera.people.models import Identifier, Person, Protection
from tessera.practice.child_protection.models import Plan
from tessera.practice.cp_is.models import Attendance, Line


def children_of_number(nhs_number) -> list[Person]:
    """The children whom a notice under this number is about: its own, or those unborn under their mother's.

    Only children of whom health is told; it tells us of no others.
    """
    told = Line.objects.standing().filter(nhs_number=nhs_number).values("child")
    own = Identifier.objects.filter(kind="nhs", ended_on=None, value=nhs_number).values("person")
    on_plans = Plan.objects.filter(child__in=own).values("child")
    children = Person.objects.filter(pk__in=told) | Person.objects.filter(pk__in=on_plans)
    found = list(children.distinct().order_by("pk"))
    owner = [child for child in found if child.pk in set(own.values_list("person", flat=True))]
    return owner or [child for child in found if child.is_unborn]


def attendances():
    """Newest notice first."""
    rows = Attendance.objects.select_related("child", "answered_by")
    return rows.order_by("-told_on", "-seen_at", "-pk")


def attendance_of(step) -> Attendance | None:
    """The notice that a step of answering is about."""
    found = attendances().filter(public_id=step.about.get("attendance"))
    return found.first() if step.about.get("attendance") else None


def protected_among(people) -> set[int]:
    """The ids of those whose whereabouts are protected: where they were seen is told on no list."""
    rows = Protection.objects.filter(person__in=people, ended_on=None)
    return set(rows.values_list("person_id", flat=True))
