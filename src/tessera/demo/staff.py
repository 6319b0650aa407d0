"""The invented council's teams and workers, with one sign-in for each role."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from tessera.demo.names import WORKERS, Names
from tessera.foundations.access import actions
from tessera.foundations.access.models import Team, User
from tessera.foundations.access.permissions import ROLES

PASSWORD = "eskmoor-demo-2026"  # noqa: S105 - an invented council's, printed at each start

TEAMS = {
    "front_door": ("Front door", "Front door"),
    "assessment_north": ("Assessment north", "Assessment and safeguarding"),
    "assessment_south": ("Assessment south", "Assessment and safeguarding"),
    "safeguarding_east": ("Safeguarding east", "Assessment and safeguarding"),
    "safeguarding_west": ("Safeguarding west", "Assessment and safeguarding"),
    "disabled_children": ("Disabled children", "Assessment and safeguarding"),
    "early_help": ("Early help", "Early help"),
    "emergency_duty": ("Emergency duty", "Out of hours"),
    "quality": ("Quality and conferences", "Quality"),
    "performance": ("Performance and returns", "Performance"),
    "business_support": ("Business support", "Business support"),
    "systems": ("Systems and records", "Systems"),
    "partners": ("Partners in the hub", "Front door"),
}

# role, sign-in, job title, team, whether a qualified social worker
SIGN_INS = (
    ("duty_worker", "duty", "Duty social worker", "front_door", True),
    ("front_door_manager", "frontdoor", "Front-door manager", "front_door", True),
    ("contact_officer", "contact", "Contact officer", "front_door", False),
    ("social_worker", "worker", "Social worker", "safeguarding_east", True),
    ("asye_social_worker", "asye", "Newly qualified social worker", "assessment_north", True),
    ("team_manager", "manager", "Team manager", "safeguarding_east", True),
    ("service_manager", "service", "Service manager", "safeguarding_east", True),
    ("head_of_service", "head", "Head of service", "quality", True),
    ("conference_chair", "chair", "Conference chair", "quality", True),
    ("emergency_duty", "edt", "Emergency duty worker", "emergency_duty", True),
    ("early_help_worker", "earlyhelp", "Early help worker", "early_help", False),
    ("early_help_manager", "earlyhelp.manager", "Early help manager", "early_help", False),
    ("business_support", "support", "Business support officer", "business_support", False),
    ("analyst", "analyst", "Performance analyst", "performance", False),
    ("auditor", "auditor", "Auditor", "quality", True),
    ("administrator", "admin", "System administrator", "systems", False),
    ("information_governance", "governance", "Information governance officer", "systems", False),
    ("police_partner", "police", "Police sergeant in the hub", "partners", False),
    ("health_partner", "health", "Health practitioner in the hub", "partners", False),
)
CASEWORK_TEAMS = (
    "assessment_north",
    "assessment_south",
    "safeguarding_east",
    "safeguarding_west",
    "disabled_children",
)
NO_CASES = {"quality", "performance", "business_support", "systems", "partners", "emergency_duty"}
SMALL_TEAM = "disabled_children"
HOLDS_CASES = {"social_worker", "asye_social_worker"}
MANAGES = {"front_door_manager", "team_manager", "early_help_manager"}


@dataclass
class Staff:
    """Who works where, for the invented council's story."""

    teams: dict[str, Team] = field(default_factory=dict)
    by_role: dict[str, User] = field(default_factory=dict)
    workers: dict[str, list[User]] = field(default_factory=dict)
    managers: dict[str, User] = field(default_factory=dict)


class Hiring:
    """Opens teams and accounts through the ordinary actions."""

    def __init__(self, random: Random, names: Names, since: date, *, case_holders: int) -> None:
        self.random = random
        self.of_a_team = max(1, round(case_holders / (len(CASEWORK_TEAMS) - 1)))
        self.of_small_team = max(1, round(case_holders / 15))
        self.names = names
        self.since = since
        self.staff = Staff()
        self._hashed = ""

    def hire(self) -> Staff:
        for code, (name, service) in TEAMS.items():
            self.staff.teams[code] = actions.open_team(
                code=code,
                name=name,
                service=service,
                telephone=self.names.telephone(),
                takes_cases=code not in NO_CASES,
                by=None,
            )
        for role, username, title, team, qualified in SIGN_INS:
            self.staff.by_role[role] = self._worker(username, role, title, team, qualified)
        for team in CASEWORK_TEAMS:
            self._fill(team)
        for number in range(3):
            self._worker(
                f"duty{number + 2}", "duty_worker", "Duty social worker", "front_door", True
            )
        for number in range(2):
            self._worker(
                f"chair{number + 2}", "conference_chair", "Conference chair", "quality", True
            )
        return self.staff

    def _fill(self, team: str) -> None:
        if team not in self.staff.managers:
            self._worker(f"manager.{team}", "team_manager", "Team manager", team, True)
        wanted = self.of_small_team if team == SMALL_TEAM else self.of_a_team
        for number in range(wanted - len(self.staff.workers.get(team, ()))):
            self._worker(f"{team}.{number + 1}", "social_worker", "Social worker", team, True)

    def _worker(self, username: str, role: str, title: str, team: str, qualified: bool) -> User:
        user = actions.open_account(
            username=username,
            name=f"{self.random.choice(WORKERS)} {self.names.family()}",
            job_title=title,
            telephone=self.names.telephone(),
            is_qualified_social_worker=qualified,
            by=None,
        )
        user.password = self._password(user)
        user.save(update_fields=["password"])
        actions.assign_role(user=user, role=role, started_on=self.since, by=None)
        manages = role in MANAGES
        actions.join_team(
            user=user,
            team=self.staff.teams[team],
            started_on=self.since,
            is_manager=manages,
            by=None,
        )
        if manages:
            self.staff.managers.setdefault(team, user)
        elif role in HOLDS_CASES or team not in CASEWORK_TEAMS:
            self.staff.workers.setdefault(team, []).append(user)
        return user

    def _password(self, user: User) -> str:
        """One hash for all: the password is printed for everyone, and hashing is slow on purpose."""
        if not self._hashed:
            user.set_password(PASSWORD)
            self._hashed = user.password
        return self._hashed


def sign_ins() -> list[dict[str, str]]:
    """One sign-in for each role, as `bin/demo` prints them."""
    return [
        {"name": username, "password": PASSWORD, "role": ROLES[role].replace(" ", "-").lower()}
        for role, username, *_ in SIGN_INS
    ]
