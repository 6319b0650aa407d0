"""A front door with its people, and contacts made by its own actions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from tessera.foundations.access import actions as access
from tessera.foundations.access.models import Team
from tessera.people import actions as people
from tessera.practice.front_door import actions
from tests.factories.engine import install_roles

LONG_AGO = date(2020, 1, 1)
TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 9, 20, tzinfo=UTC)  # 10:20 in London, a Tuesday
_numbers = count(1)


@dataclass(frozen=True)
class Staff:
    """Who works at the door, and the teams behind it."""

    team: Any
    officer: Any
    duty: Any
    manager: Any
    service_manager: Any
    assessment_team: Any
    team_manager: Any
    social_worker: Any


def a_worker(name, role, *, team=None, is_qualified=True, manages=False):
    """Someone who signs in, with one role and perhaps a team."""
    user = access.open_account(
        username=f"door{next(_numbers)}",
        name=name,
        is_qualified_social_worker=is_qualified,
        by=None,
    )
    access.assign_role(user=user, role=role, started_on=LONG_AGO, by=None)
    if team is not None:
        access.join_team(user=user, team=team, started_on=LONG_AGO, is_manager=manages, by=None)
    return user


def a_team(code, name):
    return Team.objects.filter(code=code).first() or access.open_team(
        code=code, name=name, telephone="01632 960 118", by=None
    )


def a_staff():
    install_roles()
    door = a_team("front_door", "Front door")
    assessment = a_team("assessment_north", "Assessment North")
    a_team("early_help", "Early help")
    return Staff(
        team=door,
        officer=a_worker("Corin Maddaway", "contact_officer", team=door, is_qualified=False),
        duty=a_worker("Petra Lindqvale", "duty_worker", team=door),
        manager=a_worker("Joseph Adeyin-Rowe", "front_door_manager", team=door, manages=True),
        service_manager=a_worker("Ines Corbrook", "service_manager"),
        assessment_team=assessment,
        team_manager=a_worker("Abel Quist", "team_manager", team=assessment, manages=True),
        social_worker=a_worker("Hannah Treloyd", "social_worker", team=assessment),
    )


def a_child(given="Zayd", family="Rahmeen", born_on=date(2016, 9, 1), **more):
    return people.add_person(given=given, family=family, born_on=born_on, by=None, **more)


def details(**changes):
    """What a teacher said on the telephone this morning."""
    told = {
        "received_at": NOW,
        "channel": "telephone",
        "source": "2A",
        "referrer": actions.Referrer(
            name="Tamsin Salloway",
            role="Safeguarding lead",
            agency="Weir Academy",
            telephone="01632 960 415",
            email="salloway@weir.example",
            may_be_named=True,
        ),
        "acknowledged_at": NOW,
        "family_knows": True,
        "consent": "given",
        "concerns": ("physical_harm",),
        "account": "Marks on both arms, seen in PE. He said he fell.",
        "immediate_risk": False,
    }
    return actions.ContactDetails(**{**told, **changes})


def a_contact(staff, *children, rag="amber", parts=None, worker=None, **changes):
    """A contact about these people, taken by the duty worker."""
    parts = parts or [actions.PartAsTold(person=child) for child in children]
    return actions.record_contact(
        details=details(**changes),
        parts=parts,
        rag=rag,
        worker=worker or staff.duty,
        by=staff.duty,
    )


def decided(staff, contact, outcome="no_further_action", *, at=NOW, by=None, **more):
    return actions.decide_contact(
        contact=contact,
        outcome=outcome,
        why="The school and the family agree on what happened.",
        at=at,
        by=by or staff.duty,
        **more,
    )


def referred(staff, contact, outcome="referral", *, at=NOW):
    """Decided and authorised: the children's cases are open."""
    contact = decided(staff, contact, outcome, primary_need="N1", team=staff.assessment_team, at=at)
    return actions.authorise_contact(contact=contact, at=at, by=staff.manager)
