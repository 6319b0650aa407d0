"""Workers, teams and children for the engine's tests, and steps made by its own actions."""

from datetime import UTC, date, datetime
from itertools import count

from tessera.engine.workflow import actions
from tessera.foundations.access import actions as access
from tessera.foundations.access.models import Assignment, Grant, Role
from tessera.foundations.access.permissions import permissions
from tessera.people.models import Involvement, Person

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 8, 0, tzinfo=UTC)
_numbers = count(1)


def a_team(name="Northgate"):
    return access.open_team(code=f"team{next(_numbers)}", name=name, by=None)


def install_roles():
    """Every database of the tests has the shipped ones; what a test's own room defines joins them here."""
    own = [each.code for each in permissions() if each.code.startswith("sample:")]
    if not (Grant.objects.filter(permission__in=own) if own else Grant.objects).exists():
        access.install_roles(started_on=date(2020, 1, 1))


def a_worker(name="Hannah Treloyd", *, team=None, role="social_worker", manages=False):
    user = access.open_account(
        username=f"worker{next(_numbers)}", name=name, password=None, by=None
    )
    install_roles()
    access.assign_role(user=user, role=role, started_on=date(2020, 1, 1), by=None)
    if team:
        access.join_team(
            user=user, team=team, started_on=date(2020, 1, 1), is_manager=manages, by=None
        )
    return user


def grant(role, permission, scope="all"):
    Grant.objects.get_or_create(
        role=Role.objects.get(code=role),
        permission=permission,
        ended_on=None,
        defaults={"scope": scope, "started_on": date(2020, 1, 1)},
    )


def roles_of(user):
    return Assignment.objects.filter(user=user)


def a_child(name="Zayd Rahmeen", *, born_on=date(2016, 9, 1), worker=None, team=None):
    given, _, family = name.partition(" ")
    child = Person.objects.create(
        name=name,
        given_name=given,
        family_name=family,
        name_key=name.lower(),
        born_on=born_on,
    )
    if worker or team:
        Involvement.objects.create(
            person=child,
            role="allocated_worker",
            worker=worker,
            team=team,
            started_on=date(2025, 1, 1),
        )
    return child


def a_step(code="sample.visit", *, subjects=(), worker=None, by=None, at=NOW, **more):
    return actions.start_step(
        code=code, subjects=subjects, worker=worker, at=at, by=by or worker, **more
    )
