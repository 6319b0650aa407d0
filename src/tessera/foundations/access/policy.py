"""The one place that says yes or no: pure, without a database or a clock (security section 2)."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

POLICY_VERSION = "3"


class Does(IntEnum):
    """What a permission does to a record, from the least."""

    READS = 1
    ANSWERS = 2
    CHANGES = 3


class Reason(StrEnum):
    """Why, in one code: for the log, and for `tessera access explain`."""

    ALLOWED = "allowed"
    ASKED = "asked"
    READS_CLOSED = "reads_closed"
    INACTIVE = "inactive"
    CONFLICT = "conflict"
    RESTRICTED = "restricted"
    NO_PERMISSION = "no_permission"
    OUT_OF_REACH = "out_of_reach"
    UNKNOWN = "unknown"


EXPLANATIONS = {
    Reason.ALLOWED: "Their role and their work with this person allow it.",
    Reason.ASKED: "Their team was asked to take over: until it has, it may read the record and answer.",
    Reason.READS_CLOSED: "Their team closed this case, and may read the record until the day that was set.",
    Reason.INACTIVE: "Their account is not active.",
    Reason.CONFLICT: "They have a conflict of interest with this person, which beats every grant.",
    Reason.RESTRICTED: "The record is restricted, and they are not on its list.",
    Reason.NO_PERMISSION: "None of their roles holds this permission.",
    Reason.OUT_OF_REACH: "Their role reaches only people whom they or their teams work with.",
    Reason.UNKNOWN: "There is no such record.",
}


@dataclass(frozen=True)
class Actor:
    """A worker as the policy sees them on one day. `grants` is permission -> scope (own, team, all)."""

    user_id: int
    today: date
    is_active: bool = True
    grants: dict[str, str] = field(default_factory=dict)
    role_codes: frozenset[str] = frozenset()
    team_ids: frozenset[int] = frozenset()
    managed_team_ids: frozenset[int] = frozenset()
    acts_for: frozenset[int] = frozenset()

    def scope_of(self, permission: str) -> str | None:
        return self.grants.get(permission) if self.is_active else None

    def may(self, permission: str) -> bool:
        """Holds the permission at all, however far it reaches."""
        return self.scope_of(permission) is not None


@dataclass(frozen=True)
class Subject:
    """A person's record as the policy sees it for one actor."""

    is_own: bool = False
    is_teams: bool = False
    is_asked_of_team: bool = False
    is_read_by_team: bool = False
    is_restricted: bool = False
    is_on_list: bool = False
    has_conflict: bool = False
    has_protected_whereabouts: bool = False
    may_see_protected: bool = False


@dataclass(frozen=True)
class Decision:
    allow: bool
    reason: Reason
    hidden: bool = False
    mask: frozenset[str] = frozenset()


def decide(
    actor: Actor, permission: str, subject: Subject | None = None, *, does: Does = Does.CHANGES
) -> Decision:
    """Apply the order of precedence of security section 4; the first line that applies decides."""
    if not actor.is_active:
        return Decision(False, Reason.INACTIVE, hidden=subject is not None)
    if subject is not None and subject.has_conflict:
        return Decision(False, Reason.CONFLICT, hidden=True)
    if subject is not None and subject.is_restricted and not subject.is_on_list:
        return Decision(False, Reason.RESTRICTED, hidden=True)
    scope = actor.scope_of(permission)
    if scope is None:
        return Decision(False, Reason.NO_PERMISSION)
    if subject is None or _reaches(scope, subject):
        return Decision(True, Reason.ALLOWED, mask=_mask(subject))
    if scope == "team" and subject.is_asked_of_team and does <= Does.ANSWERS:
        return Decision(True, Reason.ASKED, mask=_mask(subject))
    if scope == "team" and subject.is_read_by_team and does <= Does.READS:
        return Decision(True, Reason.READS_CLOSED, mask=_mask(subject))
    return Decision(False, Reason.OUT_OF_REACH)


def _reaches(scope: str, subject: Subject) -> bool:
    if scope == "all":
        return True
    return subject.is_own or (scope == "team" and subject.is_teams)


def _mask(subject: Subject | None) -> frozenset[str]:
    if subject and subject.has_protected_whereabouts and not subject.may_see_protected:
        return frozenset({"whereabouts"})
    return frozenset()
