"""Who works with a person, who must not see them, and what to beware of."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import DatedQuerySet, Team
from tessera.foundations.records.models import Fact
from tessera.people.models.particulars import Organisation, ends_on_or_after_start
from tessera.people.models.person import Person

RECEIVING = "receiving_team"
"""The role of a team that was asked to take over: it reads the record and answers, and holds nothing yet."""
CLOSED_BY = "closing_team"
"""The role of a team that closed the case: until its end it may read the record, and nothing else."""
HOLDS_NOTHING = (RECEIVING, CLOSED_BY)


@classed("personal")
class Involvement(Fact):
    """Who works with a person, in what role, dated. Need-to-know is computed from it.

    A worker (with the team that holds the work), a whole team, or a named professional of another
    organisation who has no account with us.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=30)  # code set involvement.role
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="involvements"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="involvements"
    )
    professional_name = models.CharField(max_length=150, blank=True, default="")
    telephone = models.CharField(max_length=30, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_involvement"
        constraints = [
            ends_on_or_after_start("involvement_ends_on_or_after_start"),
            models.CheckConstraint(
                condition=Q(worker__isnull=False)
                | Q(team__isnull=False)
                | Q(organisation__isnull=False)
                | ~Q(professional_name=""),
                name="involvement_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on=None, role="allocated_worker"),
                name="one_allocated_worker",
            ),
        ]
        indexes = [
            models.Index(
                fields=["worker", "person"], condition=Q(ended_on=None), name="involvement_worker"
            ),
            models.Index(
                fields=["team", "person"], condition=Q(ended_on=None), name="involvement_team"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.role} of #{self.person_id}"


@classed("sensitive")
class Warning(Fact):
    """What to beware of: a dog, violence, two to visit. Reviewed by a date.

    `whom` it is about, where that is somebody else than the one on whose record it stands, is kept as the
    writer named them: whoever opens the record is warned of them, whether they are on record or not.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="warnings")
    kind = models.CharField(max_length=30)  # code set warning.kind
    whom = models.CharField(max_length=150, blank=True, default="", db_default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    review_on = models.DateField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_warning"
        constraints = [ends_on_or_after_start("warning_ends_on_or_after_start")]

    def __str__(self):
        return f"#{self.pk} {self.kind} of #{self.person_id}"


@classed("legal")
class Restriction(Fact):
    """A record that does not exist for anyone but a named list (practice rules, section 2.31)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="restrictions")
    why = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review_on = models.DateField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_restriction"
        constraints = [
            ends_on_or_after_start("restriction_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None), name="one_current_restriction"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} restriction of #{self.person_id}"


@classed("legal")
class Lifting(Fact):
    """Someone asks that a restriction be lifted, and says why; another says yes or no."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="liftings")
    why = models.CharField(max_length=300)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_agreed = models.BooleanField(null=True)

    class Meta:
        db_table = "people_lifting"
        constraints = [
            models.UniqueConstraint(
                fields=["restriction"],
                condition=Q(decided_on=None),
                name="one_open_lifting_per_restriction",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None, decided_by=None, is_agreed=None)
                | Q(decided_on__isnull=False, decided_by__isnull=False, is_agreed__isnull=False),
                name="lifting_decided_by_on_and_how",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="nobody_lifts_a_restriction_alone",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} lifting of restriction #{self.restriction_id}"


@classed("legal")
class Listing(Fact):
    """A worker on the list of a restricted record."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="listings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_listing"
        constraints = [
            ends_on_or_after_start("listing_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["restriction", "user"],
                condition=Q(ended_on=None),
                name="one_current_listing",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} listing"


@classed("legal")
class Conflict(Fact):
    """A worker who must not see a person: oneself, a relative, a neighbour. Beats every grant."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    why = models.CharField(max_length=200)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_conflict"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="conflict_ends_on_or_after_start",
            ),
            models.UniqueConstraint(
                fields=["person", "user"], condition=Q(ended_on=None), name="one_current_conflict"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} conflict"


@classed("legal")
class Protection(Fact):
    """A person whose whereabouts are withheld from all but a named list (security section 3)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="protections")
    why = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review_on = models.DateField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_protection"
        constraints = [
            ends_on_or_after_start("protection_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None), name="one_current_protection"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} protection of #{self.person_id}"


@classed("legal")
class Viewer(Fact):
    """A worker who may see protected whereabouts."""

    protection = models.ForeignKey(Protection, models.PROTECT, related_name="viewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        db_table = "people_viewer"
        constraints = [
            ends_on_or_after_start("viewer_ends_on_or_after_start"),
            models.UniqueConstraint(
                fields=["protection", "user"], condition=Q(ended_on=None), name="one_current_viewer"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} viewer"
