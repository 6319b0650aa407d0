"""What health is to be told against what it was told last: plain values in, the change out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tessera.foundations.calendar import add_months

ChangeCode = Literal["new", "changed", "ended", "taken_back"]
Missing = Literal["", "nhs_number", "mother", "mothers_number", "birth", "name"]

NO_NAME_BEGINS_WITH = ("=", "+", "-", "@")
"""A spreadsheet takes what begins so for a formula, and whoever wrote it may have meant one."""


@dataclass(frozen=True)
class Told:
    """What a line tells of one child for one reason.

    An unborn child has no NHS number: its line goes under the mother's (not verified; `upload.yaml`).
    """

    source_id: int
    started_on: date
    ended_on: date | None = None
    nhs_number: str = ""
    is_mothers_number: bool = False
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    expected_on: date | None = None


def change(now: Told | None, before: Told | None, *, taken_back: bool = False) -> ChangeCode | None:
    """What is to be told; None when health knows it already.

    `before` is what the last line said that health did not refuse, `taken_back` whether that line took
    the plan back.
    """
    if before is None or taken_back:
        return None if now is None else _first(now)
    if now is None:
        return "taken_back"
    if now.source_id != before.source_id:
        return _first(now)
    if now == before:
        return None
    return "ended" if now.ended_on and before.ended_on is None else "changed"


def _first(now: Told) -> ChangeCode:
    """Health has not heard of this plan: when it has ended meanwhile, one line tells both days."""
    return "new" if now.ended_on is None else "ended"


def remembered_since(on: date, *, months: int) -> date:
    """Plans that ended before this day are no longer told (London procedures: 12 months from the end)."""
    return add_months(on, -months)


def is_remembered(ended_on: date | None, *, on: date, months: int) -> bool:
    return ended_on is None or ended_on >= remembered_since(on, months=months)


def missing(now: Told, *, is_unborn: bool, mother_is_known: bool) -> Missing:
    """What stands in the way of a line."""
    if is_unborn and not mother_is_known:
        return "mother"
    if not now.nhs_number:
        return "mothers_number" if is_unborn else "nhs_number"
    if not (now.born_on or now.expected_on):
        return "birth"
    names = (now.given_name, now.family_name)
    return "name" if any(name.strip().startswith(NO_NAME_BEGINS_WITH) for name in names) else ""
