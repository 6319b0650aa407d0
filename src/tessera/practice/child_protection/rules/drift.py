"""Drift: what a manager looks for among plans and, where nobody has decided, assessments.

Each limit is the council's own [LOCAL], dated, and its to change in `drift.yaml` of its folder:
`plan_team: 8`, or `plan_team: [{from: 2026-04-01, limit: 8}]`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tessera.foundations.calendar import add_months, add_working_days
from tessera.foundations.limits import Limits, Ours

DAYS_OF_A_WEEK = 7


@dataclass(frozen=True)
class DriftList:
    """One list: what it is called, its rule in words, what its date is, and what to say of one child.

    `{n}` in words is the limit in force.
    """

    code: str
    title: str
    rule: str
    since: str
    source: str
    of_a_child: str
    unit: str = ""


LISTS = (
    DriftList(
        "plan_legal", "Protection plans over {n} months", "A plan this old goes to legal planning",
        "Plan since", "Local: Buckinghamshire", "On a protection plan for over {n} months", "months",
    ),
    DriftList(
        "plan_service", "Protection plans over {n} months", "A service manager looks at the plan",
        "Plan since", "Local: practice 2.6", "On a protection plan for over {n} months", "months",
    ),
    DriftList(
        "plan_team", "Protection plans over {n} months", "A team manager asks what has changed",
        "Plan since", "Local: practice 2.6", "On a protection plan for over {n} months", "months",
    ),
    DriftList(
        "second_plan", "Second or later protection plans",
        "What did the plan before leave undone?", "Plan since", "Local: CIN census N00106",
        "A second or later protection plan",
    ),
    DriftList(
        "need", "Child in need plans over {n} months",
        "A service manager asks whether it should step up or end", "Plan since",
        "Local: practice 2.8", "On a child in need plan for over {n} months", "months",
    ),
    DriftList(
        "core_group", "Core groups missed",
        "The day for the next core group has passed", "Was due", "Local: practice 2.7, T066, T067",
        "The core group was missed",
    ),
    DriftList(
        "not_alone", "Not seen alone",
        "On a protection plan and not seen alone for {n} working days",
        "Plan since", "Local: practice 2.6, T070", "Not seen alone for {n} working days",
        "working days",
    ),
    DriftList(
        "unqualified", "Nobody qualified allocated",
        "On a plan, and no qualified social worker holds the case", "Plan since",
        "Local: York 2020, practice 2.8", "No qualified social worker holds the case",
    ),
    DriftList(
        "no_decision", "No management decision",
        "On a plan or in assessment, and no manager's decision on the record for {n} weeks",
        "Since", "Local: practice 1 and 2.8, every 4 to 6 weeks",
        "No manager's decision on the record for {n} weeks", "weeks",
    ),
)  # fmt: skip
BY_CODE = {each.code: each for each in LISTS}
OURS: Mapping[str, int] = {
    "plan_team": 9, "plan_service": 15, "plan_legal": 18, "need": 9, "not_alone": 10, "no_decision": 6,
}  # fmt: skip
LIMITS = Limits(
    "drift.yaml",
    {code: Ours(limit, BY_CODE[code].unit, BY_CODE[code].source) for code, limit in OURS.items()},
)
OLDER = ("plan_legal", "plan_service", "plan_team")


def limit(code: str, *, on: date) -> int:
    """The limit of a list that is in force on a day: the council's, or ours before its first."""
    return LIMITS.on(code, on)


def words(each: DriftList, said: str, *, on: date) -> str:
    """What a list says, with the number in force in it."""
    return said.replace("{n}", str(limit(each.code, on=on))) if each.code in OURS else said


def lists(*, on: date) -> list[DriftList]:
    """Every list in the words of a day."""
    return [
        DriftList(
            each.code, words(each, each.title, on=on), words(each, each.rule, on=on), each.since,
            each.source, words(each, each.of_a_child, on=on), each.unit,
        )
        for each in LISTS
    ]  # fmt: skip


def begins(code: str, *, today: date) -> date:
    """What began, or was last done, before this day is over the limit of a list."""
    number = limit(code, on=today)
    if BY_CODE[code].unit == "months":
        return add_months(today, -number)
    if BY_CODE[code].unit == "weeks":
        return date.fromordinal(today.toordinal() - number * DAYS_OF_A_WEEK)
    return add_working_days(today, -number)


def of_a_child(
    *,
    started_on: date,
    previous_plans: int,
    core_group_due_on: date | None,
    seen_alone_on: date | None,
    decided_on: date | None,
    is_held: bool,
    today: date,
) -> list[str]:
    """How a child's protection plan drifts, in words; of its age, the longest that it has passed."""
    on = {
        **{code: started_on < begins(code, today=today) for code in OLDER},
        "second_plan": previous_plans > 0,
        "core_group": core_group_due_on is not None and core_group_due_on < today,
        "not_alone": _lapsed("not_alone", seen_alone_on, started_on, today),
        "unqualified": not is_held,
        "no_decision": _lapsed("no_decision", decided_on, started_on, today),
    }
    oldest = next((code for code in OLDER if on[code]), None)
    return [
        words(each, each.of_a_child, on=today)
        for each in LISTS
        if on.get(each.code) and (each.code not in OLDER or each.code == oldest)
    ]


def _lapsed(code: str, last_on: date | None, started_on: date, today: date) -> bool:
    since = begins(code, today=today)
    return started_on < since and (last_on is None or last_on < since)


def problems() -> list[str]:
    """What is wrong with the council's own limits, for the check at start-up."""
    return LIMITS.problems()
