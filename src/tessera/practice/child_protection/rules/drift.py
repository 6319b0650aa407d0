"""Drift: what a manager looks for among plans.

Each limit is the council's own [LOCAL], dated, and its to change in `drift.yaml` of its folder:
`plan_team: 8`, or `plan_team: [{from: 2026-04-01, limit: 8}]`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tessera.engine.forms import places
from tessera.foundations.calendar import add_months, add_working_days

OVERLAY_FILE = "drift.yaml"
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


@dataclass(frozen=True)
class Limit:
    """After how many months, working days or weeks a plan is on a list, from a day on."""

    limit: int
    effective_from: date = date.min


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
        "On a plan, and no manager's decision on the record for {n} weeks",
        "Plan since", "Local: practice 1 and 2.8, every 4 to 6 weeks",
        "No manager's decision on the record for {n} weeks", "weeks",
    ),
)  # fmt: skip
BY_CODE = {each.code: each for each in LISTS}
OURS: Mapping[str, int] = {
    "plan_team": 9, "plan_service": 15, "plan_legal": 18, "need": 9, "not_alone": 10, "no_decision": 6,
}  # fmt: skip
OLDER = ("plan_legal", "plan_service", "plan_team")


class BadDrift(ValueError):
    """The council's own limits do not fit: the words say where, and what to write."""


def limit(code: str, *, on: date) -> int:
    """The limit of a list that is in force on a day: the council's, or ours before its first."""
    own = _overlaid(os.environ.get("TESSERA_LOCAL", "")).get(code, [])
    in_force = [each for each in own if each.effective_from <= on]
    return max(in_force, key=lambda each: each.effective_from).limit if in_force else OURS[code]


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
    try:
        _overlaid(os.environ.get("TESSERA_LOCAL", ""))
    except BadDrift as bad:
        return [str(bad)]
    return []


@lru_cache(maxsize=4)
def _overlaid(overlay: str) -> Mapping[str, list[Limit]]:
    file = Path(overlay) / OVERLAY_FILE
    if not overlay or not file.exists():
        return {}
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadDrift(f"{file}, line {line}: this is not YAML. Check colons here.") from error
    if not isinstance(content, dict):
        raise BadDrift(f"{file}, line 1: write each limit as `plan_team: 9`.")
    return {str(code): _limits(str(code), given, file) for code, given in content.items()}


def _limits(code: str, given: Any, file: Path) -> list[Limit]:
    if code not in OURS:
        known = ", ".join(OURS)
        raise BadDrift(f"{places.where(file, [code])}: not known. It may be {known}.")
    rows = given if isinstance(given, list) else [{"limit": given}]
    for number, row in enumerate(rows):
        place = places.where(file, [code, number] if isinstance(given, list) else [code])
        unit = BY_CODE[code].unit
        if not isinstance(row, dict) or not _is_limit(row.get("limit")):
            raise BadDrift(f"{place}: write a number of {unit}, from 1, as `limit`.")
        if not isinstance(row.get("from", date.min), date):
            raise BadDrift(f"{place}: write `from` as a day, such as 2026-04-01.")
    return [Limit(row["limit"], row.get("from", date.min)) for row in rows]


def _is_limit(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
