"""What may be allowed: each room says so in its own `permissions.py`, with the roles we ship it to."""

from dataclasses import dataclass, field

from tessera.foundations.access.models import Scope
from tessera.foundations.access.policy import Does

PUBLIC = "public"
"""Marks what anyone may ask for without signing in."""

SIGNED_IN = "access:account:use"
"""One's own account and first page: every active worker."""

ROLES = {
    "business_support": "Business support",
    "contact_officer": "Contact officer",
    "duty_worker": "Duty social worker",
    "front_door_manager": "Front-door manager",
    "social_worker": "Social worker",
    "asye_social_worker": "Newly qualified social worker",
    "team_manager": "Team manager",
    "service_manager": "Service manager",
    "head_of_service": "Head of service",
    "conference_chair": "Conference chair",
    "emergency_duty": "Emergency duty worker",
    "early_help_worker": "Early help worker",
    "early_help_manager": "Early help manager",
    "analyst": "Performance analyst",
    "auditor": "Auditor",
    "administrator": "System administrator",
    "information_governance": "Information governance",
    "police_partner": "Police in the hub",
    "health_partner": "Health in the hub",
}
"""The roles we ship, by code (practice rules, table B1). A council adds its own as data."""


@dataclass(frozen=True)
class Permission:
    code: str
    words: str
    roles: dict[str, str] = field(default_factory=dict)
    about_person: bool = True
    answers: bool = False

    @property
    def does(self) -> Does:
        """`room:thing:view` opens what is written, and changes nothing."""
        if self.code.rpartition(":")[2] == "view":
            return Does.READS
        return Does.ANSWERS if self.answers else Does.CHANGES


class PermissionDefinedTwice(Exception):
    """Two rooms define the same permission."""


class UnknownPermission(LookupError):
    """No room defines this permission."""


_permissions: dict[str, Permission] = {}


def define(
    code: str,
    words: str,
    roles: dict[str, str] | None = None,
    *,
    about_person: bool = True,
    answers: bool = False,
) -> str:
    """Say that something may be allowed; `roles` is role code -> own, team or all. Gives the code.

    `answers`: a team that was asked to take somebody over may do it before it has.
    """
    if code in _permissions:
        raise PermissionDefinedTwice(code)
    roles = roles or {}
    strange = {r for r in roles if r not in ROLES} | {s for s in roles.values() if s not in Scope}
    if strange or len(code.split(":")) != 3:
        raise ValueError(f"{code}: {sorted(strange) or 'is not room:thing:action'}")
    _permissions[code] = Permission(code, words, roles, about_person, answers)
    return code


def permission(code: str) -> Permission:
    try:
        return _permissions[code]
    except KeyError:
        raise UnknownPermission(code) from None


def permissions() -> list[Permission]:
    return sorted(_permissions.values(), key=lambda p: p.code)


define(SIGNED_IN, "Use one's own account", dict.fromkeys(ROLES, "all"), about_person=False)
