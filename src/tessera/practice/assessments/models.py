import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.front_door.models import Referral


class AssessmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(authorised_on=None)

    def open_on(self, day):
        return self.filter(Q(authorised_on=None) | Q(authorised_on__gt=day), started_on__lte=day)

    def authorised(self):
        return self.filter(authorised_on__isnull=False)


@classed("sensitive")
class Assessment(Fact):
    """A single (child and family) assessment of one child (Working Together, assessment chapter).

    Counted from `clock_started_on`: the referral, or the decision to assess an open child again.
    Complete when authorised. An update says of which earlier one, why, and who decided on it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=24, blank=True, default="")  # assessment.kind
    started_on = models.DateField()
    clock_started_on = models.DateField()
    review_point_on = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    seen_alone_on = models.DateField(null=True, blank=True)
    authorised_on = models.DateField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=24, blank=True, default="")  # assessment.outcome
    longer_why = models.TextField(blank=True, default="")
    update_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="updated_in"
    )
    update_why = models.TextField(blank=True, default="")
    update_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        db_table = "assessments_assessment"
        constraints = [
            models.CheckConstraint(
                condition=Q(authorised_on=None) | Q(authorised_on__gte=F("started_on")),
                name="assessment_ends_on_or_after_start",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(authorised_on=None), name="one_open_assessment"
            ),
            models.CheckConstraint(
                condition=Q(seen_alone_on=None) | Q(seen_on__isnull=False),
                name="assessment_seen_alone_is_seen",
            ),
            models.CheckConstraint(
                condition=Q(authorised_by=None) | Q(authorised_on__isnull=False),
                name="assessment_authorised_by_and_on",
            ),
            models.CheckConstraint(
                condition=Q(update_of=None, update_why="", update_decided_by=None)
                | (
                    Q(update_of__isnull=False, update_decided_by__isnull=False)
                    & ~Q(update_why="")
                    & ~Q(update_of=F("id"))
                ),
                name="assessment_update_says_why",
            ),
        ]
        indexes = [models.Index(fields=["referral"], name="assessment_referral")]

    def __str__(self):
        return f"#{self.pk} assessment of #{self.child_id}"

    @property
    def is_update(self):
        return self.update_of_id is not None


@classed("sensitive")
class Factor(Fact):
    """A factor identified at the end of an assessment (code set cin.assessment_factor)."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="factors")
    code = models.CharField(max_length=3)

    class Meta:
        db_table = "assessments_factor"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="one_factor_per_assessment")
        ]

    def __str__(self):
        return f"#{self.pk} factor {self.code}"


@classed("personal")
class Sharing(Fact):
    """Whom an assessment was shared with, and when."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="sharings")
    shared_with = models.CharField(max_length=150)
    relation = models.CharField(max_length=100, blank=True, default="")
    shared_on = models.DateField()
    how = models.CharField(max_length=100, blank=True, default="")
    views = models.TextField(blank=True, default="")

    class Meta:
        db_table = "assessments_sharing"

    def __str__(self):
        return f"#{self.pk} sharing of assessment #{self.assessment_id}"
