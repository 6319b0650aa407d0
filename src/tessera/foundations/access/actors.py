"""A worker as the policy sees them today, from one query for each dated table."""

from datetime import date

from tessera.foundations.access.models import Absence, Grant, Membership, Scope, User, current_on
from tessera.foundations.access.policy import Actor

_WIDTH = {Scope.OWN: 0, Scope.TEAM: 1, Scope.ALL: 2}


def actor_of(user: User, today: date) -> Actor:
    """Read a worker's grants, teams and those they act for. A change counts from the next request."""
    grants: dict[str, str] = {}
    roles: set[str] = set()
    rows = (
        Grant.objects.in_force_on(today)
        .filter(
            role__in=user.assignments.filter(current_on(today)).values("role"),
        )
        .values_list("permission", "scope", "role__code")
    )
    for permission, reach, role in rows:
        scope = Scope(reach)
        roles.add(role)
        if permission not in grants or _WIDTH[scope] > _WIDTH[Scope(grants[permission])]:
            grants[permission] = scope
    memberships = Membership.objects.in_force_on(today).filter(user=user)
    teams = dict(memberships.values_list("team_id", "is_manager"))
    covered = Absence.objects.in_force_on(today).filter(covered_by=user).values_list("user_id")
    return Actor(
        user_id=user.pk,
        today=today,
        is_active=user.is_active,
        grants=grants,
        role_codes=frozenset(roles),
        team_ids=frozenset(teams),
        managed_team_ids=frozenset(team for team, manages in teams.items() if manages),
        acts_for=frozenset({user.pk, *(user_id for (user_id,) in covered)}),
    )
