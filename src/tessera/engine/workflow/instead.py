"""Which rule counts a clock of a person, where it is another than the clock's own: a room says so.

The clock keeps its own rule, by which it is found, answered and moved; only its limit is the other one's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Instead:
    """The code of the rule that counts, and why, in words that end the reason of the date.

    With `since` it counts from that day and not from the trigger; `since_what` says what was then.
    """

    rule: str
    why: str
    since: date | None = None
    since_what: str = ""


Judge = Callable[..., Instead | None]

_judges: dict[str, Judge] = {}


def counted_instead(code: str) -> Callable[[Judge], Judge]:
    """Another rule may count the clocks of this one: fn(*, person, since, until) gives Instead, or None.

    `since` is the day of the trigger; `until` the one on which the clock stopped, or None while it runs.
    """

    def add(function: Judge) -> Judge:
        _judges[code] = function
        return function

    return add


def rule_instead(code: str, person: Any, since: date, until: date | None) -> Instead | None:
    if person is None or code not in _judges:
        return None
    return _judges[code](person=person, since=since, until=until)
