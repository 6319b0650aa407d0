"""Who may move the day that a clock is worked to, and how far: practice 0.3(7), and "Ext" of table A."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tessera.engine.workflow.rules.counting import day_and_moment, due, moved
from tessera.engine.workflow.rules.table import TimerRule
from tessera.foundations.calendar import date_words

_ABOVE_A_TEAM = ("service_manager", "head_of_service")
MAY_MOVE: Mapping[str, tuple[str, Collection[str]]] = {
    "team_manager": ("a team manager", {"team_manager", "front_door_manager", *_ABOVE_A_TEAM}),
    "early_help_manager": ("an early help manager", {"early_help_manager", *_ABOVE_A_TEAM}),
    "service_manager": ("a service manager", set(_ABOVE_A_TEAM)),
    "head_of_service": ("the head of service", {"head_of_service"}),
    "conference_chair": ("the conference chair", {"conference_chair"}),
    "quality_assurance": (
        "the quality assurance manager",
        {"quality_assurance", "head_of_service"},
    ),
}
"""Whom a rule names -> in words, and the roles that may: those above may what those below may."""


@dataclass(frozen=True)
class Moving:
    """Whether somebody may set a later day, until which day, and the words for why not."""

    may: bool
    latest_on: date | None = None
    why_not: str = ""

    def problem(self, new_on: date, statutory_due_on: date) -> str:
        """What stands against a new day: one within the first date moves nothing."""
        if new_on <= statutory_due_on:
            return ""
        if not self.may:
            return self.why_not
        if self.latest_on is not None and new_on > self.latest_on:
            return f"The new date must be {date_words(self.latest_on)} or earlier"
        return ""


def latest_day(rule: TimerRule, triggered: date | datetime, statutory_due_on: date) -> date | None:
    """The last day that the rule lets a new date be."""
    if rule.at_most is None:
        return None
    started_on, _ = day_and_moment(triggered)
    furthest = moved(started_on, rule.at_most, rule.at_most_unit or rule.unit, None)
    return max(furthest, statutory_due_on)


def last_day(rule: TimerRule, started_on: date) -> date:
    """The last day that whoever chooses one may choose: as far as the rule goes, or its own day."""
    own = due(rule, started_on).on
    return latest_day(rule, started_on, own) or own


def moving(
    rule: TimerRule,
    triggered: date | datetime,
    *,
    statutory_due_on: date,
    roles: Collection[str],
    today: date,
    own_way: str = "",
) -> Moving:
    """What somebody with these roles may do with the day of a clock.

    `own_way` is the code of the rule's own way, where what is asked for has come by it.
    """
    latest = latest_day(rule, triggered, statutory_due_on)
    if rule.own_way is not None:
        may = own_way == rule.own_way.code
        return Moving(may, latest, "" if may else rule.own_way.words)
    if not rule.extendable_by:
        return Moving(False, latest, "Nobody may move this date")
    words, may_move = MAY_MOVE[rule.extendable_by]
    if not any(role in may_move for role in roles):
        return Moving(False, latest, f"Only {words} may move this date")
    if latest is not None and latest < max(today, statutory_due_on):
        return Moving(
            False, latest, f"The latest date that could be set, {date_words(latest)}, has passed"
        )
    return Moving(True, latest)
