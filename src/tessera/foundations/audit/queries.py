"""Who has looked at whom."""

import uuid

from django.db.models import QuerySet

from tessera.foundations.audit.models import Event, Subject


def latest_looks(person_id: uuid.UUID, limit: int = 25) -> list[tuple[Event, Subject]]:
    """The last events that showed, or wrote about, a person; newest first."""
    subjects = list(
        Subject.objects.filter(person_id=person_id).order_by("-id").only("event_id", "at")[:limit]
    )
    events: QuerySet[Event] = Event.objects.filter(pk__in=[s.event_id for s in subjects])
    by_id = {event.pk: event for event in events}
    return [(by_id[s.event_id], s) for s in subjects if s.event_id in by_id]
