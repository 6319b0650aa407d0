"""Who came apart from the others to the last conference about these children: proposed for what is prepared
next, as the reason mostly still holds."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.people.rules import folded
from tessera.practice.meetings.models import Invited

CONFERENCES = ("initial", "before_birth", "transfer_in", "review")


@dataclass(frozen=True)
class CameApart:
    """One of those who were asked, and the day of that conference."""

    invited: Invited
    on: date


def came_apart(children, *, besides=None, actor) -> list[CameApart]:
    """Those whom the reader may know of, as the last conference to which each was asked had them: one who
    came with the others to that is not proposed, nor is one who was left out. Of one that is still to come
    only what its chair has said counts."""
    asked = Invited.objects.filter(
        Q(meeting__held_on__isnull=False) | ~Q(apart_why=""),
        meeting__children__child__in=children,
        meeting__kind__in=CONFERENCES,
        meeting__called_off_on=None,
    )
    asked = asked.exclude(meeting=besides).select_related("meeting", "person").distinct()
    latest = {}
    for each in sorted(asked, key=lambda one: (_day(one.meeting), one.pk)):
        latest[each.person_id or folded(each.name)] = each
    found = [each for each in latest.values() if each.apart_why and not each.left_out_why]
    people = [each.person_id for each in found if each.person_id]
    known = set(Person.objects.known_to(actor).filter(pk__in=people).values_list("pk", flat=True))
    return [
        CameApart(each, _day(each.meeting))
        for each in found
        if each.person_id is None or each.person_id in known
    ]


def _day(meeting) -> date:
    return meeting.held_on or local(meeting.planned_for).date()
