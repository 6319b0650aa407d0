"""Which dates of a worker stand in their calendar: rooms say so from their `panels.py`."""

from collections.abc import Callable, Iterable
from typing import Any

from tessera.engine.feeds.rules import Date

Source = Callable[..., Iterable[Date]]
_sources: list[Source] = []


def dates(function: Source) -> Source:
    """Register fn(worker, since, until, *, actor, link): it gives Dates without any personal data.

    `actor` is the worker as the policy sees them; `link(url_name, **parts)` makes a whole address.
    """
    _sources.append(function)
    return function


def dates_of(worker: Any, since: Any, until: Any, *, actor: Any, link: Any) -> list[Date]:
    return [each for one in _sources for each in one(worker, since, until, actor=actor, link=link)]
