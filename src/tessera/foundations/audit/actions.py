"""The two ways to write in the log: with the work itself, or on a connection of its own."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections, router

from tessera.foundations.audit import context
from tessera.foundations.audit.models import Event, Outcome, Subject

LOG = "audit"


class LogUnavailable(Exception):
    """The log could not be written, so nothing may be shown."""


def record(
    action: str, *, by: object, person: Any = None, people: Iterable = (), **details: object
) -> Event:
    """Write what was done, in the transaction that does it. `details` hold ids and codes only."""
    subjects = [*people, *([person] if person is not None else [])]
    event = _event(action, actor_id=getattr(by, "pk", None), details=_plain(details))
    shown = [Subject(event_id=event.pk, person_id=subject.public_id) for subject in subjects]
    gathered = _gathered.get()
    if gathered is None:
        _write([(event, shown)])
    else:
        gathered.append((event, shown))
    return event


@contextmanager
def together() -> Iterator[None]:
    """What is recorded inside is written at its end, in two statements; nothing if it fails."""
    gathered: list[tuple[Event, list[Subject]]] = []
    token = _gathered.set(gathered)
    try:
        yield
        _write(gathered)
    finally:
        _gathered.reset(token)


_gathered: ContextVar[list[tuple[Event, list[Subject]]] | None] = ContextVar(
    "tessera_gathered", default=None
)


def _write(gathered: list[tuple[Event, list[Subject]]]) -> None:
    using = router.db_for_write(Event)
    Event.objects.using(using).bulk_create(event for event, _ in gathered)
    Subject.objects.using(using).bulk_create(each for _, shown in gathered for each in shown)


def look(
    *,
    outcome: Outcome = Outcome.ALLOW,
    reason: str = "",
    object_kind: str = "",
    object_id: str = "",
    details: dict | None = None,
) -> Event:
    """Write that somebody looks, or was refused, before anything is shown (security section 7).

    Goes out on a second connection that commits at once, so that a failing page leaves its event.
    Raises LogUnavailable.
    """
    event = _event("", outcome=outcome, reason=reason, object_kind=object_kind, object_id=object_id)
    event.details = details or {}
    _on_own_connection(lambda: event.save(force_insert=True, using=LOG))
    return event


def seen(event: Event, people: Iterable[uuid.UUID]) -> None:
    """Write one row for each person whom the answer shows. Raises LogUnavailable."""
    rows = [Subject(event_id=event.pk, person_id=person) for person in sorted(people)]
    if rows:
        _on_own_connection(lambda: Subject.objects.using(LOG).bulk_create(rows))


def _on_own_connection(write: Callable[[], object]) -> None:
    try:
        write()
    except Exception as error:
        connections[LOG].close()
        raise LogUnavailable from error


def _event(action: str, **fields: Any) -> Event:
    visit = context.current() or context.Visit()
    fields.setdefault("actor_id", visit.actor_id)
    return Event(
        action=action or visit.action,
        actor_roles=visit.actor_roles,
        on_behalf_of_id=visit.on_behalf_of_id,
        session=visit.session,
        address=visit.address,
        route=visit.route,
        policy_version=visit.policy_version,
        request_id=visit.request_id,
        **fields,
    )


def _plain(details: dict) -> dict:
    return {
        key: value if isinstance(value, str | int | bool | None | list | dict) else str(value)
        for key, value in details.items()
    }
