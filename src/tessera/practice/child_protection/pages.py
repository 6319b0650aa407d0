"""The guard of a meeting's page: every child it is about must be open to the worker."""

import functools

from django.http import Http404

from tessera.foundations.access import gate
from tessera.people.models import Person
from tessera.people.pages import find_people
from tessera.practice.child_protection import permissions, queries
from tessera.practice.meetings.models import Meeting
from tessera.practice.meetings.queries import with_all
from tessera.ui.guard import enter, marked


def may_all(request, permission, people) -> bool:
    """Whether a page may offer something that is about all of these people."""
    return all(gate.check(request.actor, permission, person).allow for person in people)


def may_take(request, conferences) -> list[bool]:
    """Which of these this worker may take as their chair: pairs of who chairs it now, and its children.

    Two queries for all of them.
    """
    open_ones = [children for chair, children in conferences if chair is None]
    everyone = {child.pk for children in open_ones for child in children}
    if not everyone or not request.actor.may(permissions.CONFERENCE):
        return [False] * len(conferences)
    theirs = Person.objects.visible_to(request.actor, permissions.CONFERENCE)
    may = set(theirs.filter(pk__in=everyone).values_list("pk", flat=True))
    may -= queries.in_the_line(request.user, everyone, request.today)
    return [
        chair is None and may.issuperset(child.pk for child in children)
        for chair, children in conferences
    ]


def meeting_page(permission, *, writes=False):
    """Guard a page of one meeting. The view gets `(request, meeting, ...)`; `request.children` is read."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, meeting_id, **kwargs):
            def find():
                found = with_all(Meeting.objects.filter(public_id=meeting_id)).first()
                if found is None:
                    raise Http404
                ids = [row.child_id for row in found.children.all()]
                people = find_people(request, Person.objects.filter(pk__in=ids), permission)
                by_id = {person.pk: person for person in people}
                request.meeting, request.children = found, [by_id[pk] for pk in ids]

            return enter(
                request,
                permission,
                writes,
                lambda: view(request, request.meeting, **kwargs),
                find=find,
                object_kind="meeting",
                object_id=str(meeting_id),
            )

        return marked(guarded, permission, writes, meeting_id="meeting")

    return decorate
