"""A worker as the policy sees them today: their grants, teams and those they act for, in one query."""

from datetime import date

from django.db import connection

from tessera.foundations.access.models import Scope, User
from tessera.foundations.access.policy import Actor

_WIDTH = {Scope.OWN: 0, Scope.TEAM: 1, Scope.ALL: 2}


def _in_force(alias: str) -> str:
    return f"{alias}.started_on <= %(today)s AND ({alias}.ended_on IS NULL OR {alias}.ended_on > %(today)s)"


# The grants of the worker's roles come with the role; teams and absences with a number.
_SQL = f"""
SELECT 'grant' AS what, g.permission AS one, g.scope AS two, r.code AS three, NULL::bigint AS number
  FROM access_assignment a JOIN access_role r ON r.id = a.role_id
  JOIN access_grant g ON g.role_id = r.id AND {_in_force("g")}
 WHERE a.user_id = %(user)s AND {_in_force("a")}
UNION ALL
SELECT CASE WHEN m.is_manager THEN 'manages' ELSE 'team' END, '', '', '', m.team_id
  FROM access_membership m WHERE m.user_id = %(user)s AND {_in_force("m")}
UNION ALL
SELECT 'covers', '', '', '', c.user_id
  FROM access_absence c WHERE c.covered_by_id = %(user)s AND {_in_force("c")}
"""  # noqa: S608 - made of constants


def actor_of(user: User, today: date) -> Actor:
    """Read it all anew: a change counts from the next request."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"user": user.pk, "today": today})
        rows = cursor.fetchall()
    numbers: dict[str, set[int]] = {"team": set(), "manages": set(), "covers": set()}
    for what, _, _, _, number in rows:
        if what != "grant":
            numbers[what].add(number)
    granted = [(one, two, three) for what, one, two, three, _ in rows if what == "grant"]
    return Actor(
        user_id=user.pk,
        today=today,
        is_active=user.is_active,
        grants=_widest(granted),
        role_codes=frozenset(role for _, _, role in granted),
        team_ids=frozenset(numbers["team"] | numbers["manages"]),
        managed_team_ids=frozenset(numbers["manages"]),
        acts_for=frozenset({user.pk, *numbers["covers"]}),
    )


def _widest(granted: list[tuple[str, str, str]]) -> dict[str, str]:
    """Of several roles with one permission, the one that reaches furthest."""
    grants: dict[str, str] = {}
    for permission, reach, _ in granted:
        scope = Scope(reach)
        if permission not in grants or _WIDTH[scope] > _WIDTH[Scope(grants[permission])]:
            grants[permission] = scope
    return grants
