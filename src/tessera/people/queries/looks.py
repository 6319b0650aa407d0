"""Who has looked at a record: the last 25, from the log."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tessera.foundations.access.permissions import UnknownPermission, permission

# An event is named in the words of the code; whoever reads the page knows these things by others.
_READ_AS = {
    "step": "piece of work",
    "timer": "clock",
    "recomputed": "counted again",
    "identifier": "number",
    "contact point": "way to reach them",
    "residence": "address",
    "involvement": "work with them",
    "subject": "person in a form",
}

_SQL = """
SELECT event.at, event.actor_id, worker.name, worker.job_title, event.action, event.outcome,
       event.object_id, event.reason
  FROM (SELECT id, event_id FROM audit_subject
         WHERE person_id = %s ORDER BY id DESC LIMIT %s) AS shown
  JOIN audit_event AS event ON event.id = shown.event_id
  LEFT JOIN access_user AS worker ON worker.id = event.actor_id
 ORDER BY shown.id DESC
"""


@dataclass(frozen=True)
class Look:
    at: datetime
    actor_id: int | None
    name: str
    job_title: str
    action: str
    opened: bool  # the record itself, not a name in a list

    @property
    def is_change(self) -> bool:
        return ":" not in self.action

    @property
    def words(self) -> str:
        if self.is_change:
            return _sentence(self.action.partition(".")[2])
        try:
            return permission(self.action).words if self.opened else "Saw the name in a list"
        except UnknownPermission:
            return "Opened the record"


def who_has_looked(person, limit=25):
    """The last looks and changes, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [person.public_id, limit])
        rows = cursor.fetchall()
    return [_look(person.public_id, *row) for row in rows]


def last_openers(looks, most=3):
    """The last few different people who opened the record."""
    seen: dict[int | None, Look] = {}
    for look in looks:
        if look.opened or look.is_change:
            seen.setdefault(look.actor_id, look)
    return list(seen.values())[:most]


def _look(person_id: uuid.UUID, at, actor_id, name, job_title, action, outcome, object_id, reason):
    return Look(
        at=at,
        actor_id=actor_id,
        name=name or "The system",
        job_title=job_title or "",
        action=action,
        opened=object_id == str(person_id),
    )


def _sentence(words: str) -> str:
    words = words.replace("_", " ")
    for ours, theirs in _READ_AS.items():
        words = re.sub(rf"\b{ours}\b", theirs, words)
    return words[:1].upper() + words[1:]
