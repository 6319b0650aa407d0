"""Drift: what a manager looks for among plans. Each rule is the council's own [LOCAL], and dated."""

from dataclasses import dataclass
from datetime import date

from tessera.foundations.calendar import add_months, add_working_days

IN_FORCE_FROM = date(2026, 1, 1)
"""These lists and their limits, as a council may change them, hold from this day."""


@dataclass(frozen=True)
class DriftList:
    """One list: what it is called, its rule in words, what its date is, and what to do."""

    code: str
    title: str
    rule: str
    since: str
    source: str = "Local"


PLAN_MONTHS = {"plan_9": 9, "plan_15": 15, "plan_18": 18}
NEED_MONTHS = 9
ALONE_WITHIN_WORKING_DAYS = 10
DECISION_WITHIN_DAYS = 42

LISTS = (
    DriftList(
        "plan_18", "Protection plans over 18 months",
        "A plan this old goes to legal planning", "Plan since", "Local: Buckinghamshire",
    ),
    DriftList(
        "plan_15", "Protection plans over 15 months",
        "A service manager looks at the plan", "Plan since", "Local: practice 2.6",
    ),
    DriftList(
        "plan_9", "Protection plans over 9 months",
        "A team manager asks what has changed", "Plan since", "Local: practice 2.6",
    ),
    DriftList(
        "second_plan", "Second or later protection plans",
        "What did the plan before leave undone?", "Plan since", "Local: CIN census N00106",
    ),
    DriftList(
        "need_9", "Child in need plans over 9 months",
        "A service manager asks whether it should step up or end", "Plan since",
        "Local: practice 2.8",
    ),
    DriftList(
        "core_group", "Core groups missed",
        "The day for the next core group has passed", "Was due", "Local: practice 2.7, T066, T067",
    ),
    DriftList(
        "not_alone", "Not seen alone",
        f"On a protection plan and not seen alone for {ALONE_WITHIN_WORKING_DAYS} working days",
        "Plan since", "Local: practice 2.6, T070",
    ),
    DriftList(
        "unqualified", "Nobody qualified allocated",
        "On a plan, and no qualified social worker holds the case", "Plan since",
        "Local: York 2020, practice 2.8",
    ),
    DriftList(
        "no_decision", "No management decision",
        f"On a plan, and no manager's decision on the record for {DECISION_WITHIN_DAYS // 7} weeks",
        "Plan since", "Local: practice 1 and 2.8, every 4 to 6 weeks",
    ),
)  # fmt: skip


def over(months: int, *, today: date) -> date:
    """A plan that began before this day has lasted longer than so many months."""
    return add_months(today, -months)


def seen_alone_since(*, today: date) -> date:
    return add_working_days(today, -ALONE_WITHIN_WORKING_DAYS)


def decided_since(*, today: date) -> date:
    return date.fromordinal(today.toordinal() - DECISION_WITHIN_DAYS)
