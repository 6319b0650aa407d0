"""Workers who sign in, their teams, and what their roles may do: all of it dated data."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed


def current_on(day):
    """Dated rows in force on a day: an end date is the first day no longer counted."""
    return Q(started_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


class DatedQuerySet(models.QuerySet):
    def in_force_on(self, day):
        return self.filter(current_on(day))


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


@classed("personal", secret=("password",))
class User(AbstractBaseUser):
    """A worker: someone who signs in. What they may do is in their roles, not in flags here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=100, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    is_qualified_social_worker = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=models.functions.Now())

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "access_user"

    def __str__(self):
        return f"#{self.pk} worker"

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]


class TeamQuerySet(models.QuerySet):
    def taking_cases(self):
        """The teams that a child's case may be given to now."""
        return self.filter(ended_on=None, takes_cases=True)


@classed("public")
class Team(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    service = models.CharField(max_length=100, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    takes_cases = models.BooleanField(
        default=True, help_text="whether a child's case may be given to it"
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        db_table = "access_team"

    def __str__(self):
        return self.name


class MembershipQuerySet(DatedQuerySet):
    def managing(self, team, on):
        """Of those who manage this team on a day: a team, or its id."""
        return self.managers(on).filter(team=team)

    def managers(self, on):
        return self.in_force_on(on).filter(is_manager=True)


@classed("personal")
class Membership(models.Model):
    """A worker in a team, from the first day to the day before the end."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    is_manager = models.BooleanField(default=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        db_table = "access_membership"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="membership_ends_on_or_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "team"], condition=Q(ended_on=None), name="one_current_membership"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} membership of team #{self.team_id}"


class Scope(models.TextChoices):
    """How far a permission reaches: one's own children, one's team's, or all of them."""

    OWN = "own", "Children one works with"
    TEAM = "team", "Children of one's teams"
    ALL = "all", "All children"


@classed("public")
class Role(models.Model):
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        db_table = "access_role"

    def __str__(self):
        return self.name


@classed("public")
class Grant(models.Model):
    """A role may do this, this far, between these days."""

    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    permission = models.CharField(max_length=100)
    scope = models.CharField(max_length=4, choices=Scope)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["role", "permission"], condition=Q(ended_on=None), name="one_current_grant"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="grant_ends_on_or_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.permission} ({self.scope})"


@classed("personal")
class Assignment(models.Model):
    """A worker holds a role."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "access_assignment"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_on=None), name="one_current_assignment"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="assignment_ends_on_or_after_start",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} role #{self.role_id}"


@classed("personal")
class Absence(models.Model):
    """A worker is away, and a colleague acts for them under the colleague's own name."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    covered_by = models.ForeignKey(User, models.PROTECT, related_name="covering")
    started_on = models.DateField()
    ended_on = models.DateField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "access_absence"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")), name="absence_ends_on_or_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(user=F("covered_by")), name="nobody_covers_themselves"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} absence of worker #{self.user_id}"
