"""The register of census rules: each with its number, its field, its years, and its words.

Source of every numbered rule: Department for Education, children in need census, validation rules
of 2022-23 to 2026-27. A number with a T is Tessera's own, where the published rules are silent.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tessera.foundations.calendar import date_words
from tessera.insight.cin_census.layout import FIRST_YEAR, LAST_YEAR
from tessera.insight.cin_census.shape import Child, Episode
from tessera.insight.cin_census.years import Year

ERROR = "error"
QUERY = "query"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say: of a child, or of the whole return when there is no child."""

    rule: str
    severity: str
    child: str | None
    field: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A message about another field than the rule's own, or another line than its row's."""

    message: str
    field: str = ""
    line: int = 0


Message = str | Said
ChildRule = Callable[[Child, Year], Iterator[Message]]
EpisodeRule = Callable[[Episode, Child, Year], Iterator[Message]]
ReturnRule = Callable[[Sequence[Child], Year], Iterator[tuple[Child | None, Message]]]


@dataclass(frozen=True, slots=True)
class Rule:
    number: str
    field: str
    of: str
    check: Callable
    since: int = FIRST_YEAR
    until: int = LAST_YEAR
    needs: str = ""

    @property
    def severity(self) -> str:
        """The department marks a query with a Q: explain it. Anything else must be put right."""
        return QUERY if self.number.endswith("Q") else ERROR


def day(on: date | None) -> str:
    """A date in words, for a message."""
    return date_words(on) if on else "a day not recorded"


_rules: dict[tuple[str, int], Rule] = {}


def _registered(
    number: str, field: str, of: str, since: int, until: int, needs: str = ""
) -> Callable:
    def decorate(check: Callable) -> Callable:
        if (number, since) in _rules:
            raise ValueError(f"Rule {number} is defined twice.")
        _rules[number, since] = Rule(number, field, of, check, since, until, needs)
        return check

    return decorate


def of_child(
    number: str, field: str, *, since: int = FIRST_YEAR, until: int = LAST_YEAR
) -> Callable[[ChildRule], ChildRule]:
    """A rule that looks at one child."""
    return _registered(number, field, "child", since, until)


def of_episode(
    number: str,
    field: str,
    *,
    since: int = FIRST_YEAR,
    until: int = LAST_YEAR,
    needs: str = "",
) -> Callable[[EpisodeRule], EpisodeRule]:
    """A rule that looks at one episode of a child. Asked only where there is what it `needs`."""
    return _registered(number, field, "episode", since, until, needs)


def of_return(
    number: str, field: str, *, since: int = FIRST_YEAR, until: int = LAST_YEAR
) -> Callable[[ReturnRule], ReturnRule]:
    """A rule that needs every child at once."""
    return _registered(number, field, "return", since, until)


@lru_cache(maxsize=256)
def rules_of(year: int, of: str, needs: str = "") -> tuple[Rule, ...]:
    """Those of a year's rules that look at a child, an episode or the return, by what they need."""
    return tuple(rule for rule in rules_for(year) if rule.of == of and rule.needs == needs)


@lru_cache(maxsize=32)
def rules_for(year: int) -> tuple[Rule, ...]:
    """The rules in force for a census year, in the order of their numbers."""
    return tuple(
        sorted(
            (rule for rule in _rules.values() if rule.since <= year <= rule.until),
            key=lambda rule: (len(rule.number.rstrip("Q")), rule.number),
        )
    )
