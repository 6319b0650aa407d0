"""What happened in an episode of need, told by the rooms that hold it: asked before a case closes."""

from collections.abc import Callable, Iterable

from tessera.practice.front_door.rules import Activity

Reader = Callable[..., Iterable[Activity]]

_readers: list[Reader] = []


def activities(reader: Reader) -> Reader:
    """Register, from a room's `panels.py`, what it holds: reader(child, since) gives activities."""
    _readers.append(reader)
    return reader


def activities_of(referral) -> list[Activity]:
    """Assessments, enquiries, conferences and plans of a child since the referral."""
    return [each for reader in _readers for each in reader(referral.child, referral.received_on)]
