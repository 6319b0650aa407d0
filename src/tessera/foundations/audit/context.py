"""Who is at the door right now, for every event of this request, command or task."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Visit:
    """One request: who asks, from where, for what. `shown` gathers whom the answer shows."""

    actor_id: int | None = None
    actor_roles: str = ""
    on_behalf_of_id: int | None = None
    session: str = ""
    address: str | None = None
    route: str = ""
    action: str = ""
    policy_version: str = ""
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    shown: set[uuid.UUID] = field(default_factory=set)


_visit: ContextVar[Visit | None] = ContextVar("tessera_visit", default=None)


def current() -> Visit | None:
    return _visit.get()


@contextmanager
def visiting(visit: Visit) -> Iterator[Visit]:
    token = _visit.set(visit)
    try:
        yield visit
    finally:
        _visit.reset(token)


def note_shown(public_id: uuid.UUID) -> None:
    """Remember that a person is in what leaves the house. The guard writes them down before it does."""
    visit = _visit.get()
    if visit is not None:
        visit.shown.add(public_id)
