"""Accounts, teams and roles: who may do what, from when."""

from datetime import date

from django.db.models import F

from tessera.foundations.access.models import (
    Absence,
    Assignment,
    Grant,
    Membership,
    Role,
    Team,
    User,
)
from tessera.foundations.access.permissions import ROLES, permissions
from tessera.foundations.audit import actions as audit


class UsernameTaken(Exception):
    """Another worker signs in with this name."""


class AwayAlready(Exception):
    """Somebody acts for this worker on some of these days already."""


class AwayThemselves(Exception):
    """Whoever should act is away on some of these days too."""


def install_roles(*, started_on: date) -> None:
    """Give each shipped role its shipped grants. What a council has changed since is left alone."""
    Role.objects.bulk_create(
        (Role(code=code, name=name) for code, name in ROLES.items()), ignore_conflicts=True
    )
    roles = {role.code: role for role in Role.objects.all()}
    present = set(Grant.objects.values_list("role__code", "permission"))
    Grant.objects.bulk_create(
        Grant(role=roles[role], permission=p.code, scope=scope, started_on=started_on)
        for p in permissions()
        for role, scope in p.roles.items()
        if (role, p.code) not in present
    )


def open_account(
    *,
    username: str,
    name: str,
    password: str | None = None,
    email: str = "",
    job_title: str = "",
    telephone: str = "",
    is_qualified_social_worker: bool = False,
    by: User | None,
) -> User:
    """Make a worker's account. Raises UsernameTaken."""
    if User.objects.filter(username=username).exists():
        raise UsernameTaken
    user = User(
        username=username,
        name=name,
        email=email,
        job_title=job_title,
        telephone=telephone,
        is_qualified_social_worker=is_qualified_social_worker,
    )
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    audit.record("access.account_opened", by=by, user=user.pk)
    return user


def assign_role(*, user: User, role: str, started_on: date, by: User | None) -> Assignment:
    """Let a worker hold a role, by its code, from a day."""
    assignment = Assignment.objects.create(
        user=user, role=Role.objects.get(code=role), started_on=started_on
    )
    audit.record("access.role_assigned", by=by, user=user.pk, role=role)
    return assignment


def open_team(
    *,
    code: str,
    name: str,
    service: str = "",
    telephone: str = "",
    takes_cases: bool = True,
    by: User | None,
) -> Team:
    team = Team.objects.create(
        code=code, name=name, service=service, telephone=telephone, takes_cases=takes_cases
    )
    audit.record("access.team_opened", by=by, team=team.pk)
    return team


def join_team(
    *, user: User, team: Team, started_on: date, is_manager: bool = False, by: User | None
) -> Membership:
    membership = Membership.objects.create(
        user=user, team=team, started_on=started_on, is_manager=is_manager
    )
    audit.record("access.team_joined", by=by, user=user.pk, team=team.pk)
    return membership


def leave_team(*, membership: Membership, ended_on: date, by: User | None) -> Membership:
    membership.ended_on = ended_on
    membership.save(update_fields=["ended_on"])
    audit.record("access.team_left", by=by, user=membership.user_id, team=membership.team_id)
    return membership


def cover_absence(
    *, user: User, covered_by: User, started_on: date, ended_on: date, by: User | None
) -> Absence:
    """A colleague acts for someone who is away, under the colleague's own name.

    `ended_on` is the first day back. Raises AwayAlready, AwayThemselves.
    """
    meanwhile = Absence.objects.filter(
        started_on__lt=ended_on, ended_on__gt=F("started_on")
    ).filter(ended_on__gt=started_on)
    if meanwhile.filter(user=user).exists():
        raise AwayAlready
    if meanwhile.filter(user=covered_by).exists():
        raise AwayThemselves
    absence = Absence.objects.create(
        user=user, covered_by=covered_by, started_on=started_on, ended_on=ended_on
    )
    audit.record("access.absence_covered", by=by, user=user.pk, covered_by=covered_by.pk)
    return absence


def end_absence(*, absence: Absence, ended_on: date, by: User | None) -> Absence:
    """The worker is back sooner, or does not go: nobody acts for them from this day on."""
    absence.ended_on = max(ended_on, absence.started_on)
    absence.save(update_fields=["ended_on"])
    audit.record("access.absence_ended", by=by, user=absence.user_id, absence=absence.pk)
    return absence
