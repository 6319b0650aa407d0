import uuid

from django.db import models
from django.db.models import Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.child_protection.models.enquiry import Section47Enquiry
from tessera.practice.child_protection.models.plan import Plan
from tessera.practice.front_door.models import Referral

ADJOURNED = "adjourned"


class ConferenceQuerySet(models.QuerySet):
    def took_place(self):
        """Those that decided something: one that was put off is on the record, and counts for nothing."""
        return self.exclude(outcome=ADJOURNED)


@classed("sensitive")
class Conference(Fact):
    """A child protection conference held on a child: initial, review or transfer-in."""

    class Kind(models.TextChoices):
        INITIAL = "initial", "Initial conference"
        REVIEW = "review", "Review conference"
        TRANSFER_IN = "transfer_in", "Transfer-in conference"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="conferences")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=12, choices=Kind)
    held_on = models.DateField()
    enquiry = models.OneToOneField(
        Section47Enquiry, models.PROTECT, null=True, blank=True, related_name="conference"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="conferences"
    )
    outcome = models.CharField(max_length=40, blank=True, default="")  # conference.outcome

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        db_table = "child_protection_conference"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="review") | Q(plan__isnull=False), name="review_is_of_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(enquiry=None) | Q(kind="initial"),
                name="only_an_initial_conference_ends_an_enquiry",
            ),
            models.UniqueConstraint(
                fields=["plan", "held_on", "kind"], name="one_conference_a_day_of_a_plan"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind} conference on #{self.child_id}"
